"""Statements past Django's cursors give what those give, and fail as those fail."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.publishing.straight import fetch

pytestmark = pytest.mark.django_db
STATEMENT = "SELECT slug FROM publishing_publication WHERE slug LIKE %s OR slug LIKE '%%s' OR slug = %s"


def test_it_gives_what_a_cursor_gives_and_is_counted_where_queries_are() -> None:
    alone = fetch(STATEMENT, ["a%", "b?"])
    with CaptureQueriesContext(connection) as captured:
        heard = fetch(STATEMENT, ["a%", "b?"])

    assert alone == heard == []
    assert len(captured) == 1
    assert fetch("SELECT 1 + %s, '100%%', '?'", [1]) == [(2, "100%", "?")]


def test_it_raises_the_errors_of_django() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        fetch("SELECT nothing FROM nowhere")
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            fetch("SELECT 1")
