"""Who may be written to: signing up, confirming and leaving.

One sign-up on its way: `subscribing` writes one row, the same for every address → `request_decisions` decides it where
nobody waits → the mail (`newsletter.notices`) carries a link, whose token `mailed_links` knows → `confirming` follows
it. `unsubscribing` ends it, `suppressing` keeps an address from being written to. `consent_texts` has the wording,
`consent_log` who agreed to it, `callers` from where, `call_limits` how often; `unconfirmed_requests` takes back what
nobody confirmed, and `personal_data` knows what leads to a reader. Whoever changes an address's rows takes its
`address_lock` first, so that two of them take turns.
No mail is written or sent here.
"""
