"""The answer to a search: hits, the best first, with what they have in common."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from cms.api.pagination import Page
from cms.api.parameters import invalid
from cms.api.problems import nearest
from cms.delivery.lists.filters import split, unknown_slug
from cms.delivery.reader import Entries, Reader, ShownEntry
from cms.delivery.resources import Resource
from cms.publishing.content_types import entry_type
from cms.publishing.search_index.index_rows import reference_token, type_token

from .highlights import excerpt, marked
from .matches import MOST_MATCHES, Match, Wanted, matches
from .query_terms import Term, parse
from .relevance import ranked
from .suggestions import suggestions
from .vocabulary import vocabulary

MOST_VALUES = 20


@dataclass(frozen=True)
class Searchable:
    """The resources that are searched, and those of them that hits are counted and narrowed by."""

    resources: Sequence[Resource]
    facets: Sequence[Resource]

    @property
    def types(self) -> list[str]:
        return [resource.type for resource in self.resources]


def search(reader: Reader, searchable: Searchable, *, page: Page, query: Mapping[str, str]) -> dict[str, Any]:
    """The list envelope with `count_is_capped`, `facets` and `suggestions` beside it; each result has `score` and
    `highlight` besides its summary.

    Three queries; a fourth for slugs in filters; one or two more when the content version is new. Raises InvalidValue,
    NotFound for a page past the end.
    """
    terms = parse(query.get("q", ""))
    known = vocabulary(reader.perspective)
    wanted = Wanted([(term, known.meant_by(term)) for term in terms], _groups(reader, searchable, query))
    found = matches(reader.perspective, searchable.types, wanted)
    hits = ranked(found, wanted.terms)[:MOST_MATCHES]
    shown = hits[page.first : page.first + page.size]
    scores = {match.row: score for score, match in shown}
    entries = _entries(reader, searchable, list(scores))
    counted = _counted([match for _, match in hits], searchable)
    ids = {pk for entry in entries for pk in entry.references()}
    ids |= {pk for facet in searchable.facets for pk, _ in counted[facet.type]}
    targets = reader.targets(ids)
    results = [
        {**reader.summary(entry, targets), "score": round(scores[entry.row], 3), "highlight": _highlight(entry, terms)}
        for entry in entries
    ]
    return {
        **page.envelope(len(hits), results),
        "count_is_capped": len(found) > MOST_MATCHES,
        "facets": _facets(counted, targets, searchable),
        "suggestions": [] if hits else suggestions(reader.perspective, searchable.types, terms),
    }


def _groups(reader: Reader, searchable: Searchable, query: Mapping[str, str]) -> list[list[str]]:
    """Tokens of the index of which a hit has one out of each group. One query, if slugs are asked for."""
    groups = []
    if "type" in query:
        types = split("type", query["type"])
        for name in types:
            if name not in searchable.types:
                detail = f"It must be one of {', '.join(searchable.types)}."
                raise invalid("type", detail, nearest(name, searchable.types))
        groups.append([type_token(name) for name in types])
    asked = {facet.type: split(facet.type, query[facet.type]) for facet in searchable.facets if facet.type in query}
    if not asked:
        return groups
    wanted = Q()
    for name, slugs in asked.items():
        wanted |= Q(type=name, slug__in=slugs)
    rows = reader.perspective.entries(*asked).filter(wanted).order_by().values_list("type", "slug", "entry_id")
    known = {(name, slug): pk for name, slug, pk in rows}
    for name, slugs in asked.items():
        for slug in slugs:
            if (name, slug) not in known:
                raise unknown_slug(reader.perspective, name, name, slug)
        groups.append([reference_token(name, known[name, slug]) for slug in slugs])
    return groups


def _entries(reader: Reader, searchable: Searchable, rows: list[int]) -> list[ShownEntry]:
    """In this order, with their documents."""
    if not rows:
        return []
    found = reader.rows(reader.perspective.entries(*searchable.types).filter(pk__in=rows), documents=True)
    by_row = {entry.row: entry for entry in found}
    return [by_row[row] for row in rows if row in by_row]


def _highlight(entry: ShownEntry, terms: Sequence[Term]) -> dict[str, str]:
    of_type = entry_type(entry.type)
    texts = of_type.texts(entry.stored, entry.document) if of_type.texts else None
    said = [*texts.body, ", ".join(filter(None, texts.names))] if texts else []
    return {"title": marked(entry.title, terms), "text": excerpt(said, terms)}


def _counted(hits: list[Match], searchable: Searchable) -> dict[str, list[tuple[str, int]]]:
    """How many hits there are of each type, and of each facet by id: those with the most first."""
    counts = Counter(token for match in hits for token in match.refs.split())
    types = {type_token(name): name for name in searchable.types}
    found: dict[str, list[tuple[str, int]]] = {"": []}
    found |= {facet.type: [] for facet in searchable.facets}
    kinds = {reference_token(facet.type, UUID(int=0))[:-32]: facet.type for facet in searchable.facets}
    for token, count in counts.most_common():
        if token in types:
            found[""].append((types[token], count))
        elif (kind := kinds.get(token[:-32])) is not None:
            found[kind].append((str(UUID(token[-32:])), count))
    return found


def _facets(
    counted: dict[str, list[tuple[str, int]]], targets: Entries, searchable: Searchable
) -> dict[str, list[dict[str, Any]]]:
    facets: dict[str, list[dict[str, Any]]] = {
        "type": [{"value": name, "count": count} for name, count in sorted(counted[""], key=lambda pair: -pair[1])]
    }
    for facet in searchable.facets:
        there = [(targets[pk], count) for pk, count in counted[facet.type] if pk in targets]
        there.sort(key=lambda pair: (-pair[1], pair[0].title.casefold(), pair[0].id))
        facets[facet.type] = [
            {"slug": entry.slug, "name": entry.title, "count": count} for entry, count in there[:MOST_VALUES]
        ]
    return facets
