"""An issue's introduction: an editor's Markdown, with links to what is public."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from cms import markup
from cms.delivery.reader import Entries, Reader
from cms.delivery.resolved_links import with_links
from cms.publishing.content_types import linkable_types


@dataclass(frozen=True)
class Introduction:
    """`stored` is html, markdown and text, with marks for links to entries, and the ids linked to; `obstacles` are
    sentences for an editor."""

    stored: dict[str, Any] = field(default_factory=lambda: {"html": "", "markdown": "", "text": "", "links": []})
    obstacles: list[str] = field(default_factory=list)

    def resolved(self, targets: Entries) -> dict[str, Any]:
        """html, markdown and text for readers."""
        return resolved(self.stored, targets)


def introduce(reader: Reader, source: str) -> Introduction:
    """One query, if it links to entries."""
    linkable = [of_type.name for of_type in linkable_types()]
    wanted = {(name, slug) for name, slug in markup.find_links(source) if name in linkable}
    links: dict[str, str] = {}
    if wanted:
        found = reader.perspective.entries(*linkable).filter(slug__in={slug for _, slug in wanted})
        links = {f"{name}:{slug}": str(pk) for name, slug, pk in found.values_list("type", "slug", "entry_id")}
    dead = sorted(f"{name}:{slug}" for name, slug in wanted if f"{name}:{slug}" not in links)
    if dead:
        return Introduction(
            obstacles=[
                gettext("The introduction links to %(link)s, which is not public.") % {"link": link} for link in dead
            ]
        )
    try:
        rendered = markup.render(source, links=links)
    except markup.MarkupError as error:
        return Introduction(obstacles=[gettext("The introduction: %(error)s") % {"error": error}])
    if source.strip() and not rendered.shows_something:
        nothing = gettext("The introduction shows readers nothing. Write words, or take it away.")
        return Introduction(obstacles=[nothing])
    stored = {"html": rendered.html, "markdown": rendered.markdown, "text": rendered.text}
    return Introduction({**stored, "links": [link.partition("#")[0] for link in rendered.links]})


def resolved(stored: dict[str, Any], targets: Entries) -> dict[str, Any]:
    """A stored introduction for readers. Links to what is not in `targets` are unwrapped."""
    text = with_links(stored, targets)
    return {name: text[name] for name in ("html", "markdown", "text")}
