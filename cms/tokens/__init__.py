"""Who may: API tokens with scopes, and links that let somebody without an account see a draft.

An API token is a row: a public prefix, the hash of a secret that is shown once, scopes, perhaps an expiry. A link token
is no row: what it allows is written in it and signed with SECRET_KEY, so that making one costs nothing and checking
one is arithmetic. It always expires, and all of them are taken back at once by raising one number, which each carries.
One link alone cannot be taken back: make them short.

What is behind a token is not known here: that is for the packages above, which ask `authentication` and
`preview_links`.
"""
