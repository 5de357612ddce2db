"""What an answer asks the database for."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from .asking import ask_at, asking_django


def queries_at(url: str) -> list[str]:
    """The SQL of the answer at a whole path, without what reads the content version."""
    with asking_django():
        ask_at(url)  # so that what a process remembers of the ledger is remembered
        with CaptureQueriesContext(connection) as captured:
            ask_at(url)
    statements = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in statements if "publishing_ledger" not in sql and "publishing_change" not in sql]
