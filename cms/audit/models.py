from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Act(models.TextChoices):
    """What can be done. One word for one act, whichever door it came through."""

    SAVED = "saved", pgettext_lazy("act", "Saved")
    RESTORED = "restored", pgettext_lazy("act", "Restored a revision")
    SUBMITTED = "submitted", pgettext_lazy("act", "Handed in")
    APPROVED = "approved", pgettext_lazy("act", "Approved")
    CHANGES_REQUESTED = "changes_requested", pgettext_lazy("act", "Asked for changes")
    COMMENTED = "commented", pgettext_lazy("act", "Commented")
    PUBLISHED = "published", pgettext_lazy("act", "Published")
    SCHEDULED = "scheduled", pgettext_lazy("act", "Scheduled")
    UNSCHEDULED = "unscheduled", pgettext_lazy("act", "Cancelled the schedule")
    EXPIRY_SET = "expiry_set", pgettext_lazy("act", "Changed the expiry")
    RETRACTED = "retracted", pgettext_lazy("act", "Retracted")
    DISCARDED = "discarded", pgettext_lazy("act", "Moved to the bin")
    UNDELETED = "undeleted", pgettext_lazy("act", "Took out of the bin")
    ERASED = "erased", pgettext_lazy("act", "Erased for good")
    MERGED = "merged", pgettext_lazy("act", "Merged")
    PREVIEW_SHARED = "preview_shared", pgettext_lazy("act", "Shared a preview")
    PREVIEW_REVOKED = "preview_revoked", pgettext_lazy("act", "Took back a preview")
    TOKEN_ISSUED = "token_issued", pgettext_lazy("act", "Made a token")
    TOKEN_REVOKED = "token_revoked", pgettext_lazy("act", "Revoked a token")
    ISSUE_SCHEDULED = "issue_scheduled", pgettext_lazy("act", "Scheduled an issue")
    ISSUE_SENT = "issue_sent", pgettext_lazy("act", "Sent an issue")
    ISSUE_PAUSED = "issue_paused", pgettext_lazy("act", "Paused an issue")
    ISSUE_RESUMED = "issue_resumed", pgettext_lazy("act", "Resumed an issue")
    ISSUE_CANCELLED = "issue_cancelled", pgettext_lazy("act", "Cancelled an issue")
    READER_CHANGED = "reader_changed", pgettext_lazy("act", "Changed a reader")
    ENDPOINT_CHANGED = "endpoint_changed", pgettext_lazy("act", "Changed a webhook")


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def update(self, **values: Any) -> int:
        raise TypeError("Lines of the audit log are never changed")

    def about(self, entry_id: Any) -> "AuditEventQuerySet":
        """What was done to one subject, newest first."""
        return self.filter(subject_id=str(entry_id)).order_by("-at", "-id")


class AuditEvent(models.Model):
    """One act. `subject_type` and `subject_id` name what it was done to as publishing does: ("article", a UUID).

    `account_id` is a number and no foreign key: the line stays as it is when the account is removed.
    `detail` is a JSON object of plain facts, such as `{"revision": 7, "starts_at": "…"}`.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    act = models.CharField(_("what"), max_length=30, choices=Act)
    account_id = models.BigIntegerField(null=True)
    account_name = models.CharField(_("who"), max_length=150, blank=True)
    token_name = models.CharField(_("by the token"), max_length=100, blank=True)
    subject_type = models.CharField(_("kind"), max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject_title = models.CharField(_("of"), max_length=300, blank=True)
    detail: Any = models.JSONField(_("details"), default=dict, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        ordering = ("-at", "-id")
        verbose_name = _("audit event")
        verbose_name_plural = _("audit log")
        indexes = [
            # the whole log, newest first, and what is old enough to go
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            # what was done to one entry
            models.Index(fields=["subject_id", "-at"], name="audit_subject"),
            # what one account did
            models.Index(fields=["account_id", "-at"], name="audit_account"),
        ]

    def __str__(self) -> str:
        return f"{self.account_name or '–'}: {self.get_act_display()} “{self.subject_title}”"

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("Lines of the audit log are never changed")
        super().save(**options)
