"""How an entry stands: the state an editor sees, and the sentence that says why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.publishing.models import Entry, EntryRecord, Publication

from .content_version import present


class State(TextChoices):
    DRAFT = "draft", gettext_lazy("Never published")
    SCHEDULED = "scheduled", gettext_lazy("Scheduled")
    PUBLISHED = "published", gettext_lazy("Published")
    MODIFIED = "modified", gettext_lazy("Published, with changes")
    EXPIRED = "expired", gettext_lazy("Expired")
    RETRACTED = "retracted", gettext_lazy("Retracted")


@dataclass(frozen=True)
class Standing:
    """`live`, `coming` and `latest` are revision numbers; the moments belong to them."""

    state: State
    latest: int = 0
    live: int | None = None
    live_since: datetime | None = None
    coming: int | None = None
    coming_at: datetime | None = None
    expires_at: datetime | None = None
    obstacle: str = ""

    @property
    def is_live(self) -> bool:
        return self.live is not None

    @property
    def sentence(self) -> str:
        """ "Live since …, replaced on … by revision 7, gone on …", with the time zone."""
        parts = []
        if self.live_since:
            since = _said(self.live_since)
            if self.state == State.MODIFIED:
                parts.append(_("Live since {moment} with unpublished changes").format(moment=since))
            else:
                parts.append(_("Live since {moment}").format(moment=since))
        if self.coming_at:
            at = _said(self.coming_at)
            said = (
                _("replaced on {at} by revision {number}") if self.is_live else _("revision {number} goes live on {at}")
            )
            parts.append(said.format(at=at, number=self.coming))
            if self.live and self.coming and self.coming < self.live:
                parts.append(_("which is older than what is live"))
        if self.expires_at:
            said = _("gone since {moment}") if self.state == State.EXPIRED else _("gone on {moment}")
            parts.append(said.format(moment=_said(self.expires_at)))
        sentence = ", ".join(parts) or str(self.state.label)
        return sentence[0].upper() + sentence[1:] + "."


def standings(ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """How each of these entries stands. Four queries, however many there are."""
    wanted, now = list(ids), present()
    records = {r.pk: r for r in EntryRecord.objects.filter(pk__in=wanted).select_related("latest")}
    around = Publication.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), entry_id__in=wanted)
    intervals: dict[UUID, list[tuple[datetime, int]]] = {}
    for entry_id, starts_at, number in around.order_by("starts_at").values_list(
        "entry_id", "starts_at", "revision__number"
    ):
        intervals.setdefault(entry_id, []).append((starts_at, number))
    once = set(Publication.objects.filter(entry_id__in=wanted).values_list("entry_id", flat=True))
    return {pk: _standing(records.get(pk), intervals.get(pk, []), pk in once, now) for pk in wanted}


def standing_of(entry: Entry) -> Standing:
    return standings([entry.pk])[entry.pk]


def in_state(entries: QuerySet[Entry], state: str) -> QuerySet[Entry]:
    """Narrow a queryset of entries of one type to those in a state."""
    now = present()
    publications = Publication.objects.filter(entry_id=OuterRef("pk"))
    live = publications.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)
    newest = EntryRecord.objects.filter(pk=OuterRef("entry_id"), latest_id=OuterRef("revision_id"))
    current = live.filter(Exists(newest))
    coming = Exists(publications.filter(starts_at__gt=now))
    expired = Exists(EntryRecord.objects.filter(pk=OuterRef("pk"), expires_at__lte=now))
    away = ~Exists(live) & ~coming
    conditions = {
        State.DRAFT: away & ~Exists(publications),
        State.SCHEDULED: ~Exists(live) & coming,
        State.PUBLISHED: Exists(current),
        State.MODIFIED: Exists(live) & ~Exists(current),
        State.EXPIRED: away & Exists(publications) & expired,
        State.RETRACTED: away & Exists(publications) & ~expired,
    }
    return entries.filter(conditions[State(state)])


def _standing(
    record: EntryRecord | None, intervals: list[tuple[datetime, int]], was_public: bool, now: datetime
) -> Standing:
    if record is None or record.latest is None:
        return Standing(state=State.DRAFT)
    latest = record.latest.number
    live = next(((at, number) for at, number in intervals if at <= now), None)
    coming = next(((at, number) for at, number in intervals if at > now), None)
    if live:
        state = State.PUBLISHED if live[1] == latest else State.MODIFIED
    elif coming:
        state = State.SCHEDULED
    elif not was_public:
        state = State.DRAFT
    else:
        state = State.EXPIRED if record.expires_at and record.expires_at <= now else State.RETRACTED
    return Standing(
        state=state,
        latest=latest,
        live=live[1] if live else None,
        live_since=live[0] if live else None,
        coming=coming[1] if coming else None,
        coming_at=coming[0] if coming else None,
        expires_at=record.expires_at if state in (State.EXPIRED,) or live or coming else None,
        obstacle=record.obstacle,
    )


def _said(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j F Y, H:i')} {local.tzname()}"
