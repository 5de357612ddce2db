from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .issues import Issue
from .subscribers import Subscriber


class Recipient(models.Model):
    """One reader of one issue, frozen when the issue was prepared. There is no address in it.

    `accepted` means that the mail server took it, and no more. `resends` counts how often it was handed over again
    after a doubt: so many duplicates there may be.
    """

    impersonal_fields = ("outcome", "code")

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        CLAIMED = "claimed", _("Claimed")
        IN_FLIGHT = "in_flight", _("in flight")
        DEFERRED = "deferred", _("to be tried again")
        IN_DOUBT = "in_doubt", _("in doubt")
        # The server refused it because of its reader. Believed once the server takes another mail; a server that
        # refuses everybody is wrong, and the mail goes back to the queue.
        REFUSED = "refused", _("refused, not believed yet")
        ACCEPTED = "accepted", _("Accepted")
        FAILED = "failed", _("Failed")
        SKIPPED = "skipped", _("Skipped")

    MOVES: dict[str, set[str]] = {
        # In doubt again: it was to be sent once more, and that was given up.
        # Failed: an editor believed a server that had refused it.
        State.QUEUED: {State.CLAIMED, State.SKIPPED, State.IN_DOUBT, State.FAILED},
        State.CLAIMED: {State.IN_FLIGHT, State.QUEUED, State.SKIPPED},
        # Queued again by its own worker, who knows that it was not handed over.
        State.IN_FLIGHT: {State.ACCEPTED, State.DEFERRED, State.FAILED, State.IN_DOUBT, State.REFUSED, State.QUEUED},
        State.REFUSED: {State.FAILED, State.QUEUED, State.SKIPPED},
        # Queued again when it was the server that failed, and not this mail.
        State.DEFERRED: {State.CLAIMED, State.QUEUED, State.SKIPPED, State.IN_DOUBT},
        # Resolved by resending once, or by an editor's word.
        State.IN_DOUBT: {State.QUEUED, State.ACCEPTED, State.FAILED, State.SKIPPED},
        State.ACCEPTED: set[str](),
        State.FAILED: set[str](),
        State.SKIPPED: set[str](),
    }

    issue = models.ForeignKey(Issue, verbose_name=_("issue"), on_delete=models.CASCADE, related_name="recipients")
    subscriber = models.ForeignKey(Subscriber, verbose_name=_("subscriber"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED, db_default=State.QUEUED)
    lease = models.UUIDField(_("lease"), null=True)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    resends = models.PositiveSmallIntegerField(_("resends"), default=0, db_default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    # Why, in a word or two: the class of the failure, or why it was skipped; `code` is the server's.
    outcome = models.CharField(_("outcome"), max_length=40, blank=True, default="", db_default="")
    code = models.CharField(_("code"), max_length=20, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["issue", "subscriber"], name="recipient_is_there_once")]
        indexes = [
            # claiming in order, and the figures of an issue
            models.Index(fields=["issue", "state", "id"], name="recipient_of_issue"),
            # the reaper: leases that have run out
            models.Index(
                fields=["lease_until"], name="recipient_leased", condition=Q(state__in=["claimed", "in_flight"])
            ),
            # what is to be tried again
            models.Index(fields=["issue", "next_attempt_at"], name="recipient_deferred", condition=Q(state="deferred")),
            # what waits to be believed
            models.Index(fields=["issue", "id"], name="recipient_refused", condition=Q(state="refused")),
        ]

    def __str__(self) -> str:
        return f"recipient {self.pk}: {self.state}"
