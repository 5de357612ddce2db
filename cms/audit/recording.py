"""Writing lines of the audit log, and letting go of old ones."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from .actors import By, account_of, token_name_of
from .models import Act, AuditEvent

CHUNK = 1000


def record(
    act: Act,
    *,
    by: By,
    subject_type: str = "",
    subject_id: object = "",
    subject_title: str = "",
    **detail: Any,
) -> None:
    """Add one line, in the caller's transaction. `detail` holds JSON values; what is None is left out. One query."""
    account = account_of(by)
    AuditEvent.objects.create(
        act=act,
        account_id=account.pk if account else None,
        account_name=account.get_username()[:150] if account else "",
        token_name=token_name_of(by)[:100],
        subject_type=subject_type,
        subject_id=str(subject_id),
        subject_title=subject_title[:300],
        detail={name: value for name, value in detail.items() if value is not None},
    )


def forget_old_events() -> bool:
    """Delete up to a thousand lines that are older than AUDIT_LOG_DAYS. Whether there may be more."""
    ids = list(_old_events().values_list("pk", flat=True)[:CHUNK])
    AuditEvent.objects.filter(pk__in=ids).delete()
    return len(ids) == CHUNK


def _old_events() -> Any:
    return AuditEvent.objects.filter(at__lt=timezone.now() - timedelta(days=settings.AUDIT_LOG_DAYS))
