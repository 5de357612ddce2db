"""Statements past Django's cursors give what those give, and fail as those fail."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int2, Int4

from cms.publishing.raw_sql import fetch

pytestmark = [pytest.mark.django_db, pytest.mark.both]
STATEMENT = "SELECT slug FROM publishing_publication WHERE slug LIKE %s OR slug LIKE '%%s' OR slug = %s"


def test_it_gives_what_a_cursor_gives_and_is_counted_where_queries_are() -> None:
    alone = fetch(STATEMENT, ["a%", "b?"])
    with CaptureQueriesContext(connection) as captured:
        heard = fetch(STATEMENT, ["a%", "b?"])

    assert alone == heard == []
    assert len(captured) == 1
    assert fetch("SELECT 1 + %s, '100%%', '?'", [1]) == [(2, "100%", "?")]


MOMENT = datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("as_type", "value"),
    [
        ("bigint", 1 - 2**63),
        ("int", 2**31 - 1),
        ("smallint", Int2(-7)),
        ("int", Int4(7)),
        ("text", "“quoted” 'twice' \\ %s $1 ?\n"),
        ("text", ""),
        ("text", None),
        ("uuid", UUID("01234567-89ab-cdef-0123-456789abcdef")),
        ("timestamptz", MOMENT),
        ("timestamptz", MOMENT.astimezone(timezone(timedelta(hours=-3.5))).replace(microsecond=0)),
        ("boolean", True),
        ("boolean", False),
        ("jsonb", '{"a": [1, null, "é"]}'),
    ],
)
def test_postgresql_gives_the_same_values_as_through_a_cursor(as_type: str, value: Any) -> None:
    statement = f"SELECT %s::{as_type}, 'a' WHERE %s = '%%s'"
    with CaptureQueriesContext(connection):
        heard = fetch(statement, [value, "%s"])

    assert fetch(statement, [value, "%s"]) == heard == [(value, "a")]
    assert [type(each) for each in fetch(statement, [value, "%s"])[0]] == [type(each) for each in heard[0]]


@pytest.mark.postgres
@pytest.mark.parametrize("value", ["a\0b", 2**63])
def test_postgresql_refuses_what_it_has_no_place_for(value: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        fetch("SELECT %s", [value])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_transaction_begins_with_it_and_ends_with_its_block() -> None:
    def is_open() -> bool:
        return bool(connection.connection.info.transaction_status == TransactionStatus.INTRANS)

    with transaction.atomic():
        assert fetch("SELECT 1") == [(1,)]
        assert is_open()
        assert fetch("SELECT 1") == [(1,)]
    assert not is_open()
    assert fetch("SELECT 1") == [(1,)]
    assert not is_open()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_dropped_is_an_error_and_then_another() -> None:
    fetch("SELECT 1")
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    with pytest.raises(OperationalError):
        fetch("SELECT 1")
    connection.close_if_unusable_or_obsolete()
    assert fetch("SELECT 1") == [(1,)]


def test_it_raises_the_errors_of_django() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        fetch("SELECT nothing FROM nowhere")
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            fetch("SELECT 1")
