from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from .newsletters import ConsentText, Newsletter
from .personal_fields import ClientAddress, Fingerprint, PersonalText

# How something came about, as it stands in `note`: written in English, shown in the admin's language.
NOTES = (
    gettext_noop("by an editor"),
    gettext_noop("by the reader"),
    gettext_noop("one-click"),
    gettext_noop("reader"),
    gettext_noop("request"),
    gettext_noop("editor"),
    gettext_noop("complaint"),
)


class ConsentEvent(models.Model):
    """What a reader agreed to or took back, and when: written once, never changed, but that erasing the reader takes IP
    address and browser out. It outlives the address, which it knows by its fingerprint only."""

    impersonal_fields = ("note",)

    class Kind(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("was not me")
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
        ERASED = "erased", _("Erased")
        SUPPRESSED = "suppressed", _("Suppressed")

    fingerprint = Fingerprint(_("fingerprint"), outlives_erasure=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    newsletter = models.ForeignKey(
        Newsletter, verbose_name=_("newsletter"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    consent_text = models.ForeignKey(
        ConsentText, verbose_name=_("consent text"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    happened_at = models.DateTimeField(_("happened"), default=timezone.now)
    ip = ClientAddress(_("IP address"), null=True)
    user_agent = PersonalText(_("user agent"), max_length=300, blank=True)
    # In a few words: how, such as "one-click" or "by an editor".
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("consent event")
        verbose_name_plural = _("consent events")
        default_permissions = ("view",)
        ordering = ("-happened_at", "-id")
        indexes = [
            # all about one address
            models.Index(fields=["fingerprint", "happened_at"], name="consent_event_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.happened_at:%Y-%m-%d}"


class Suppression(models.Model):
    """An address that must not be written to: on one newsletter, or on any if that is empty. It outlives erasure."""

    # Editors are told to write no addresses into it.
    impersonal_fields = ("note",)

    class Reason(models.TextChoices):
        HARD_BOUNCE = "hard_bounce", _("the address does not exist")
        COMPLAINT = "complaint", _("Complaint")
        MANUAL = "manual", _("by an editor")
        ERASURE = "erasure", _("the reader was erased")

    fingerprint = Fingerprint(_("fingerprint"), outlives_erasure=True)
    newsletter = models.ForeignKey(
        Newsletter,
        verbose_name=_("newsletter"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="suppressions",
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        default_permissions = ("add", "delete", "view")
        ordering = ("-created_at", "-id")
        constraints = [
            # These lead with the fingerprint, by which prepare, claim and sign-up look.
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(newsletter=None), name="suppression_is_one_for_all"
            ),
            models.UniqueConstraint(
                fields=["fingerprint", "newsletter"],
                condition=Q(newsletter__isnull=False),
                name="suppression_is_one_a_newsletter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} since {self.created_at:%Y-%m-%d}"
