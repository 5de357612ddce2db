"""The audit log: who did what, when, and through which token.

Every verb that changes state calls `record` once, inside its own transaction: an act that is taken back leaves no
line, and an act that happened always has one. Views and admin pages never write here. Lines are added and, after
`AUDIT_LOG_DAYS`, deleted; nothing changes one. A line holds the name of the account beside its number, so that it
says who acted after the account is gone. Texts of entries and addresses of readers never stand in it.
"""
