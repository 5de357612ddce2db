"""How an issue is delivered: rows in states with leases, which any number of workers move and any of them may die over.

One mail on its way: `issue_moves.schedule` (an editor) → `issue_duty.advance_issues` (the worker) → `preparing` freezes
content and recipients → `claiming` leases a slice of them → `slices` hands it over in batches, as fast as `send_rate`
lets it → `settling` writes down what became of each mail. `crash_recovery` finds what a killed worker left and ends
what is done, `due_issues` says since when something waits, `issue_gauges` and `issue_report` give the figures.
How to speak to a mail server is not known here: see `newsletter.transports`.
"""
