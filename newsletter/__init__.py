"""The newsletter: from a sign-up form to the inbox.

Rows are the truth: what is to be done stands in a table with a state, a lease and a next attempt, and whoever finds it
due does it. A crash anywhere loses nobody and mails nobody twice without saying so. Articles are read through
`cms.delivery` alone: what is not published cannot be mailed.

The way of one sign-up:

1. `api.request_views` takes the call, and `consent.subscribing` writes one row, for every address the same;
2. the worker (`duty_list`) runs `consent.request_decisions`, which makes a pending subscription and a notice;
3. `notices.notice_duty` mails it, with a link of `consent.mailed_links`;
4. the link leads to `link_pages` (or a frontend's page and `api.token_views`), and `consent.confirming` confirms.

The way of one mail of an issue:

1. an editor builds the issue in `admin` from published articles, and `sending.issue_moves` schedules it;
2. the worker runs `sending.issue_duty`: `sending.preparing` freezes what `composition` has written, and the recipients;
3. `sending.slices` hands the mails over, a batch at a time, through one of the `transports`;
4. `sending.settling` writes down what became of each. `archive` shows the issue to everybody once it is sent.

Leaving and being forgotten: `consent.unsubscribing` and `erasure`. No provider's name and no article's draft gets in.
"""
