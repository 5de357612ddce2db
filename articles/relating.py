"""What to read next: the editors' choice first, then what shares most with an article, the rarer the more."""

import re
from collections import Counter
from dataclasses import dataclass, field
from heapq import heapify, heappop, heapreplace
from math import log2

from django.db.models import Q

from cms.delivery.reading import Entries, Entry, Reader

from .resources import ARTICLE
from .seeking import MOST_SOUGHT, newest_referring

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
    article = reader.one(ARTICLE, slug)
    links = [link for link in article.document["related_links"] if link["target"]]
    links.sort(key=lambda link: not link["pinned"])
    by_row = _sharing(reader, article)
    best = sorted(by_row, key=lambda row: (-by_row[row].weight, -row))[:READ]
    wanted = Q(pk__in=best) | Q(entry_id__in=[link["target"] for link in links])
    found = reader.rows(reader.perspective.entries(ARTICLE.type).filter(wanted))
    hidden = {article.id, *article.document["muted"]}
    entries = {entry.id: entry for entry in found if entry.id not in hidden}
    candidates = {pk: by_row.get(entry.row) or Candidate() for pk, entry in entries.items()}
    _compare_words(article, entries, candidates)

    chosen = []
    for link in links:
        if link["target"] in entries and not candidates[link["target"]].choice:
            candidates[link["target"]].choice = PINNED_BY if link["pinned"] else CHOSEN_BY
            chosen.append(entries[link["target"]])
    others = [entry for pk, entry in entries.items() if not candidates[pk].choice]
    ranked = _ranked(article, chosen, others, candidates)[:MOST]
    shared = {target for entry in ranked for _, target, _ in candidates[entry.id].shared}
    targets = reader.targets({*shared, *(pk for entry in ranked for pk in entry.references())})
    return Related(ranked, targets, candidates)


def _sharing(reader: Reader, article: Entry) -> dict[int, Candidate]:
    """Articles that refer to what this one refers to, by row. One query."""
    whole = {**article.stored, **article.document}
    wanted = [(kind, target) for kind in KINDS for target in whole[f"{kind}s"]][:MOST_SHARED]
    candidates: dict[int, Candidate] = {}
    for (kind, target), rows in zip(wanted, newest_referring(reader, wanted, LOOKED_AT), strict=True):
        for row in rows:
            weight = KINDS[kind] / log2(1 + len(rows))
            candidates.setdefault(row, Candidate()).shared.append((kind, target, weight))
    return candidates


def _compare_words(article: Entry, entries: Entries, candidates: dict[str, Candidate]) -> None:
    """How much of title, and of title and excerpt, are the same words, the rarer among the candidates the more."""
    texts = {pk: _words(entry) for pk, entry in entries.items()}
    often = Counter(word for words in texts.values() for word in words[1])
    title, text = _words(article)
    for pk, (their_title, their_text) in texts.items():
        candidates[pk].title = _overlap(title, their_title, often)
        candidates[pk].text = _overlap(text, their_text, often)


def _words(entry: Entry) -> tuple[set[str], set[str]]:
    title, excerpt = (
        {word for word in _WORD.findall(str(text).casefold()) if len(word) > LONGEST_IGNORED}
        for text in (entry.title, entry.stored["excerpt"])
    )
    return title, title | excerpt


def _overlap(a: set[str], b: set[str], often: Counter[str]) -> float:
    """From 0 to 1: the rarity of the words in both, over that of the words in either."""
    either = sum(1 / log2(2 + often[word]) for word in sorted(a | b))
    return sum(1 / log2(2 + often[word]) for word in sorted(a & b)) / either if either else 0.0


def _ranked(article: Entry, chosen: list[Entry], others: list[Entry], candidates: dict[str, Candidate]) -> list[Entry]:
    """What the editors chose, and then the best next one of the others, until there are enough.

    A score only falls as the list grows: what is best in the heap, and was weighed anew, is the best of all.
    """
    shown: Counter[str] = Counter()
    newest_first = sorted(others, key=lambda entry: (entry.published_at, entry.row), reverse=True)

    def score(entry: Entry) -> float:
        candidate = candidates[entry.id]
        shared = sum(weight * SHOWN ** shown[target] for _, target, weight in candidate.shared)
        days = max(0, (article.published_at - entry.published_at).days)
        age = 1 - AGE_COSTS * min(1.0, days / AGE_DAYS)
        return (shared + TITLE * candidate.title + TEXT * candidate.text) * age

    ranked: list[Entry] = []

    def show(entry: Entry, score: float) -> None:
        ranked.append(entry)
        candidates[entry.id].score = score
        shown.update(target for _, target, _ in candidates[entry.id].shared)

    for position, entry in enumerate(chosen):
        show(entry, (PINNED if candidates[entry.id].choice == PINNED_BY else CHOSEN) - position)
    heap = [(-score(entry), place) for place, entry in enumerate(newest_first)]
    heapify(heap)
    while heap and len(ranked) < MOST:
        before, place = heap[0]
        now = -score(newest_first[place])
        if now > before:
            heapreplace(heap, (now, place))
        else:
            heappop(heap)
            show(newest_first[place], -now)
    return ranked
