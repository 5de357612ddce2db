"""The newsletter: from a sign-up form to the inbox.

Readers sign up, confirm, and leave with one click; editors build issues from published articles; a crash anywhere
loses nobody and mails nobody twice without saying so. Rows are the truth: what is to be done stands in a table with a
state, a lease and a next attempt, and whoever finds it due does it. Articles are read through `cms.delivery` alone:
what is not published cannot be mailed.

Where to look, from a reader's first call to the inbox:

- signing up: `subscribing` takes the call, `deciding` decides it, `notices` and `notifying` write and send the mail
  with the link, `confirming` and `unsubscribing` follow it, `erasing` forgets; `limiting`, `suppressing` and
  `logging_consent` hold what was asked too often, must not be written to, and was agreed to;
- building: `suggesting` finds articles, `building` arranges them, `composing` writes the mail, `looking_ahead` tells
  what would happen, `testing` sends it to its editor;
- sending: `issuing` has the verbs on an issue, `preparing` freezes it, `claiming`, `sending` and `settling` hand it
  over through `transports`, `reaping` finds what a crash left, `advancing` is the duty that does all of it in turn;
- afterwards: `archive` and `feeds` show what was sent, `reporting` what became of it, `purging` forgets what is old.

`api`, `pages` and `admin` are its doors. No provider's name, and no article's draft, ever gets in here.
"""
