"""Following the ledger: what has taken effect and was not given yet.

No single number can be followed. A publish takes its moment before it commits, so that a schedule may pass in between;
and a schedule passes without a write. A follower's position is therefore both, a head and a moment, and what is new to
it took effect by now, and was recorded after that head or took effect after that moment.

A walk from one position to the present has a fixed end, so that its pages neither overlap nor leave anything out
whatever is published meanwhile: the rows before the end do not change, but for those that a write with an earlier
moment derives again, and these it records anew, for the next walk. First come those that were recorded late, by head,
then the others in the order in which they took effect.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db.models import Exists, OuterRef, Q, QuerySet

from cms.publishing.models import Change
from cms.publishing.timeline.content_version import EPOCH, Version, microseconds

# By how much a clock may have been set back since a position was given.
CLOCK_SLACK = timedelta(minutes=5)
MICROSECOND = timedelta(microseconds=1)


class NotOurs(ValueError):
    """A position that was not given here, or not in this history: a backup was restored since, for one."""


@dataclass(frozen=True)
class Position:
    """What lies up to (`head`, `moment`) has been given. Within a walk, that will be (`until_head`, `until`), and its
    last row yet is `at`: (0, head, id) if it was recorded late, else (1, microseconds, id)."""

    head: int = 0
    moment: datetime = EPOCH
    until_head: int = 0
    until: datetime | None = None
    at: tuple[int, int, int] = (0, 0, 0)

    @property
    def is_start(self) -> bool:
        return (self.head, self.moment) == (0, EPOCH)

    def text(self) -> str:
        """Opaque, and signed: what was made up or comes from elsewhere is told from what was given here."""
        parts = [self.head, microseconds(self.moment)]
        if self.until:
            parts += [self.until_head, microseconds(self.until), *self.at]
        return _signer().sign(".".join(f"{part:x}" for part in parts))

    @classmethod
    def read(cls, text: str) -> "Position":
        """The position of a text, the start for "". Raises NotOurs."""
        if not text:
            return cls()
        try:
            head, moment, *walk = [int(part, 16) for part in _signer().unsign(text).split(".")]
        except BadSignature:
            raise NotOurs from None
        if not walk:
            return cls(head, _moment(moment))
        until_head, until, phase, key, pk = walk
        return cls(head, _moment(moment), until_head, _moment(until), (phase, key, pk))


@dataclass(frozen=True)
class Given:
    """Part of a walk: its `changes`, the position `after` them, and whether that `is_end`: nothing more is there, and
    nothing has come while the pages were read."""

    changes: list[Change]
    after: Position
    is_end: bool


def follow(position: Position, version: Version, *, limit: int) -> Given:
    """What is new after a position, at most `limit` of it. Two queries from the start, else three. Raises NotOurs.

    From the start, it is the last change of each entry that is not retracted: what there is, and no history.
    A change may be given again, in a later walk; none is left out.
    """
    if not position.until:
        # Nothing takes effect between this moment and the present, so that a version's answer is always the same.
        position = replace(position, until_head=version.head, until=version.changed_at)
        known = position.head, position.moment
    else:
        known = position.until_head, position.until
    if not position.is_start:
        _refuse_other_history(*known, version)
    late, others = _late(position), _others(position)
    found = [] if position.is_start or position.at[0] else list(late[: limit + 1])
    count_late = len(found)
    found += others[: limit + 1 - count_late]
    if len(found) <= limit:
        after = Position(position.until_head, position.until or EPOCH)
        return Given(found, after, is_end=(after.head, after.moment) == (version.head, version.changed_at))
    last = found[limit - 1]
    at = (0, last.head, last.pk) if limit <= count_late else (1, microseconds(last.effective_at), last.pk)
    return Given(found[:limit], replace(position, at=at), is_end=False)


def _late(position: Position) -> QuerySet[Change]:
    rows = Change.objects.filter(head__lte=position.until_head, effective_at__lte=position.moment)
    phase, head, pk = position.at
    if phase == 0 and pk:
        rows = rows.filter(Q(head__gt=head) | Q(head=head, pk__gt=pk), head__gte=head)
    return rows.filter(head__gt=position.head).order_by("head", "id")


def _others(position: Position) -> QuerySet[Change]:
    until = {"head__lte": position.until_head, "effective_at__lte": position.until}
    rows = Change.objects.filter(**until, effective_at__gt=position.moment)
    phase, moment, pk = position.at
    if phase:
        at = _moment(moment)
        rows = rows.filter(Q(effective_at__gt=at) | Q(effective_at=at, pk__gt=pk), effective_at__gte=at)
    if position.is_start:
        later = Change.objects.filter(**until, entry_id=OuterRef("entry_id")).filter(
            Q(effective_at__gt=OuterRef("effective_at"))
            | Q(effective_at=OuterRef("effective_at"), pk__gt=OuterRef("pk"))
        )
        # What a referrer says of another entry is no more than a hint.
        gone = Q(action=Change.Action.RETRACTED, referrer_id=None)
        rows = rows.filter(~gone, ~Exists(later))
    return rows.order_by("effective_at", "id")


def _refuse_other_history(head: int, moment: datetime | None, version: Version) -> None:
    moment = moment or EPOCH
    if head > version.head or moment > version.now + CLOCK_SLACK:
        raise NotOurs
    # Recorded after the position was given, and yet before its head: that head is another's by now.
    recorded_at = Change.objects.filter(head__lte=head).order_by("-head", "-id").values_list("recorded_at", flat=True)
    last = recorded_at.first()
    if last and last > moment:
        raise NotOurs


def _signer() -> Signer:
    return Signer(sep=".", salt="cms.publishing.following")


def _moment(number: int) -> datetime:
    return EPOCH + number * MICROSECOND
