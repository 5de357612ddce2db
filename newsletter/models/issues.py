import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .newsletters import ONE_LINE, Newsletter


class Issue(models.Model):
    """One mailing of a newsletter. Its texts are the working copy: what is sent is `IssueContent`."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        PREPARING = "preparing", _("Preparing")
        READY = "ready", _("Ready")
        SENDING = "sending", _("Sending")
        PAUSED = "paused", _("Paused")
        SENT = "sent", _("Sent")
        CANCELLED = "cancelled", _("Cancelled")
        # Its time passed while nobody was there to send it: an editor decides.
        MISSED = "missed", _("Missed")

    MOVES: dict[str, set[str]] = {
        State.DRAFT: {State.SCHEDULED, State.CANCELLED},
        State.SCHEDULED: {State.DRAFT, State.PREPARING, State.MISSED, State.CANCELLED},
        State.PREPARING: {State.READY, State.PAUSED, State.CANCELLED},
        State.READY: {State.SENDING, State.PAUSED, State.CANCELLED},
        State.SENDING: {State.PAUSED, State.SENT, State.CANCELLED},
        State.PAUSED: {State.PREPARING, State.SENDING, State.CANCELLED},
        State.SENT: set[str](),
        State.CANCELLED: set[str](),
        State.MISSED: {State.SCHEDULED, State.DRAFT, State.CANCELLED},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    newsletter = models.ForeignKey(
        Newsletter, verbose_name=_("newsletter"), on_delete=models.PROTECT, related_name="issues"
    )
    slug = models.SlugField(_("slug"), max_length=120, help_text=_("Its name in the archive's addresses."))
    subject = models.CharField(_("subject"), max_length=150, validators=[ONE_LINE])
    preheader = models.CharField(
        _("preheader"),
        max_length=200,
        blank=True,
        validators=[ONE_LINE],
        help_text=_("What inboxes show beside the subject."),
    )
    intro = models.TextField(_("intro"), blank=True, help_text=_("Markdown, before the articles."))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    scheduled_at = models.DateTimeField(_("goes out at"), null=True, blank=True)
    # Why it is paused, in words for an editor.
    pause_reason = models.CharField(_("pause reason"), max_length=300, blank=True, editable=False)
    # The last subscriber that prepare has looked at; recipients are whole up to there.
    watermark = models.BigIntegerField(_("watermark"), default=0, editable=False)
    # Frozen when prepare ends: the sum of all states must always be this.
    recipient_total = models.PositiveIntegerField(_("recipient total"), null=True, editable=False)
    prepared_at = models.DateTimeField(_("prepared"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        default_permissions = ("add", "change", "delete", "view", "send")
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "slug"], name="issue_slug_is_one_a_newsletter"),
            models.CheckConstraint(
                name="issue_is_sent_at_a_moment",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
        ]
        indexes = [
            # what the worker has to do
            models.Index(
                fields=["state", "scheduled_at"],
                name="issue_due",
                condition=Q(state__in=["scheduled", "preparing", "ready", "sending"]),
            ),
            # the archive
            models.Index(fields=["newsletter", "-sent_at"], name="issue_archive", condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return self.subject


class IssueArticle(models.Model):
    """An article in an issue, by its entry's id: it is read through delivery, as the public has it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issue = models.ForeignKey(Issue, verbose_name=_("issue"), on_delete=models.CASCADE, related_name="articles")
    article_id = models.UUIDField(_("article"))
    position = models.PositiveIntegerField(_("order"), default=0)
    headline = models.CharField(
        _("headline"), max_length=200, blank=True, validators=[ONE_LINE], help_text=_("Instead of its title.")
    )
    blurb = models.TextField(_("blurb"), blank=True, help_text=_("Instead of its excerpt."))

    class Meta:
        verbose_name = _("issue article")
        verbose_name_plural = _("issue articles")
        ordering = ("position", "id")
        constraints = [models.UniqueConstraint(fields=["issue", "article_id"], name="issue_article_is_there_once")]

    def __str__(self) -> str:
        return self.headline or str(self.article_id)


class IssueContent(models.Model):
    """An issue as it is sent, frozen when it was prepared: sending and the archive use nothing else.

    `skeleton` is the whole MIME message with marks where each recipient's own bytes go (`composition.skeletons`);
    `archive` the JSON that the archive answers with, in which articles are entry ids; `digest` the SHA-256 of the
    skeleton, in hex.
    """

    issue = models.OneToOneField(Issue, primary_key=True, on_delete=models.CASCADE, related_name="content")
    subject = models.CharField(max_length=150)
    html = models.TextField()
    text = models.TextField()
    skeleton = models.BinaryField()
    digest = models.CharField(max_length=64)
    archive: Any = models.JSONField(default=dict)
    frozen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.subject
