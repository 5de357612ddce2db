"""What to read next: the editors' choice first, then what shares most with an article, the rarer the more."""

from dataclasses import dataclass, field
from math import log2
from typing import Any

from django.db import connection
from django.db.models import IntegerField, Q, QuerySet, Value

from cms.delivery.reading import Entries, Entry, Reader

from .resources import ARTICLE

# What sharing one of these says, before its rarity is counted in.
KINDS = {"role": 3.0, "skill": 2.0, "tag": 1.0, "author": 0.5}
PINNED, CHOSEN = 1_000.0, 100.0
# The newest articles looked at for each thing that the article refers to.
LOOKED_AT = 200
MOST = 100
# How much of its score an article loses in its first years, at most.
AGE_COSTS = 0.2
AGE_DAYS = 730


@dataclass
class Candidate:
    """An article that may be related. `shared` lists what it has in common: (kind, target id, weight)."""

    score: float = 0.0
    shared: list[tuple[str, str, float]] = field(default_factory=list)
    choice: str = ""

    def rank(self, entry: Entry, article: Entry) -> float:
        """The score, gently less for what is older than the article it stands beside."""
        days = max(0, (article.published_at - entry.published_at).days)
        return self.score * (1 - AGE_COSTS * min(1.0, days / AGE_DAYS))


@dataclass(frozen=True)
class Related:
    """The related articles, the best first; what they and the reasons refer to; how each was found, by entry id."""

    entries: list[Entry]
    targets: Entries
    candidates: dict[str, Candidate]

    def reasons(self, entry: Entry) -> list[str]:
        """Why it is related, in words, the weightiest first."""
        candidate = self.candidates[entry.id]
        said = [candidate.choice] if candidate.choice else []
        for kind, target, _ in sorted(candidate.shared, key=lambda share: -share[2]):
            if target in self.targets:
                verb = "By the same author" if kind == "author" else f"Same {kind}"
                said.append(f"{verb}: {self.targets[target].title}")
        return said


def related(reader: Reader, slug: str) -> Related:
    """At most 100 articles in four queries, however many articles there are. Raises Moved, Gone, NotFound.

    Pinned links come first and the editors' other links next, in the editors' order; then the score counts. Never
    the article itself, what the editors muted, or what is not live.
    """
    article = reader.one(ARTICLE, slug)
    by_row = _sharing(reader, article)
    best = sorted(by_row, key=lambda row: (-by_row[row].score, -row))[: 2 * MOST]
    chosen = {link["target"]: link for link in article.document["related_links"] if link["target"]}
    wanted = Q(pk__in=best) | Q(entry_id__in=list(chosen))
    entries = reader.rows(reader.perspective.entries(ARTICLE.type).filter(wanted))
    candidates = {entry.id: by_row.get(entry.row) or Candidate() for entry in entries}
    for position, (target, link) in enumerate(chosen.items()):
        if target in candidates:
            candidates[target].choice = "Pinned by the editors" if link["pinned"] else "Chosen by the editors"
            candidates[target].score += (PINNED if link["pinned"] else CHOSEN) - position
    hidden = {article.id, *article.document["muted"]}
    entries = [entry for entry in entries if entry.id not in hidden]
    entries.sort(key=lambda entry: (_by_choice(candidates[entry.id], entry, article), entry.row), reverse=True)
    entries = entries[:MOST]
    shared = {target for entry in entries for _, target, _ in candidates[entry.id].shared}
    targets = reader.targets({*shared, *(pk for entry in entries for pk in entry.references())})
    return Related(entries, targets, candidates)


def _by_choice(candidate: Candidate, entry: Entry, article: Entry) -> float:
    """What the editors chose keeps their order, whatever its age."""
    return candidate.score if candidate.choice else candidate.rank(entry, article)


def _sharing(reader: Reader, article: Entry) -> dict[int, Candidate]:
    """Articles that refer to what this one refers to, by row. One query: the newest of each target, off its index."""
    wanted = [(kind, target) for kind in KINDS for target in _referred(article, kind)]
    source = f"{reader.perspective.source}_id"
    links = reader.perspective.references().filter(type=ARTICLE.type).order_by("-published_at", f"-{source}")
    parts = [
        links.filter(target_id=target, kind=kind).annotate(number=Value(number, IntegerField()))
        for number, (kind, target) in enumerate(wanted)
    ]
    found: dict[int, list[int]] = {}
    for number, row in _union([part.values_list("number", source)[:LOOKED_AT] for part in parts]):
        found.setdefault(number, []).append(row)
    candidates: dict[int, Candidate] = {}
    for number, rows in found.items():
        kind, target = wanted[number]
        weight = KINDS[kind] / log2(1 + len(rows))
        for row in rows:
            candidate = candidates.setdefault(row, Candidate())
            candidate.score += weight
            candidate.shared.append((kind, target, weight))
    return candidates


def _referred(article: Entry, kind: str) -> list[str]:
    whole = {**article.stored, **article.document}
    return list(whole[f"{kind}s"])


def _union(parts: list[QuerySet[Any, Any]]) -> list[tuple[int, int]]:
    """All rows of querysets that each have an order and a limit of their own, which SQLite takes only wrapped."""
    if not parts:
        return []
    statements = [part.query.sql_with_params() for part in parts]
    # The statements are Django's own, with their values apart.
    sql = " UNION ALL ".join(f"SELECT * FROM ({statement}) AS part" for statement, _ in statements)  # noqa: S608 # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in statements for value in values])
        return cursor.fetchall()
