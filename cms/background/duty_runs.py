"""Running one slice of a duty: one at a time in each process, and after a failure not at once again."""

import logging
import threading
import time
import traceback
from enum import StrEnum

from django.db import connection, transaction
from django.utils import timezone

from .duties import Duty, Stop, duty
from .models import FailingDuty, back_off

log = logging.getLogger(__name__)

# The one of this process. `manage.py worker` asks it.
STOP = Stop()


class SliceOutcome(StrEnum):
    """What became of a slice."""

    DONE = "done"
    MORE = "more is due"
    FAILED = "failed"
    BACKING_OFF = "backing off"
    BUSY = "busy"
    STOPPED = "stopped"
    UNKNOWN = "unknown duty"


# Names of the duties that run in this process, and whether each was asked for again meanwhile. Two slices of one duty
# in one process would only wait for each other, and keep every thread from the other duties.
_running: dict[str, bool] = {}
_lock = threading.Lock()


def run_slice(name: str) -> SliceOutcome:
    """Run one slice of the duty. `MORE` says that it wants to run again at once.

    Nothing that the duty raises comes out; a database that is gone does (DatabaseError), when that cannot be noted.
    Queries beside the duty's: one, and up to four more around a failure.
    """
    try:
        known = duty(name)
    except LookupError:
        # Enqueued by a release that had it, or by another installation on the same Redis.
        log.warning("There is no duty called %s; its task is dropped.", name)
        return SliceOutcome.UNKNOWN
    if STOP.is_asked:
        return SliceOutcome.STOPPED
    with _lock:
        if name in _running:
            _running[name] = True
            return SliceOutcome.BUSY
        _running[name] = False
    again = False
    try:
        outcome = _run(known)
    finally:
        with _lock:
            again = _running.pop(name)
    return SliceOutcome.MORE if again and outcome == SliceOutcome.DONE else outcome


def _run(duty: Duty) -> SliceOutcome:
    failing = FailingDuty.objects.filter(pk=duty.name).first()
    if failing and failing.is_backing_off(timezone.now()):
        return SliceOutcome.BACKING_OFF
    started = time.monotonic()
    raised: Exception | None = None
    more = False
    try:
        more = duty.run(STOP)
    except Exception as error:
        raised = error
    if raised:
        # Not where it is caught: if noting fails too, that error would carry this one's message into the logs.
        note_failure(duty.name, raised)
        return SliceOutcome.FAILED
    if failing:
        FailingDuty.objects.filter(pk=duty.name).delete()
        log.info("Duty %s works again.", duty.name)
    outcome = SliceOutcome.MORE if more else SliceOutcome.DONE
    log.debug("Duty %s: %s, after %.2f s.", duty.name, outcome, time.monotonic() - started)
    return outcome


def note_failure(name: str, error: BaseException) -> None:
    """Log it, and let the duty back off: 5 seconds, then twice that each time, 5 minutes at most."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    where = "".join(traceback.format_tb(error.__traceback__))
    # Not the message, which may hold an address: whoever needs it sets LOG_LEVEL.
    log.debug("Duty %s failed", name, exc_info=error)
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # it may be what has failed
    now = timezone.now()
    with transaction.atomic():
        failing, _ = FailingDuty.objects.select_for_update().get_or_create(
            pk=name, defaults={"failed_at": now, "retry_at": now}
        )
        failing.failures += 1
        failing.failed_at, failing.error = now, kind[:200]
        failing.retry_at = now + back_off(failing.failures)
        failing.save()
    seconds = (failing.retry_at - now).total_seconds()
    log.error(
        "Duty %s failed (%s, %d in a row). It is tried again in %d s.\n%s", name, kind, failing.failures, seconds, where
    )
