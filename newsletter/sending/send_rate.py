"""How fast mails are handed over, all workers together: NEWSLETTER_MAILS_PER_SECOND, counted in the database."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from cms.publishing.timeline import clock

# One statement takes the turns or none: two workers that ask at once cannot both get the last ones.
TAKE = """
    INSERT INTO newsletter_windowcount (key, window_at, count) VALUES (%s, %s, %s)
    ON CONFLICT (key, window_at) DO UPDATE SET count = newsletter_windowcount.count + excluded.count
    WHERE newsletter_windowcount.count + excluded.count <= %s
"""
KEY = "newsletter.pacing"


def most_at_once() -> int | None:
    """How many turns can be asked for; None: there is no limit."""
    rate = settings.NEWSLETTER_MAILS_PER_SECOND
    return max(1, int(rate)) if rate else None


def take_turns(count: int) -> float:
    """0 if `count` mails may be handed over now; else the seconds until it is worth asking again."""
    quota = most_at_once()
    if quota is None:
        return 0.0
    window = quota / settings.NEWSLETTER_MAILS_PER_SECOND
    moment = clock.now().timestamp()
    began = moment // window * window
    with connection.cursor() as cursor:
        window_at = connection.ops.adapt_datetimefield_value(datetime.fromtimestamp(began, UTC))
        cursor.execute(TAKE, [KEY, window_at, min(count, quota), quota])
        is_taken = cursor.rowcount == 1
    return 0.0 if is_taken else max(0.01, began + window - moment)
