"""One at a time for each address: whoever changes what is known of it holds it until the transaction ends."""

from django.db import connection


def hold(fingerprint: str) -> None:
    """To be called in a transaction, before anything about the address is read that decides what is written.

    On PostgreSQL one query, which waits; on SQLite none, for there only one transaction writes anyway. It is the
    address and not its row that is held: before the first sign-up, and after an erasure, there is no row.
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(bytes.fromhex(fingerprint[:16]), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
