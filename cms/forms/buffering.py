"""Keeping what an editor has typed and not saved: one buffer for each editor and form, on the server."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from .models import FormBuffer

SUBJECT = re.compile(r"[a-z_]+\.[a-z_]+:[0-9A-Za-z-]{1,40}\Z")
MOST_BUFFERS = 200
CHUNK = 500
TYPING_MINUTES = 3

Fields = Sequence[tuple[str, str]]


def is_subject(text: str) -> bool:
    return SUBJECT.match(text) is not None


def keep_buffer(account: User, subject: str, *, base: str, fields: Fields) -> FormBuffer:
    """Put this in place of what the editor's buffer for the form held. The oldest of very many buffers goes."""
    values = {"base": base, "fields": [list(pair) for pair in fields], "saved_at": timezone.now()}
    buffer, is_new = FormBuffer.objects.update_or_create(account=account, subject=subject, defaults=values)
    if is_new:
        others = FormBuffer.objects.filter(account=account).order_by("-saved_at")
        surplus = list(others.values_list("pk", flat=True)[MOST_BUFFERS : MOST_BUFFERS + CHUNK])
        FormBuffer.objects.filter(pk__in=surplus).delete()
    return buffer


def buffer_of(account: User, subject: str) -> FormBuffer | None:
    return FormBuffer.objects.filter(account=account, subject=subject).first()


def who_is_typing(subject: str, *, besides: User) -> list[str]:
    """The names of the others who typed into that form within the last minutes. One query."""
    lately = timezone.now() - timedelta(minutes=TYPING_MINUTES)
    buffers = FormBuffer.objects.filter(subject=subject, saved_at__gte=lately).exclude(account=besides)
    return [buffer.account.get_username() for buffer in buffers.select_related("account")[:10]]


def drop_buffer(account: User, subject: str) -> None:
    FormBuffer.objects.filter(account=account, subject=subject).delete()


def forget_old_buffers() -> bool:
    """Delete up to 500 buffers that are older than DRAFT_BUFFER_DAYS. Whether there may be more."""
    ids = list(_old_buffers().values_list("pk", flat=True)[:CHUNK])
    FormBuffer.objects.filter(pk__in=ids).delete()
    return len(ids) == CHUNK


def oldest_overdue() -> datetime | None:
    """Since when the oldest buffer is too old to be kept."""
    oldest: Any = _old_buffers().order_by("saved_at").values_list("saved_at", flat=True).first()
    return oldest + timedelta(days=settings.DRAFT_BUFFER_DAYS) if oldest else None


def _old_buffers() -> Any:
    return FormBuffer.objects.filter(saved_at__lt=timezone.now() - timedelta(days=settings.DRAFT_BUFFER_DAYS))
