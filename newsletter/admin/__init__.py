"""The newsletter's admin. Doors only: what changes a state is a verb, called by a page that asks first."""

from . import issues, newsletters, records, subscribers, suppressions

__all__ = ["issues", "newsletters", "records", "subscribers", "suppressions"]
