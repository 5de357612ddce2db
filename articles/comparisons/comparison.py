"""Comparing roles: what they share, what sets each apart, side by side in every dimension."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import fsum
from statistics import fmean
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.expressions import RawSQL

from articles.structured_data import comparison_list, seo_of
from cms.api.problems import InvalidValue, Moved
from cms.delivery.compiled_queries import joined
from cms.delivery.reader import Entries, Reader, ShownEntry
from cms.delivery.resolved_links import with_links
from cms.publishing.reading.perspectives import Perspective

from .comparison_slugs import comparison_api_url, comparison_url, slug_of
from .copied_texts import any_nearly_same
from .role_lookup import roles_at
from .role_pairs import PAIR, pair_id

FEWEST, MOST = 2, 6
MOST_ARTICLES = 20
SAME_TWICE = "A role cannot be compared with itself."

# A role's live skills, by id, with their importance from 0 to 1.
Weights = Mapping[str, float]


def jaccard(a: Weights, b: Weights) -> float:
    """|A ∩ B| / |A ∪ B| of the skills that count for something. 0 when neither role has any."""
    ours, theirs = {s for s in a if a[s] > 0}, {s for s in b if b[s] > 0}
    union = ours | theirs
    return len(ours & theirs) / len(union) if union else 0.0


def weighted_overlap(a: Weights, b: Weights) -> float:
    """Σ min(importance) / Σ max(importance) over all skills of either (Ruzicka). 0 when neither role has any."""
    skills = sorted(set(a) | set(b))
    most = sum(max(a.get(s, 0.0), b.get(s, 0.0)) for s in skills)
    return sum(min(a.get(s, 0.0), b.get(s, 0.0)) for s in skills) / most if most else 0.0


@dataclass(frozen=True)
class Surroundings:
    """What a comparison of roles needs beside the roles: their skills and dimensions, the articles about all of them,
    and what those articles refer to."""

    targets: Entries
    articles: list[ShownEntry]
    within: Entries


def comparison(reader: Reader, roles: list[ShownEntry], around: Surroundings) -> dict[str, Any]:
    """The comparison of two to six roles, as the API documents it, in the order of `roles`. No queries."""
    weights = {role.slug: _weights(role, around.targets) for role in roles}
    answer: dict[str, Any] = {
        "slug": slug_of(role.slug for role in roles),
        "canonical": comparison_url(_canonical_slug(roles, around)),
        "title": " vs ".join(role.title for role in roles),
        "roles": [
            {
                **reader.summary(role, {}),
                "responsibilities": role.document["responsibilities"],
                "choose_if": role.document["choose_if"],
            }
            for role in roles
        ],
        "dimensions": _dimensions(roles, around.targets),
        "skills": _skills(reader, weights, around.targets),
        "similarity": _similarity(weights),
        "articles": [reader.summary(article, around.within) for article in around.articles],
    }
    json_ld = comparison_list(answer)
    described = " ".join(f"{role.title}: {role.stored['summary']}" for role in roles)
    seo = seo_of(title=answer["title"], description=described, url=answer["canonical"], json_ld=json_ld)
    return {**answer, "seo": seo, "json_ld": json_ld}


def compare(reader: Reader, slugs: list[str]) -> dict[str, Any]:
    """The comparison of the live roles at these slugs, in this order. Four queries.

    Raises Moved when one of them has another slug now, Gone, NotFound, InvalidValue.
    """
    if not FEWEST <= len(slugs) <= MOST:
        raise InvalidValue(f"A comparison is of {FEWEST} to {MOST} roles, and this names {len(slugs)}.")

    def moved_to(current: list[str]) -> Moved:
        there, here = slug_of(slugs), slug_of(current)
        return Moved(comparison_api_url(here), old_slug=there, slug=here)

    roles = roles_at(reader, slugs, moved_to=moved_to, if_same=SAME_TWICE)
    articles = reader.rows(articles_about(reader, [role.id for role in roles]))
    referred = {pk for article in articles for pk in article.references()}
    targets = reader.targets({*ids_in(roles), *referred})
    return comparison(reader, roles, Surroundings(targets, articles, targets))


def ids_in(roles: Iterable[ShownEntry]) -> list[str]:
    """Everything that a comparison shows of roles by reference: skills, dimensions, links in dimension texts."""
    ids = []
    for role in roles:
        ids += [row["skill"] for row in role.document["skills"]]
        ids += [row["dimension"] for row in role.document["dimensions"]]
        ids += role.links
    return ids


def articles_about(reader: Reader, role_ids: list[str]) -> Any:
    """The newest articles about all of these roles, as a queryset."""
    reader.dependencies.types.add("article")
    if not role_ids:
        return reader.perspective.renderings().none()
    # By their ids alone: with the type besides, SQLite walks through all that have it.
    found = reader.perspective.renderings().filter(pk__in=rows_about(reader.perspective, *sought_for(role_ids)))
    return found.order_by("-published_at", "-id")


def sought_for(role_ids: Sequence[str]) -> tuple[str, list[UUID]]:
    """The kind and the targets of the references that an article about all of these roles has."""
    first, *others = role_ids
    return (PAIR, [UUID(pair_id(first, other)) for other in others]) if others else ("role", [UUID(first)])


def rows_about(perspective: Perspective, kind: str, targets: Sequence[Any]) -> RawSQL:
    """The rows, for `__in`, of the newest articles that have all these references, found off the index of the first."""
    source = perspective.source
    links = perspective.references().filter(type="article", kind=kind)
    found = links.filter(target_id=targets[0])
    for other in targets[1:]:
        # The date says nothing new, but stands before the row in the index: without it, all of the other target's
        # references are looked through for each of the first's.
        same = {source: OuterRef(source), "published_at": OuterRef("published_at")}
        found = found.filter(Exists(links.filter(target_id=other, **same)))
    return joined([found.order_by("-published_at", f"-{source}_id").values(source)[:MOST_ARTICLES]])


def _weights(role: ShownEntry, targets: Entries) -> dict[str, float]:
    """What the role needs: a skill with an importance of 0 it does not."""
    rows = role.document["skills"]
    return {row["skill"]: row["importance"] for row in rows if row["skill"] in targets and row["importance"] > 0}


def _canonical_slug(roles: list[ShownEntry], around: Surroundings) -> str:
    """The order of the newest article about exactly these roles; alphabetical if there is none.

    What of an article's roles is not live does not count: readers see an article about the others.
    """
    by_id = {role.id: role.slug for role in roles}
    for article in around.articles:
        live = [pk for pk in article.stored["roles"] if pk in by_id or pk in around.within]
        if set(live) == set(by_id):
            return slug_of(by_id[pk] for pk in live)
    return slug_of(sorted(by_id.values()))


def _dimensions(roles: list[ShownEntry], targets: Entries) -> list[dict[str, Any]]:
    """A row for each dimension that any of the roles has a text in; an empty cell where one has none."""
    texts = {(role.slug, row["dimension"]): row for role in roles for row in role.document["dimensions"]}
    there = {dimension: targets[dimension] for _, dimension in texts if dimension in targets}
    rows = []
    for pk, dimension in sorted(there.items(), key=lambda item: (item[1].stored["position"], item[1].title)):
        cells = [_cell(role.slug, texts.get((role.slug, pk)), targets) for role in roles]
        rows.append(
            {
                "slug": dimension.slug,
                "name": dimension.title,
                "cells": cells,
                "is_complete": all(cell["text"] for cell in cells),
                "is_distinct": not any_nearly_same(tuple(cell["text"] for cell in cells)),
            }
        )
    return rows


def _cell(slug: str, row: dict[str, Any] | None, targets: Entries) -> dict[str, str]:
    if row is None:
        return {"role": slug, "html": "", "text": ""}
    return {"role": slug, "html": with_links(row["html"], targets), "text": row["text"]}


def _skills(reader: Reader, weights: Mapping[str, Weights], targets: Entries) -> dict[str, Any]:
    """Shared by all, partial in some of three or more, unique to one; in each the most important on average first."""
    answer: dict[str, Any] = {"shared": [], "partial": [], "unique": {slug: [] for slug in weights}}
    everything = {skill for skills in weights.values() for skill in skills}
    importance = {
        skill: {slug: skills[skill] for slug, skills in weights.items() if skill in skills} for skill in everything
    }
    for skill in sorted(
        everything, key=lambda s: (-fsum(importance[s].values()) / len(importance[s]), targets[s].title)
    ):
        entry = {**reader.summary(targets[skill], {}), "importance": importance[skill]}
        if len(importance[skill]) == len(weights):
            answer["shared"].append(entry)
        elif len(importance[skill]) > 1:
            answer["partial"].append(entry)
        else:
            answer["unique"][next(iter(importance[skill]))].append(entry)
    return answer


def _similarity(weights: Mapping[str, Weights]) -> dict[str, Any]:
    pairs = [
        {
            "roles": [a, b],
            "jaccard": round(jaccard(weights[a], weights[b]), 4),
            "weighted": round(weighted_overlap(weights[a], weights[b]), 4),
        }
        for a, b in combinations(weights, 2)
    ]
    mean = {key: round(fmean(pair[key] for pair in pairs), 4) for key in ("jaccard", "weighted")}  # type: ignore[misc]
    return {**mean, "pairs": pairs} if len(weights) > 2 else mean
