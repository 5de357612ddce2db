"""Time: when something is public, in which order it became so, and how anybody notices.

A verb opens an entry's timetable (`timetables`), which locks the entry (`entry_locks`) and then takes a turn at the
ledger (`turns`), at a moment of the one `clock`. `timetables.settle` derives every end and every change ahead from the
intervals (`derived_changes`). `content_version` is what readers compare, `version_watch` the same for the door of the
server, `standings` how an entry stands in an editor's words. Nothing here renders or knows what a page says.
"""
