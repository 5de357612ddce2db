"""The newsletter's admin: one module for each kind of row. What changes a state is a verb, called by a page that asks
first: `issue_move_pages` sends and holds an issue, `article_choice` chooses its articles, `preview_pages` shows it.
No state is changed by a form field."""

from . import issues, newsletters, records, subscribers, suppressions

__all__ = ["issues", "newsletters", "records", "subscribers", "suppressions"]
