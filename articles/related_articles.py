"""What to read next: the editors' choice first, then what shares most with an article, the rarer the more."""

import re
from collections import Counter
from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace
from math import log2
from typing import Any

from django.db.models import Q

from cms.delivery.parameters.optional_members import CandidateSearch, Found
from cms.delivery.reader import Entries, Reader, ShownEntry

from .newest_articles import MOST_SOUGHT, newest_referring

# What sharing one of these says, before its rarity is counted in.
KINDS = {"role": 3.0, "skill": 2.0, "tag": 1.0, "author": 0.5}
# What the same words say, at most: in the title, and in the title and excerpt together.
TITLE, TEXT = 0.5, 0.25
# The part of the titles' words from which on they are a reason worth naming.
SIMILAR = 0.25
# More than all that can be shared, so that scores fall along the whole list.
PINNED, CHOSEN = 3_000.0, 2_000.0
PINNED_BY, CHOSEN_BY = "Pinned by the editors", "Chosen by the editors"
# The things looked at that the article refers to, the newest articles looked at for each, and those of all these that
# are read.
MOST_SHARED, LOOKED_AT, READ = MOST_SOUGHT, 200, 200
MOST = 100
# Related articles included with each of a list, and what of a whole list's things and articles is looked at: per thing
# as many as an article with 16 of them takes in all, but never so few that a list says nothing.
MOST_INCLUDED = 5
LOOKED_AT_IN_ALL, FEWEST_LOOKED_AT, FEWEST_READ = 4_000, 10, 30
# How much of its score an article loses in its first years, at most.
AGE_COSTS = 0.2
AGE_DAYS = 730
# What a thing in common still says of an article for each one before it in the list that has it too.
SHOWN = 0.7
# Words this short say nothing of what a text is about, in most languages.
LONGEST_IGNORED = 3
_WORD = re.compile(r"\w+")


@dataclass
class Candidate:
    """An article that may be related. `shared` lists what it has in common: (kind, target id, weight)."""

    score: float = 0.0
    shared: list[tuple[str, str, float]] = field(default_factory=list)
    choice: str = ""
    title: float = 0.0
    text: float = 0.0

    @property
    def weight(self) -> float:
        return sum(weight for _, _, weight in self.shared)


@dataclass(frozen=True)
class Related:
    """The related articles, the best first; what they and the reasons refer to; how each was found, by entry id."""

    entries: list[ShownEntry]
    targets: Entries
    candidates: dict[str, Candidate]

    def reasons(self, entry: ShownEntry) -> list[str]:
        """Why it is related, in words, the weightiest first."""
        candidate = self.candidates[entry.id]
        said = [candidate.choice] if candidate.choice else []
        for kind, target, _ in sorted(candidate.shared, key=lambda share: -share[2]):
            if target in self.targets:
                verb = "By the same author" if kind == "author" else f"Same {kind}"
                said.append(f"{verb}: {self.targets[target].title}")
        if candidate.title >= SIMILAR:
            said.append("Similar title")
        return said


def related(reader: Reader, slug: str) -> Related:
    """At most 100 articles in four queries, however many articles there are. Raises Moved, Gone, NotFound.

    Pinned links come first and the editors' other links next, in the editors' order. Then the score decides: what is
    shared counts by its kind and rarity; less for each article before it in the list that has it too, so that the list
    is not five of the same; the words in common add a little, and age takes a little off. Never the article itself,
    what the editors muted, or what is not live.
    """
    article = reader.one("article", slug)
    shares, best = _best(reader, [article])
    wanted = Q(pk__in=best[0]) | Q(entry_id__in=[link["target"] for link in _links(article)])
    found = {entry.id: entry for entry in reader.rows(reader.perspective.entries("article").filter(wanted))}
    ranked, candidates = _rank(article, shares[0], best[0], found, MOST)
    shared = {target for entry in ranked for _, target, _ in candidates[entry.id].shared}
    targets = reader.targets({*shared, *(pk for entry in ranked for pk in entry.references())})
    return Related(ranked, targets, candidates)


def related_to_each(reader: Reader, ids: list[str]) -> CandidateSearch:
    """The first articles related to each of these articles. One query, and one for the articles if they were not read.

    With several it is looked at fewer for each thing shared, so that a page of them costs a bounded time.
    """
    articles = [reader.whole[pk] for pk in ids if pk in reader.whole]
    if len(articles) < len(ids):
        articles = reader.rows(reader.perspective.entries("article").filter(entry_id__in=ids), documents=True)
    shares, best = _best(reader, articles)

    def found(entries: Entries) -> Found:
        there = {pk: entry for pk, entry in entries.items() if entry.type == "article"}
        ranked = [
            _rank(article, by_row, rows, there, MOST_INCLUDED)[0]
            for article, by_row, rows in zip(articles, shares, best, strict=True)
        ]
        return {article.id: {entry.id: {} for entry in each} for article, each in zip(articles, ranked, strict=True)}

    linked = {link["target"] for article in articles for link in _links(article)}
    return CandidateSearch(found, ids=linked, rows={row for rows in best for row in rows})


