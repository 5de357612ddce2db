"""Reading: what is visible, to whom, at which moment. Nothing here writes.

`perspectives` is where every read begins; `draft_overlay` adds one entry's draft to the present; `change_stream` gives
what changed since a position; `shared_drafts` makes the addresses that show a draft to somebody without an account.
"""
