"""Work that nobody waits for: mails to send, later whatever else is due.

**Rows are the truth, tasks are nudges.** What is due stands in a table of the package that owns the work, and is
claimed there by compare-and-set with a lease. That package registers a *duty*: how to do a slice of it, and since
when the oldest row waits. A nudge is a task that says no more than "look at this duty". It may be lost, come twice or
come late: the sweep of `manage.py worker` looks at every duty every few seconds and nudges whatever has something
due. That is why a killed worker, a dead job, an emptied Redis or a clock that jumps leaves nothing behind.

One nudge on its way: `nudges.nudge` adds a task to an engine (`engines`) → `worker_process` takes it → `duty_runs` runs
one slice of the duty → another nudge if more is due. `sweep` finds what was never nudged, `overdue` tells the probes
what waits for too long.

The tasks are django-tasks'. They lie in the database, or in Redis if TASKS_URL names one. No duty is known here by
name, and no content type: they register in `AppConfig.ready()` with `duties.add_duty`.
"""
