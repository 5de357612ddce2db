"""Inserting many rows of a model fast."""

from collections.abc import Iterable
from typing import TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

AnyModel = TypeVar("AnyModel", bound=Model)


def insert(model: type[AnyModel], rows: Iterable[AnyModel]) -> None:
    """As `bulk_create` does, but one prepared statement for all rows, or one COPY: a fifth of the time."""
    fields = [field for field in model._meta.concrete_fields if not (field.primary_key and field.db_returning)]
    rows = list(rows)
    if rows and rows[0].pk is not None:
        fields = list(model._meta.concrete_fields)
    table, columns = _quoted(model._meta.db_table), ", ".join(_quoted(field.column) for field in fields)
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for line in values:
                    copy.write_row(line)
            return
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)


def settle_down() -> None:
    """What a server's database does by itself in a while: rows packed, statistics gathered, the log written back.

    SQLite gathers none by itself, and gets none here.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models())):
                cursor.execute(statement)
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _quoted(name: str | None) -> str:
    quoted: str = connection.ops.quote_name(name or "")
    return quoted
