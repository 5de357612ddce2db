"""Walking a list by cursor: from where the last page ended, by a seek in the order's index, however deep that is.

A cursor names a place, the sort key and id of a row, and no number of rows to skip. So what is published or retracted
while someone walks neither repeats nor hides anything else; what is itself published anew meanwhile is met at its new
place, if that still lies ahead.

It is opaque, and signed together with the list that it belongs to: path, filters and ordering.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

import orjson
from django.conf import settings
from django.db.models import BooleanField, DateTimeField, F, Func, Q, QuerySet, Value
from django.utils.crypto import salted_hmac

from cms.api.pagination import CURSOR, Page
from cms.api.parameters import invalid
from cms.api.problems import InvalidValue

SIGNATURE_BYTES = 12
# What may change from one page to the next: it says nothing of which list it is.
BESIDE = {CURSOR, "page_size", "fields", "include", "preview"}


@dataclass(frozen=True)
class Keys:
    """What a list is sorted by: `columns`, all in one direction, and last, ascending, perhaps `within` them.

    Together they are never equal for two rows.
    """

    columns: tuple[str, str]
    descending: bool
    within: str = ""

    @property
    def names(self) -> dict[str, str]:
        """What they are called in a query, each with what it is."""
        return dict(zip(("_key", "_row", "_within"), (*self.columns, *filter(None, [self.within])), strict=False))

    def order(self, *, backwards: bool = False) -> list[str]:
        sign, within = ("-", "") if self.descending else ("", "")
        if backwards:
            sign, within = "" if sign else "-", "-"
        return [f"{sign}{column}" for column in self.columns] + ([f"{within}{self.within}"] if self.within else [])


@dataclass(frozen=True)
class WalkedPage:
    """The rows asked for, each with its keys at the end, and the cursors of what comes after and before them."""

    rows: list[tuple[Any, ...]]
    following: str | None
    previous: str | None


@dataclass(frozen=True)
class Walk:
    """Where in which list someone stands. `place` is None at its beginning."""

    page: Page
    identity: bytes
    place: tuple[Any, ...] | None
    backwards: bool = False

    def part(self, found: QuerySet[Any], keys: Keys, columns: Sequence[str]) -> WalkedPage:
        """One query."""
        ordered = self.ahead(found, keys).values_list(*columns, *keys.names)
        return self.part_of(list(ordered[: self.page.size + 1]), len(keys.names))

    def part_of(self, rows: list[tuple[Any, ...]], width: int) -> WalkedPage:
        """Of what lies ahead: a row more than the page has, if there are so many. The last `width` of each are keys."""
        has_more, rows = len(rows) > self.page.size, rows[: self.page.size]
        if self.backwards:
            rows.reverse()
        has_next, has_previous = (True, has_more) if self.backwards else (has_more, self.place is not None)
        return WalkedPage(
            rows,
            self._cursor(rows[-1][-width:], backwards=False) if rows and has_next else None,
            self._cursor(rows[0][-width:], backwards=True) if rows and has_previous else None,
        )

    def until(self, keys: Keys, moment: datetime | None) -> datetime | None:
        """Of a list by date at a moment, the latest date that can lie ahead."""
        if self.place is None or moment is None or keys.descending == self.backwards:
            return moment
        return min(self.place[0], moment)

    def ahead(self, found: QuerySet[Any], keys: Keys) -> QuerySet[Any]:
        return ahead(found, keys, self.place or (), backwards=self.backwards)

    def envelope(self, part: WalkedPage, results: Sequence[Any]) -> dict[str, Any]:
        return {
            "next": self.page.url(cursor=part.following) if part.following else None,
            "previous": self.page.url(cursor=part.previous) if part.previous else None,
            "results": results,
        }

    def _cursor(self, place: Sequence[Any], *, backwards: bool) -> str:
        moment_at = place[0].isoformat() if isinstance(place[0], datetime) else None
        payload = orjson.dumps([int(backwards), moment_at, None if moment_at else place[0], *place[1:]])
        return urlsafe_b64encode(_signature(self.identity, payload, settings.SECRET_KEY) + payload).decode().rstrip("=")


def ahead(found: QuerySet[Any], keys: Keys, place: Sequence[Any], *, backwards: bool) -> QuerySet[Any]:
    """What lies ahead of the place, the nearest first. No place is the beginning."""
    # Named first: a condition on a joined reference would otherwise join it a second time.
    found = found.annotate(**{name: F(source) for name, source in keys.names.items()})
    named = Keys(("_key", "_row"), keys.descending, "_within" if keys.within else "")
    if place:
        found = found.filter(_beyond(place, named, backwards))
    return found.order_by(*named.order(backwards=backwards))


def walk_of(page: Page, ordering: str) -> Walk:
    """The walk that a query with a cursor asks for. Raises InvalidValue for one that this list never gave."""
    query = page.query
    if "page" in query:
        raise invalid(CURSOR, "It cannot be asked for together with page.")
    filters = sorted((name, query[name]) for name in query if name not in {*BESIDE, "ordering"})
    identity = orjson.dumps([page.path, ordering, filters])
    text = str(query[CURSOR])
    if not text:
        return Walk(page, identity, None)
    backwards, moment_at, key, *rest = orjson.loads(_payload(text, identity))
    place = (datetime.fromisoformat(moment_at) if moment_at else key, *rest)
    return Walk(page, identity, place, bool(backwards))


def _payload(text: str, identity: bytes) -> bytes:
    try:
        whole = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (Error, UnicodeEncodeError):
        raise _not_of_this_list() from None
    signature, payload = whole[:SIGNATURE_BYTES], whole[SIGNATURE_BYTES:]
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if compare_digest(signature, _signature(identity, payload, key)):
            return payload
    raise _not_of_this_list()


def _not_of_this_list() -> InvalidValue:
    return invalid(
        CURSOR, "It is no cursor of this list, with these filters in this order. Begin with an empty one: cursor="
    )


def _signature(identity: bytes, payload: bytes, key: str) -> bytes:
    signed = b"%d.%b%b" % (len(identity), identity, payload)
    return salted_hmac("cms.delivery.cursors", signed, secret=key, algorithm="sha256").digest()[:SIGNATURE_BYTES]


def _beyond(place: Sequence[Any], keys: Keys, backwards: bool) -> Any:
    """What lies beyond a place. The first two are compared as rows, which both databases seek in an index."""
    is_moment = isinstance(place[0], datetime)
    values = [Value(place[0], DateTimeField()) if is_moment else Value(place[0]), Value(place[1])]
    sign = "<" if keys.descending != backwards else ">"
    if not keys.within:
        return Q(_compared(keys.columns, sign, values))
    at_most = Q(**{f"{keys.within}__gte" if backwards else f"{keys.within}__lte": place[2]})
    here = Q(**dict(zip(keys.columns, place, strict=False))) & at_most
    return Q(_compared(keys.columns, f"{sign}=", values)) & ~here


def _compared(columns: Sequence[str], sign: str, values: Sequence[Any]) -> Func:
    rows = [
        Func(*parts, template="(%(expressions)s)", output_field=BooleanField())
        for parts in ([F(column) for column in columns], values)
    ]
    return Func(*rows, template="%(expressions)s", arg_joiner=f" {sign} ", output_field=BooleanField())
