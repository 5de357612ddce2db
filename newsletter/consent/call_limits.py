"""Counting in the database, so that all workers on all machines count together."""

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone


class WindowedCount(NamedTuple):
    """This one included."""

    number: int
    most: int
    seconds_left: int

    @property
    def is_too_many(self) -> bool:
        return self.number > self.most


def counted(limit: str, whom: str) -> WindowedCount | None:
    """Count one for `whom` towards a limit of NEWSLETTER_LIMITS; None if there is no such limit. One query, atomic.

    Windows begin with the clock. Whom a row stands for cannot be told from it.
    """
    rate = settings.NEWSLETTER_LIMITS.get(limit)
    if rate is None:
        return None
    now = timezone.now().timestamp()
    window = int(now // rate.seconds) * rate.seconds
    key = hmac.new(settings.SECRET_KEY.encode(), f"{limit}:{rate.seconds}:{whom}".encode(), sha256).hexdigest()
    with connection.cursor() as cursor:
        # Both databases understand this, and neither lets two count the same number.
        cursor.execute(
            "INSERT INTO newsletter_windowcount (key, window_at, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (key, window_at) DO UPDATE SET count = newsletter_windowcount.count + 1"
            " RETURNING count",
            [key, connection.ops.adapt_datetimefield_value(datetime.fromtimestamp(window, UTC))],
        )
        number: int = cursor.fetchone()[0]
    return WindowedCount(number, rate.requests, max(1, round(window + rate.seconds - now)))
