from django.db import models
from django.db.models import Q
from django.utils import timezone

from .newsletters import ConsentText, Newsletter
from .personal_fields import ClientAddress, Fingerprint, PersonalText


class ConsentEvent(models.Model):
    """What a reader agreed to or took back, and when: written once, never changed, but that erasing the reader takes IP
    address and browser out. It outlives the address, which it knows by its fingerprint only."""

    impersonal_fields = ("note",)

    class Kind(models.TextChoices):
        REQUESTED = "requested"
        CONFIRMED = "confirmed"
        REFUSED = "refused", "was not me"
        UNSUBSCRIBED = "unsubscribed"
        ERASED = "erased"
        SUPPRESSED = "suppressed"

    fingerprint = Fingerprint(outlives_erasure=True)
    kind = models.CharField(max_length=12, choices=Kind)
    newsletter = models.ForeignKey(Newsletter, null=True, on_delete=models.PROTECT, related_name="+")
    consent_text = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField("happened", default=timezone.now)
    ip = ClientAddress("IP address", null=True)
    user_agent = PersonalText(max_length=300, blank=True)
    # In a few words: how, such as "one-click" or "by an editor".
    note = models.CharField(max_length=200, blank=True)

    class Meta:
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
        HARD_BOUNCE = "hard_bounce", "the address does not exist"
        COMPLAINT = "complaint"
        MANUAL = "manual", "by an editor"
        ERASURE = "erasure", "the reader was erased"

    fingerprint = Fingerprint(outlives_erasure=True)
    newsletter = models.ForeignKey(
        Newsletter, null=True, blank=True, on_delete=models.CASCADE, related_name="suppressions"
    )
    reason = models.CharField(max_length=12, choices=Reason)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField("created", default=timezone.now, editable=False)

    class Meta:
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
