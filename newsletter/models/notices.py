from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .subscribers import Subscriber, Subscription


class Notice(models.Model):
    """A mail that is owed to one reader who asked for it: to confirm a subscription, or an erasure.

    In doubt, it is sent again: a second confirmation mail harms nobody, one that never comes does.
    """

    impersonal_fields = ("outcome",)

    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", _("Confirmation")
        ERASURE = "erasure", _("Erasure")

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        IN_FLIGHT = "in_flight", _("in flight")
        ACCEPTED = "accepted", _("Accepted")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {
        # Failed: the server had refused it, and has taken other mails since.
        State.QUEUED: {State.IN_FLIGHT, State.CANCELLED, State.FAILED},
        State.IN_FLIGHT: {State.QUEUED, State.ACCEPTED, State.FAILED},
        State.ACCEPTED: set[str](),
        State.FAILED: set[str](),
        State.CANCELLED: set[str](),
    }

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("subscriber"), on_delete=models.CASCADE, related_name="notices"
    )
    subscription = models.ForeignKey(
        Subscription, verbose_name=_("subscription"), null=True, on_delete=models.CASCADE, related_name="notices"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    lease = models.UUIDField(_("lease"), null=True)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ("view",)
        indexes = [
            # what is due
            models.Index(
                fields=["next_attempt_at", "id"],
                name="notice_due",
                condition=models.Q(state__in=["queued", "in_flight"]),
            ),
            # the purge
            models.Index(
                fields=["created_at"],
                name="notice_ended",
                condition=models.Q(state__in=["accepted", "failed", "cancelled"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"


class MailedLink(models.Model):
    """The single-use link in a notice. Its token is 32 random bytes; only their SHA-256 is here.

    Each attempt to send makes a new one, and the earlier stay good until they expire: which of them arrived is unknown.
    Without its notice, what it was for has been deleted with its use: it tells that, and nothing more.
    """

    impersonal_fields = ("digest",)

    class Use(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")
        ERASED = "erased", _("Erased")

    notice = models.ForeignKey(Notice, null=True, on_delete=models.SET_NULL, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("created", default=timezone.now)
    expires_at = models.DateTimeField("expires")
    used_at = models.DateTimeField("used", null=True)
    used_for = models.CharField(max_length=9, choices=Use, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="mailed_link_is_used_for_something",
                condition=models.Q(used_at=None, used_for="")
                | (models.Q(used_at__isnull=False) & ~models.Q(used_for="")),
            )
        ]
        indexes = [
            # the purge
            models.Index(fields=["expires_at"], name="mailed_link_expiry"),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"
