"""The sweep: whatever has something due is nudged, whoever forgot to, and however its task got lost."""

import logging
import time

from django.utils import timezone

from .duties import Duty, duties
from .duty_runs import note_failure
from .engines import Engine
from .models import FailingDuty
from .nudges import nudge

log = logging.getLogger(__name__)

TIDY_EVERY_SECONDS = 60.0


def sweep(*, even_failing: bool = False) -> list[str]:
    """Nudge each duty that has something due; their names. Queries: one, one a duty, and those of the nudges.

    A duty that backs off is left alone, unless `even_failing`. Many sweeps at once do no more than one.
    """
    if even_failing:
        FailingDuty.objects.update(retry_at=timezone.now())
    now = timezone.now()
    failing = {row.name: row for row in FailingDuty.objects.all()}
    nudged = []
    for duty in duties():
        row = failing.get(duty.name)
        if row and row.is_backing_off(now):
            continue
        if _is_due(duty):
            nudge(duty.name)
            nudged.append(duty.name)
        elif row:
            # What it failed at is no more, unless it has failed anew meanwhile.
            FailingDuty.objects.filter(pk=row.pk, failures=row.failures).delete()
    return nudged


def _is_due(duty: Duty) -> bool:
    try:
        return duty.overdue_since() is not None
    except Exception as error:
        raised = error
    note_failure(duty.name, raised)
    return False


class Tidying:
    """Housekeeping, once a minute: of nothing here does the work depend on being done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._next = 0.0

    def tidy(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + TIDY_EVERY_SECONDS
        if said := self._engine.tidy():
            log.info("%s.", said[0].upper() + said[1:])
