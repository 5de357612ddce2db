"""Two duties over one table, done as a real one should be: claimed by lease, in small steps, stopped between them."""

import os
import time
import uuid
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cms.background.duties import Duty, Stop, add_duty

from .models import Chore

LEASE = timedelta(seconds=2)
CLAIMED_AT_ONCE = 10
COMPLAINT = "somebody@example.org did not like it"


def due(kind: str) -> QuerySet[Chore]:
    """A lease that ends further away than any lasts was taken by a clock that has been put back since."""
    now = timezone.now()
    is_over = Q(lease_until__lte=now) | Q(lease_until__gt=now + LEASE)
    return Chore.objects.filter(Q(state="due", due_at__lte=now) | Q(is_over, state="claimed"), kind=kind)


def overdue_since(kind: str) -> datetime | None:
    return due(kind).order_by("due_at").values_list("due_at", flat=True).first()


def do_some(kind: str, stop: Stop) -> bool:
    lease = uuid.uuid4().hex
    with transaction.atomic():
        locked = due(kind).order_by("due_at", "pk").select_for_update(skip_locked=True)
        mine = list(locked.values_list("pk", flat=True)[:CLAIMED_AT_ONCE])
        Chore.objects.filter(pk__in=mine).update(state="claimed", lease=lease, lease_until=timezone.now() + LEASE)
    for pk in mine:
        if stop.is_asked:
            break
        begun = Chore.objects.filter(pk=pk, lease=lease, state="claimed")
        if not begun.update(times_begun=F("times_begun") + 1, lease_until=timezone.now() + LEASE):
            continue
        chore = Chore.objects.get(pk=pk)
        time.sleep(chore.seconds)
        if chore.times_begun <= chore.fails:
            Chore.objects.filter(lease=lease, state="claimed").update(state="due", lease="")
            raise RuntimeError(COMPLAINT)
        done = Chore.objects.filter(pk=pk, lease=lease, state="claimed")
        done.update(state="done", times_done=F("times_done") + 1, done_by=os.getpid())
    Chore.objects.filter(lease=lease, state="claimed").update(state="due", lease="")
    return bool(mine) and not stop.is_asked


for _kind in ("chores", "errands"):
    add_duty(Duty(_kind, partial(do_some, _kind), partial(overdue_since, _kind)))