def _best(reader: Reader, articles: list[ShownEntry]) -> tuple[list[dict[int, Candidate]], list[list[int]]]:
    """For each article what shares something with it, by row, and the rows that share most. One query."""
    shares = _sharing(reader, articles)
    read = max(FEWEST_READ, READ // len(articles)) if articles else READ
    return shares, [sorted(by_row, key=lambda row: (-by_row[row].weight, -row))[:read] for by_row in shares]


def _rank(
    article: ShownEntry, by_row: dict[int, Candidate], rows: list[int], by_id: Entries, most: int
) -> tuple[list[ShownEntry], dict[str, Candidate]]:
    """What is related, the best first, and all candidates by entry id; of these rows, and of the editors' links."""
    links = _links(article)
    hidden = {article.id, *article.document["muted"]}
    wanted, linked = set(rows), {link["target"] for link in links}
    entries = {pk: entry for pk, entry in by_id.items() if entry.row in wanted or pk in linked}
    entries = {pk: entries[pk] for pk in entries if pk not in hidden}
    candidates = {pk: by_row.get(entry.row) or Candidate() for pk, entry in entries.items()}
    _compare_words(article, entries, candidates)

    chosen = []
    for link in links:
        if link["target"] in entries and not candidates[link["target"]].choice:
            candidates[link["target"]].choice = PINNED_BY if link["pinned"] else CHOSEN_BY
            chosen.append(entries[link["target"]])
    others = [entry for pk, entry in entries.items() if not candidates[pk].choice]
    return _ranked(article, chosen, others, candidates, most)[:most], candidates


def _links(article: ShownEntry) -> list[dict[str, Any]]:
    """The editors' links to entries, the pinned ones first."""
    links = [link for link in article.document["related_links"] if link["target"]]
    return sorted(links, key=lambda link: not link["pinned"])


def _sharing(reader: Reader, articles: list[ShownEntry]) -> list[dict[int, Candidate]]:
    """For each article, the articles that refer to what it refers to, by row. One query."""
    wanted = [
        [(kind, target) for kind in KINDS for target in {**article.stored, **article.document}[f"{kind}s"]][
            :MOST_SHARED
        ]
        for article in articles
    ]
    sought = list(dict.fromkeys(thing for each in wanted for thing in each))
    looked_at = min(LOOKED_AT, max(FEWEST_LOOKED_AT, LOOKED_AT_IN_ALL // max(1, len(sought))))
    referring = dict(zip(sought, newest_referring(reader, sought, looked_at), strict=True))
    shares = []
    for each in wanted:
        candidates: dict[int, Candidate] = {}
        for kind, target in each:
            rows = referring[kind, target]
            for row in rows:
                weight = KINDS[kind] / log2(1 + len(rows))
                candidates.setdefault(row, Candidate()).shared.append((kind, target, weight))
        shares.append(candidates)
    return shares


def _compare_words(article: ShownEntry, entries: Entries, candidates: dict[str, Candidate]) -> None:
    """How much of title, and of title and excerpt, are the same words, the rarer among the candidates the more."""
    texts = {pk: _words(entry) for pk, entry in entries.items()}
    often = Counter(word for words in texts.values() for word in words[1])
    title, text = _words(article)
    for pk, (their_title, their_text) in texts.items():
        candidates[pk].title = _overlap(title, their_title, often)
        candidates[pk].text = _overlap(text, their_text, often)


def _words(entry: ShownEntry) -> tuple[set[str], set[str]]:
    title, excerpt = (
        {word for word in _WORD.findall(str(text).casefold()) if len(word) > LONGEST_IGNORED}
        for text in (entry.title, entry.stored["excerpt"])
    )
    return title, title | excerpt


def _overlap(a: set[str], b: set[str], often: Counter[str]) -> float:
    """From 0 to 1: the rarity of the words in both, over that of the words in either."""
    either = sum(1 / log2(2 + often[word]) for word in sorted(a | b))
    return sum(1 / log2(2 + often[word]) for word in sorted(a & b)) / either if either else 0.0


def _ranked(
    article: ShownEntry, chosen: list[ShownEntry], others: list[ShownEntry], candidates: dict[str, Candidate], most: int
) -> list[ShownEntry]:
    """What the editors chose, and then the best next one of the others, until there are enough.

    A score only falls as the list grows: what is best in the heap, and was weighed anew, is the best of all.
    """
    shown: Counter[str] = Counter()
    newest_first = sorted(others, key=lambda entry: (entry.published_at, entry.row), reverse=True)

    def score(entry: ShownEntry) -> float:
        candidate = candidates[entry.id]
        shared = sum(weight * SHOWN ** shown[target] for _, target, weight in candidate.shared)
        days = max(0, (article.published_at - entry.published_at).days)
        age = 1 - AGE_COSTS * min(1.0, days / AGE_DAYS)
        return (shared + TITLE * candidate.title + TEXT * candidate.text) * age

    ranked: list[ShownEntry] = []

    def show(entry: ShownEntry, score: float) -> None:
        ranked.append(entry)
        candidates[entry.id].score = score
        shown.update(target for _, target, _ in candidates[entry.id].shared)

    for position, entry in enumerate(chosen):
        show(entry, (PINNED if candidates[entry.id].choice == PINNED_BY else CHOSEN) - position)
    heap = [(-score(entry), place) for place, entry in enumerate(newest_first)]
    heapify(heap)
    while heap and len(ranked) < most:
        before, place = heap[0]
        now = -score(newest_first[place])
        if now > before:
            heapreplace(heap, (now, place))
        else:
            heappop(heap)
            show(newest_first[place], -now)
    return ranked
