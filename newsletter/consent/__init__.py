"""Who may be written to: signing up, confirming, leaving, and being forgotten.

`subscribing` takes a call and `deciding` decides it, for every address on the same way up to the answer; `notices` and
`notifying` write and send the mail with the link, `mailed_links` knows its token, `confirming`, `unsubscribing` and
`erasing` follow it. `limiting`, `suppressing` and `log` hold what was asked too often, must not be written to, and was
agreed to; `texts` has the wording it was agreed to in; `forgetting` and `purging` end what is no longer needed. Whoever
changes an address's rows goes through `holding` first, so that two of them take turns.
"""
