"""Nudging a duty: asking the workers to look at it soon."""

import logging
import time
from functools import partial

from django.db import connection, transaction
from django_tasks import task

from .duties import duty
from .duty_runs import SliceOutcome, run_slice
from .engines import QUEUE, engine

log = logging.getLogger(__name__)

# After a failure this process leaves it to the sweep for so long: a Redis that swallows packets would otherwise cost
# every request the time-out of a connection.
PAUSE_SECONDS = 5.0
_paused_until = 0.0
_is_failing = False


@task(queue_name=QUEUE)
def run_duty(name: str) -> str:
    """The one task there is: a slice of the duty, and another nudge if it wants to run again."""
    outcome = run_slice(name)
    if outcome == SliceOutcome.MORE:
        nudge(name)
    return outcome


def nudge(name: str) -> None:
    """Let a worker run the duty after the transaction that this is called in, if any; nothing if that is rolled back.

    While a task of the duty waits, no second is added: that one will see what this caller has committed. One that runs
    is no reason to add none. A nudge that fails is logged and forgotten, and the caller's write stands: the sweep finds
    what is due. Raises LookupError if there is no such duty. Queries, in the database: one to five.
    """
    duty(name)
    tasks = engine()
    if tasks.is_transactional and connection.in_atomic_block and _offer(name):
        return
    # A task that was seen waiting may be taken, and be done, before this transaction commits. After it, that cannot be.
    transaction.on_commit(partial(_offer, name), robust=True)


def _offer(name: str) -> bool:
    global _is_failing, _paused_until
    if time.monotonic() < _paused_until:
        return False
    tasks = engine()
    try:
        offered = tasks.offer(name, partial(run_duty.enqueue, name))
    except tasks.errors as error:
        if not tasks.is_transactional:
            _paused_until = time.monotonic() + PAUSE_SECONDS
        if not _is_failing:  # said once, however long it lasts
            log.warning("No task for duty %s (%s): the sweep will find what is due.", name, type(error).__name__)
        _is_failing = True
        return False
    _is_failing = False
    return offered
