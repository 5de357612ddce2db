from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .newsletters import Newsletter
from .personal_fields import Fingerprint, PersonalText


class Subscriber(models.Model):
    """A reader's address, and nothing else about a person.

    `email` is as it was typed; `email_key` is what tells addresses apart (see `newsletter.mail_addresses`), and
    `fingerprint` a keyed hash of that, by which suppressions and the consent log know it. All three are empty, and the
    row anonymous, once the reader was erased.
    """

    email = PersonalText(_("email"), max_length=320, blank=True)
    email_key = PersonalText(_("email key"), max_length=320, null=True, unique=True, editable=False)
    fingerprint = Fingerprint(_("fingerprint"), null=True, unique=True, editable=False)
    language = PersonalText(_("language"), max_length=12, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        default_permissions = ("view", "erase")
        constraints = [
            models.CheckConstraint(
                name="subscriber_is_known_or_erased",
                condition=Q(erased_at=None, email_key__isnull=False, fingerprint__isnull=False)
                | Q(erased_at__isnull=False, email="", email_key=None, fingerprint=None),
            )
        ]

    def __str__(self) -> str:
        # Without the address: this ends in logs and messages, which outlive it.
        return f"reader {self.pk}"


class Subscription(models.Model):
    """One reader on one newsletter."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        CONFIRMED = "confirmed", _("Confirmed")
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")

    impersonal_fields = ("reason",)

    # Whoever left may come back, by confirming again.
    MOVES = {
        State.PENDING: {State.CONFIRMED, State.UNSUBSCRIBED},
        State.CONFIRMED: {State.UNSUBSCRIBED},
        State.UNSUBSCRIBED: {State.PENDING},
    }

    subscriber = models.ForeignKey(
        Subscriber, verbose_name=_("subscriber"), on_delete=models.PROTECT, related_name="subscriptions"
    )
    newsletter = models.ForeignKey(
        Newsletter, verbose_name=_("newsletter"), on_delete=models.PROTECT, related_name="subscriptions"
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PENDING)
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    unsubscribed_at = models.DateTimeField(_("unsubscribed"), null=True, blank=True)
    # Why it ended: "reader", "one-click", "refused", "request" (to an editor), "editor", "complaint", "erased".
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    # Where the reader signed up, such as the origin of the page.
    source = PersonalText(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "newsletter"], name="subscription_is_one_a_newsletter")
        ]
        indexes = [
            # prepare: the confirmed of a newsletter, in chunks by subscriber
            models.Index(fields=["newsletter", "state", "subscriber"], name="subscription_of_newsletter"),
            # the purge: what was never confirmed
            models.Index(fields=["requested_at"], name="subscription_pending", condition=Q(state="pending")),
        ]

    def __str__(self) -> str:
        return f"{self.newsletter}: {self.state}"
