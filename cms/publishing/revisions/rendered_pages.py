"""From a revision to what is stored for reading. Nothing here writes."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cms.markup import plain
from cms.publishing.content_types import EntryType, Rendered, Source, Target, entry_type
from cms.publishing.internal_marks import LINKS, linked_ids, resolved
from cms.publishing.models import DraftReference, EntryRecord, Reference, Revision
from cms.publishing.refusals import NotPublishable, Obstacle
from cms.publishing.search_index.index_rows import Words, words_of
from cms.publishing.slow_work import done_before

from .limits import limit_obstacles
from .sources import lifted_source

AnyLink = TypeVar("AnyLink", Reference, DraftReference)


@dataclass(frozen=True)
class RenderedPage:
    """A revision rendered, ready to be stored in a draft or a publication. `words` are what it is found by: taken apart
    with it, because whoever stores it holds the lock that everyone waits for."""

    revision: Revision
    source: Source
    rendered: Rendered
    words: Words | None = None

    @property
    def slug(self) -> str:
        return str(self.source["slug"])

    @property
    def editorial_date(self) -> datetime | None:
        """The publication date that the editor set, if the type has one."""
        value = self.source.get("published_at")
        return parse_datetime(value) if value else None

    def columns(self) -> dict[str, Any]:
        """What a draft and a publication have in common, but for their dates."""
        rendered = self.rendered
        return {
            "entry_id": self.revision.entry_id,
            "type": self.revision.type,
            "slug": self.slug,
            "revision_id": self.revision.pk,
            "title": rendered.title[:300],
            "sort_title": rendered.title.casefold()[:300],
            "kind": rendered.kind,
            "language": rendered.language,
            "reading_minutes": rendered.reading_minutes,
            "standalone": rendered.standalone,
            "summary": orjson.dumps(rendered.summary).decode(),
            "document": orjson.dumps(rendered.document).decode(),
        }

    def links(self, model: type[AnyLink], **shared: Any) -> list[AnyLink]:
        """Rows for the rendering's targets, each once per kind, in order."""
        unique = dict.fromkeys((target.kind, target.id) for target in self.rendered.targets)
        return [
            model(type=self.revision.type, kind=kind, target_id=target, position=position, **shared)
            for position, (kind, target) in enumerate(unique)
        ]


def render(revision: Revision) -> RenderedPage:
    """Raises CannotRender. Within a verb that is marked `slow_work_first`, it is done before the transaction."""
    source = _clean_source(revision)
    of_type = entry_type(revision.type)
    text = orjson.dumps(source, option=orjson.OPT_SORT_KEYS)
    name = ("rendering", revision.type, hashlib.sha256(text).digest())
    rendered, words = done_before(name, lambda: _rendered_with_words(of_type, source))
    return RenderedPage(revision=revision, source=source, rendered=rendered, words=words)


def _rendered_with_words(of_type: EntryType, source: Source) -> tuple[Rendered, Words | None]:
    rendered = with_link_targets(of_type.rendered(source))
    targets = [(target.kind, target.id) for target in rendered.targets]
    return rendered, words_of(of_type.name, rendered.title[:300], rendered.summary, rendered.document, targets)


def with_link_targets(rendered: Rendered) -> Rendered:
    """With a reference to each entry that its texts link to: no declaration has to think of them. A summary cannot hold
    a link: what refers to the entry shows it, and does not know where it leads."""
    links = linked_ids(rendered.document)
    if not links and not linked_ids(rendered.summary):
        return rendered
    return replace(
        rendered,
        summary=resolved(rendered.summary, lambda _: None),
        document={**rendered.document, LINKS: links},
        targets=[*rendered.targets, *(Target("link", pk) for pk in links)],
    )


def render_for_the_public(revision: Revision) -> RenderedPage:
    """The same, and strict: raises NotPublishable with all that the public would miss."""
    of_type = entry_type(revision.type)
    source = _clean_source(revision)
    obstacles = [*_slug_obstacles(source, of_type), *_dead_links(source, of_type), *of_type.obstacles(source)]
    known = {obstacle.field for obstacle in obstacles}
    obstacles += [obstacle for obstacle in limit_obstacles(source, of_type) if obstacle.field not in known]
    if obstacles:
        raise NotPublishable(obstacles)
    page = render(revision)
    if page.rendered.obstacles:
        raise NotPublishable(list(page.rendered.obstacles))
    gone = _gone_targets(page.rendered)
    if gone:
        raise NotPublishable(
            [Obstacle("", _("It refers to {gone} that was deleted. Choose another, or remove it.").format(gone=gone))]
        )
    return page


def _clean_source(revision: Revision) -> Source:
    """The revision's source in today's shape, with all that is not text out of its texts: every type's render function
    gets it through this door."""
    cleaned: Source = plain(lifted_source(revision))
    return cleaned


def slug_obstacle(slug: str, of_type: EntryType) -> str:
    """Why a slug cannot be used for this type, as a sentence, or ""."""
    try:
        validate_slug(slug)
    except ValidationError:
        return _("The slug needs letters, digits and hyphens only.")
    if slug != slug.lower():
        return _("The slug must be lower-case.")
    if slug in of_type.reserved_slugs:
        return _("The slug “{slug}” is reserved: the API uses it as an address. Choose another.").format(slug=slug)
    return ""


def _slug_obstacles(source: Source, of_type: EntryType) -> list[Obstacle]:
    problem = slug_obstacle(source["slug"], of_type)
    return [Obstacle("slug", problem)] if problem else []


def _dead_links(source: Source, of_type: EntryType) -> list[Obstacle]:
    known = source.get("links", {})
    dead = [f"{name}:{slug}" for name, slug in of_type.links(source) if f"{name}:{slug}" not in known]
    return [
        Obstacle("", _("The text links to {link}, which does not exist.").format(link=link))
        for link in sorted(set(dead))
    ]


def _gone_targets(rendered: Rendered) -> str:
    ids = {target.id for target in rendered.targets if target.is_entry}
    if not ids:
        return ""
    there = EntryRecord.objects.filter(pk__in=ids, deleted_at=None).values_list("pk", flat=True)
    missing = ids - {str(pk) for pk in there}
    return ", ".join(sorted({f"a {target.kind}" for target in rendered.targets if target.id in missing}))
