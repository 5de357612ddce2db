from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

FIRST_BACK_OFF = timedelta(seconds=5)
LONGEST_BACK_OFF = timedelta(minutes=5)


class FailingDuty(models.Model):
    """A duty that has raised an exception each time it ran since `failures` times ago. Success removes the row."""

    name = models.CharField(_("duty"), max_length=100, primary_key=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    failed_at = models.DateTimeField(_("last failed"))
    retry_at = models.DateTimeField(_("tried again"))
    # The class alone: the message of an exception may name people.
    error = models.CharField(_("last error"), max_length=200)

    class Meta:
        verbose_name = _("failing duty")
        default_permissions = ("view",)
        verbose_name_plural = _("failing duties")

    def __str__(self) -> str:
        return self.name

    def is_backing_off(self, now: datetime) -> bool:
        """A retry further away than any back-off was set by a clock that went back since: it does not count."""
        return now < self.retry_at <= now + LONGEST_BACK_OFF


def back_off(failures: int) -> timedelta:
    """How long after the failure of that number, from 1, the next try comes."""
    return min(FIRST_BACK_OFF * 2 ** min(failures - 1, 10), LONGEST_BACK_OFF)
