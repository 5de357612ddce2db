"""How it is delivered: rows in states with leases, which any number of workers move and any of them may die over.

`issuing` has the verbs on an issue, `preparing` freezes what is sent and to whom, `claiming` leases a slice of it,
`slices` hands that over in micro-batches and `settling` writes down what became of them; `reaping` finds what a crash
left. `advancing` is the duty that does all of it in turn, `overdue` says since when something waits, `pacing` keeps to
the rate that a server allows, `measuring` and `reporting` give the figures.
"""
