"""Advising readers: which roles are like one, what a change of role takes, which role fits one's skills."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.conf import settings

from articles.comparisons.role_lookup import roles_at
from articles.newest_articles import newest_referring
from cms.api.pagination import Page
from cms.api.problems import Moved
from cms.delivery.parameters.optional_members import CandidateSearch, Found
from cms.delivery.reader import Entries, Reader, ShownEntry

from .profiles import Weights
from .skill_names import Recognised
from .survey import Survey, survey

MOST_SKILLS = 50
# The articles shown for a skill to learn, and for how many skills they are sought.
MOST_TEACHING, MOST_TAUGHT = 3, 100
# The roles included with a role as similar, and with a skill as needing it.
MOST_SIMILAR, MOST_NEEDING = 5, 10


def similar_roles(reader: Reader, slug: str, page: Page) -> dict[str, Any]:
    """The list envelope: roles by their similarity to one, each with `score`, `shared` and `missing` skills.

    Two queries; a third when the content version is new. Raises Moved, Gone, NotFound.
    """
    role = reader.one("role", slug)
    known = survey(reader)
    ours = known.needs.get(role.id, {})
    neighbours = known.profiles.neighbours(role.id)
    neighbours.sort(key=lambda pair: (-pair[1], known.titles[pair[0]].casefold(), pair[0]))
    shown = neighbours[page.first : page.first + page.size]
    targets = reader.targets({*ours, *_all_of(known, (pk for pk, _ in shown))})
    skills = _Skills(reader, targets)
    results = []
    for pk, score in shown:
        if pk not in targets:
            continue
        theirs, other = known.needs[pk], targets[pk]
        both = {skill: (ours[skill] + theirs[skill]) / 2 for skill in ours if skill in theirs}
        results.append(
            {
                **reader.summary(other, {}),
                "score": round(score, 4),
                "shared": [
                    skills.weighted(skill, {role.slug: ours[skill], other.slug: theirs[skill]})
                    for skill in known.by_importance(both)
                ],
                "missing": skills.of(known, {skill: theirs[skill] for skill in theirs if skill not in ours}),
            }
        )
    return page.envelope(len(neighbours), results)


def roles_similar(reader: Reader, ids: list[str]) -> CandidateSearch:
    """The most similar roles of each, with their `score`. One query when the content version is new, else none."""
    known = survey(reader)
    found = {}
    for pk in ids:
        neighbours = known.profiles.neighbours(pk)
        neighbours.sort(key=lambda pair: (-pair[1], known.titles[pair[0]].casefold(), pair[0]))
        found[pk] = {other: {"score": round(score, 4)} for other, score in neighbours[:MOST_SIMILAR]}
    return _search(found)


def roles_needing(reader: Reader, ids: list[str]) -> CandidateSearch:
    """The roles that need each of these skills most, with how much. Queries as `roles_similar`."""
    needed = survey(reader).needed
    return _search({pk: dict(islice(needed.get(pk, {}).items(), MOST_NEEDING)) for pk in ids})


def _search(found: Found) -> CandidateSearch:
    return CandidateSearch(lambda _: found, ids={other for pk in found for other in found[pk]})


def transition(reader: Reader, slugs: list[str]) -> dict[str, Any]:
    """From the first role to the second, as the API documents it. Four queries; a fifth when the content version is
    new. Raises InvalidValue for a transition to itself, Moved, Gone, NotFound."""

    def moved_to(current: list[str]) -> Moved:
        there, here = (f"{pair[0]}/transition/{pair[1]}" for pair in (slugs, current))
        return Moved(f"{settings.PUBLIC_API_URL}/api/v1/roles/{here}/", old_slug=there, slug=here)

    origin, goal = roles_at(reader, slugs, moved_to=moved_to, if_same="A transition leads from one role to another.")
    known = survey(reader)
    ours, theirs = known.needs.get(origin.id, {}), known.needs.get(goal.id, {})
    learnt = known.by_importance({skill: theirs[skill] for skill in theirs if skill not in ours})
    rows = newest_referring(reader, [("skill", skill) for skill in learnt[:MOST_TAUGHT]], MOST_TEACHING)
    teaching = {entry.row: entry for entry in _articles(reader, {row for each in rows for row in each})}
    referred = {pk for article in teaching.values() for pk in article.references()}
    targets = reader.targets({*ours, *theirs, *referred})
    skills = _Skills(reader, targets)
    learn = []
    for number, skill in enumerate(learnt):
        found = [teaching[row] for row in rows[number] if row in teaching] if number < len(rows) else []
        articles = [reader.summary(article, targets) for article in found]
        learn.append({**skills.weighted(skill, theirs[skill]), "articles": articles})
    return {
        "from": reader.summary(origin, {}),
        "to": reader.summary(goal, {}),
        "similarity": round(known.profiles.similarity(origin.id, goal.id), 4),
        "keep": [
            skills.weighted(skill, {origin.slug: ours[skill], goal.slug: theirs[skill]})
            for skill in known.by_importance({skill: theirs[skill] for skill in theirs if skill in ours})
        ],
        "learn": learn,
        "drop": skills.of(known, {skill: ours[skill] for skill in ours if skill not in theirs}),
    }


def match_roles(reader: Reader, called: list[str], page: Page) -> dict[str, Any]:
    """The list envelope: roles by how much of what they need these skills cover, and what of them was understood.

    One query; a second when the content version is new.
    """
    known = survey(reader)
    understood = [_recognise(known, text) for text in called]
    have = {found.skill for found in understood if found.skill}
    scores = known.profiles.covered_by(have)
    ranked = sorted(scores, key=lambda role: (-scores[role], known.titles[role].casefold(), role))
    shown = ranked[page.first : page.first + page.size]
    said = {pk for found in understood for pk in (found.skill, *found.suggestions) if pk}
    targets = reader.targets({*said, *_all_of(known, shown)})
    skills = _Skills(reader, targets)
    results = []
    for pk in shown:
        if pk not in targets:
            continue
        needs = known.needs[pk]
        results.append(
            {
                **reader.summary(targets[pk], {}),
                "score": round(scores[pk], 4),
                "have": skills.of(known, {skill: needs[skill] for skill in needs if skill in have}),
                "missing": skills.of(known, {skill: needs[skill] for skill in needs if skill not in have}),
            }
        )
    return {
        **page.envelope(len(ranked), results),
        "recognised": [
            {"query": found.query, "skill": skills.plain(found.skill)} for found in understood if found.skill in targets
        ],
        "unrecognised": [
            {
                "query": found.query,
                "is_ambiguous": found.is_ambiguous,
                "suggestions": [skills.plain(pk) for pk in found.suggestions if pk in targets],
            }
            for found in understood
            if found.skill not in targets
        ],
    }


class _Skills:
    """Summaries of skills, each made once however many roles need it."""

    def __init__(self, reader: Reader, targets: Entries) -> None:
        self._reader, self._targets = reader, targets
        self._made: dict[str, dict[str, Any]] = {}

    def plain(self, skill: str | None) -> dict[str, Any]:
        pk = str(skill)
        if pk not in self._made:
            self._made[pk] = self._reader.summary(self._targets[pk], {})
        return self._made[pk]

    def weighted(self, skill: str, importance: float | dict[str, float]) -> dict[str, Any]:
        return {**self.plain(skill), "importance": importance}

    def of(self, known: Survey, needs: Weights) -> list[dict[str, Any]]:
        """The most important first."""
        return [self.weighted(skill, needs[skill]) for skill in known.by_importance(needs)]


def _recognise(known: Survey, text: str) -> Recognised:
    """A plus sign that was not encoded arrives as a space: what ends in two of them may be C++."""
    if text.endswith("  "):
        found = known.names.recognise(text.rstrip() + "++")
        if found.skill:
            return found
    return known.names.recognise(text)


def _all_of(known: Survey, roles: Iterable[str]) -> set[str]:
    """These roles, and all that they need."""
    return {pk for role in roles for pk in (role, *known.needs[role])}


def _articles(reader: Reader, rows: set[int]) -> list[ShownEntry]:
    return reader.rows(reader.perspective.entries("article").filter(pk__in=rows)) if rows else []
