"""The newsletter: from a sign-up form to the inbox.

Readers sign up, confirm, and leave with one click; editors build issues from published articles; a crash anywhere
loses nobody and mails nobody twice without saying so. Rows are the truth: what is to be done stands in a table with a
state, a lease and a next attempt, and whoever finds it due does it. Articles are read through `cms.delivery` alone:
what is not published cannot be mailed.

Where to look, from a reader's first call to the inbox:

- `consent`: who may be written to;
- `building`: what is written;
- `sending`: how it is delivered, through one of the `transports`;
- `archive` and `feeds`: what was sent, for everybody.

`api`, `pages` and `admin` are its doors. No provider's name, and no article's draft, ever gets in here.
"""
