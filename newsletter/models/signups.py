from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .newsletters import ConsentText, Newsletter
from .personal_fields import ClientAddress, Fingerprint, PersonalText
from .subscribers import Subscription


class SignupRequest(models.Model):
    """A well-formed call to subscribe, whatever becomes of it. Kept for a while as evidence, then purged.

    The call writes this row and nothing else, so that its answer cannot tell what is known of the address; the worker
    decides the verdict.
    """

    class Verdict(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        REQUESTED = "requested", _("confirmation is sent")
        CONFIRMED = "confirmed", _("is a subscriber already")
        SUPPRESSED = "suppressed", _("Suppressed")
        LIMITED = "limited", _("too many for this address or newsletter")

    newsletter = models.ForeignKey(Newsletter, verbose_name=_("newsletter"), on_delete=models.CASCADE, related_name="+")
    consent_text = models.ForeignKey(
        ConsentText, verbose_name=_("consent text"), on_delete=models.PROTECT, related_name="+"
    )
    # Empty once the address is known to be one that must not be written to, or was erased.
    email = PersonalText(_("email"), max_length=320, blank=True)
    fingerprint = Fingerprint(_("fingerprint"), outlives_erasure=True)
    language = PersonalText(_("language"), max_length=12, blank=True)
    source = PersonalText(_("source"), max_length=200, blank=True)
    ip = ClientAddress(_("IP address"), null=True)
    user_agent = PersonalText(_("user agent"), max_length=300, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, default=Verdict.WAITING)
    subscription = models.ForeignKey(
        Subscription, verbose_name=_("subscription"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("signup request")
        verbose_name_plural = _("signup requests")
        default_permissions = ("view",)
        indexes = [
            # what the worker has to decide, the oldest first
            models.Index(fields=["created_at", "id"], name="signup_waiting", condition=models.Q(verdict="waiting")),
            # the purge
            models.Index(fields=["created_at"], name="signup_created"),
            # erasing, and refusing: all that one address asked for
            models.Index(fields=["fingerprint"], name="signup_of_address"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}: {self.verdict}"


class ErasureRequest(models.Model):
    """A well-formed call to be erased: one row, whoever it is for, decided by the worker like a `SignupRequest`."""

    class Verdict(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        MAILED = "mailed", _("a link is sent")
        UNKNOWN = "unknown", _("nobody here has this address")
        SUPPRESSED = "suppressed", _("Suppressed")
        LIMITED = "limited", _("too many for this address")

    # The address itself is not needed: a mail goes to the one that is known, or to nobody.
    fingerprint = Fingerprint(_("fingerprint"), outlives_erasure=True)
    ip = ClientAddress(_("IP address"), null=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, default=Verdict.WAITING)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("erasure request")
        verbose_name_plural = _("erasure requests")
        default_permissions = ("view",)
        indexes = [
            # what the worker has to decide, the oldest first
            models.Index(fields=["created_at", "id"], name="erasure_waiting", condition=models.Q(verdict="waiting")),
            # the purge
            models.Index(fields=["created_at"], name="erasure_created"),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}: {self.verdict}"


class WindowCount(models.Model):
    """How often something was asked for in a window of time. Counted in the database, by one statement, so that all
    workers count together; `key` is a keyed hash, for whom it stands is not told."""

    key = models.CharField(max_length=64)
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["key", "window_at"], name="window_count_is_one_row")]
        indexes = [
            # the purge
            models.Index(fields=["window_at"], name="window_count_window"),
        ]

    def __str__(self) -> str:
        return f"{self.count} since {self.window_at}"
