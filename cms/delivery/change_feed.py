"""What was published, updated and retracted since a position in the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers as s

from cms.api.pagination import MAX_PAGE_SIZE, Page
from cms.api.parameters import invalid, positive_integer
from cms.publishing.content_types import entry_types
from cms.publishing.models import Change
from cms.publishing.reading.change_stream import NotOurs, Position, follow
from cms.publishing.reading.perspectives import Perspective
from cms.publishing.serializers import EntrySummary
from cms.publishing.timeline.content_version import current_version

from .cache.dependencies import collection_tag, entry_tag
from .followed_types import FollowedType, followed_type, followed_types
from .openapi import value_schemas as values
from .openapi.operations import documented
from .openapi.typed_fields import ChangedTypeName
from .reader import Reader
from .resources import resource_of
from .views import DeliveryView

Updated, Retracted = Change.Action.UPDATED, Change.Action.RETRACTED


class ChangeDocument(EntrySummary):
    type = ChangedTypeName()
    action = s.ChoiceField(["published", "updated", "retracted"])
    effective_at = s.DateTimeField()
    url = s.URLField(allow_null=True, help_text="Where the frontend shows it, or did. Null if it has no page.")
    api_url = s.URLField()
    previous_slug = s.SlugField(allow_null=True, help_text="Where the slug changed: the one before.")
    previous_url = s.URLField(allow_null=True, help_text="Redirects to `url`, unless another entry has that slug now.")
    cache_tags = s.ListField(child=s.CharField(), help_text="The `Cache-Tag`s of the answers that it concerns.")


class ChangesDocument(s.Serializer[Any]):
    since = s.CharField(help_text="For the next call: what comes after this page.")
    next = s.URLField(allow_null=True, help_text="The next page; null on the last, when all has been given.")
    results = ChangeDocument(many=True)


@documented(
    "list_changes",
    ChangesDocument,
    parameters=[
        OpenApiParameter(
            "since", values.GIVEN, description="`since` of an earlier answer; empty or left out to start."
        ),
        OpenApiParameter(
            "page_size",
            values.page_size(MAX_PAGE_SIZE),
            description=f"From 1 to {MAX_PAGE_SIZE}, which is the default.",
        ),
    ],
    problems=(400,),
    tag="changes",
)
class Changes(DeliveryView):
    """What was published, updated and retracted since an earlier call, for static builds and mirrors.

    The first call, without `since`, begins a walk over everything that is public now, without history. Follow `next`
    until it is null, and keep `since`: asked with it later, there comes what has changed, in the order in which it took
    effect, with `retracted` for what is public no longer. A page may hold fewer than `page_size`, or nothing, and still
    have a `next`.

    Nothing is left out, whatever is published while the pages are read. A change may come twice: take in what is
    `published` or `updated` by its `id`, and let go what is `retracted`. Tags, authors and other entries without a page
    of their own are public while something public refers to them, and are told as they are at the time of the call.
    A `since` that is refused was given elsewhere, or before a backup was restored: start anew.
    """

    parameters = ("since", "page_size")

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        reader.dependencies.on_everything = True
        query = self.request.query_params
        size = positive_integer(query, "page_size", MAX_PAGE_SIZE, most=MAX_PAGE_SIZE)
        try:
            position = Position.read(query.get("since", ""))
            given = follow(position, current_version(), limit=size)
        except NotOurs:
            raise invalid(
                "since", "It was not given by this API, or before it was restored. Start without it."
            ) from None
        since = given.after.text()
        return {
            "since": since,
            "next": None if given.is_end else Page(1, size, self.request.path, query).url(since=since),
            "results": list(_items(reader.perspective, given.changes, with_gone=not position.is_start)),
        }


@dataclass(frozen=True)
class _Told:
    """A change as it is told: with its action and slugs as far as they are public."""

    action: str
    slug: str
    previous_slug: str


def _items(perspective: Perspective, changes: list[Change], *, with_gone: bool) -> Iterable[dict[str, Any]]:
    """Two queries, if there is anything among them that is public only where something refers to it; and one for each
    followed type."""
    on_save = {of_type.name: of_type.publishes_on_save for of_type in entry_types()}
    referred = {change.entry_id: change.type for change in changes if on_save.get(change.type)}
    there = _visible(perspective, referred)
    slugs = perspective.slugs_of(referred) if referred else {}
    addresses = _addresses(changes)
    for change in changes:
        if followed := followed_type(change.type):
            if with_gone or change.action != Retracted:
                yield _item_of(followed, change, addresses.get(change.entry_id))
            continue
        told: _Told | None = _Told(change.action, change.slug, change.previous_slug)
        if on_save.get(change.type, True):
            told = _as_it_is(change, there.get(change.entry_id), slugs.get(change.entry_id, []))
        if told and (with_gone or told.action != Retracted):
            yield _item(change, told)


def _addresses(changes: list[Change]) -> dict[UUID, tuple[str | None, str]]:
    """Of what is no entry, by id. One query for each type."""
    found: dict[UUID, tuple[str | None, str]] = {}
    for followed in followed_types():
        ids = {change.entry_id for change in changes if change.type == followed.name}
        found |= followed.addresses(ids) if ids else {}
    return found


def _item_of(followed: FollowedType, change: Change, addresses: tuple[str | None, str] | None) -> dict[str, Any]:
    url, api_url = addresses or (None, f"{settings.PUBLIC_API_URL}/api/v1/{followed.api_path}")
    return {
        "id": str(change.entry_id),
        "type": followed.name,
        "slug": change.slug,
        "action": str(change.action),
        "effective_at": change.effective_at,
        "url": url,
        "api_url": api_url,
        "previous_slug": None,
        "previous_url": None,
        "cache_tags": [followed.cache_tag],
    }


def _visible(perspective: Perspective, types: dict[UUID, str]) -> dict[UUID, str]:
    """The slugs of those entries, by id, that are public. One query."""
    names = sorted(set(types.values()))
    rows = [perspective.entries(name).filter(entry_id__in=types).values_list("entry_id", "slug") for name in names]
    return dict(rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]) if rows else {}


def _as_it_is(change: Change, slug: str | None, slugs: list[str]) -> _Told | None:
    """A change of what is public only where something refers to it. The ledger knows more of it than readers may: the
    slugs it had, and that it was there, before anything public referred to it."""
    if not slugs:
        return None
    if slug is None:
        return _Told(Retracted, slugs[-1], "")
    action = Updated if change.action == Retracted else Change.Action(change.action)
    return _Told(action, slug, change.previous_slug if change.previous_slug in slugs else "")


def _item(change: Change, told: _Told) -> dict[str, Any]:
    resource = resource_of(change.type)
    previous = told.previous_slug if told.previous_slug != told.slug else ""
    return {
        "id": str(change.entry_id),
        "type": change.type,
        "slug": told.slug,
        "action": str(told.action),
        "effective_at": change.effective_at,
        "url": resource.site_url(told.slug),
        "api_url": resource.api_url(told.slug),
        "previous_slug": previous or None,
        "previous_url": resource.site_url(previous) if previous else None,
        "cache_tags": [entry_tag(change.entry_id), collection_tag(change.type)],
    }
