"""The publishing core: entries are edited, revisions captured, publications read.

An *entry* is a row of a typed model, the working copy. A *revision* is an entry captured as JSON. A
*publication* is a revision rendered, which the public sees from `starts_at` until `ends_at`. A *reference*
is a publication's link to another entry. The *ledger* is the one ordered list of changes.

Verbs (`capturing`, `publishing`, `restoring`, `binning`, `republishing`) are the only code that writes these
tables, and all that changes what the public sees happens under the ledger's one lock. Reading starts at
`perspectives`. Nothing here names a content type, renders Markdown, or speaks HTTP.
"""
