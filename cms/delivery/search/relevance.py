"""The best matches first. A formula of our own over the same stems on every database: so the order is the same."""

from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple

from .matches import Match
from .query_terms import Term

# What a term is worth where it stands. A title counts the more the less else is in it.
TITLE, NAME, NAMED, BODY = 8.0, 4.0, 3.0, 2.0
# All of the terms together, one after another, as they were asked: in the title, or in the body.
IS_TITLE, IN_TITLE, IN_BODY = 8.0, 3.0, 1.0
# A word that is only begun counts less than a whole one.
BEGUN = 0.7


class _Sought(NamedTuple):
    """A term as it stands in a text of stems, between blanks: whole, or only begun. `tokens`, as they stand in
    references, are what it names."""

    whole: str
    begun: str
    length: int
    tokens: Sequence[str]


def ranked(matches: Sequence[Match], terms: Sequence[tuple[Term, Sequence[str]]]) -> list[tuple[float, Match]]:
    """(score, match), the best first; of equals, those of the newest publication."""
    bodies = [f" {match.body} " for match in matches]
    sought = [
        _Sought(
            whole=f" {' '.join(term.stems)} ",
            begun=f" {term.prefix}" if term.prefix else "",
            length=len(term.stems),
            tokens=[f" {token} " for token in tokens],
        )
        for term, tokens in terms
    ]
    scores = [_in_heads(match, sought) for match in matches]
    asked = " ".join(stem for term, _ in terms for stem in term.stems)
    for each in sought:
        counts = [_times(each, body) for body in bodies]
        # A word that many use often is worth more only where it is used more often than that.
        usual = fmean(count for count in counts if count) if any(counts) else 1.0
        for place, count in enumerate(counts):
            scores[place] += BODY * count / (count + usual)
    for place, match in enumerate(matches):
        scores[place] /= len(terms)
        title = f" {match.title} "
        if title.strip() == asked:
            scores[place] += IS_TITLE
        elif len(terms) > 1 and f" {asked} " in title:
            scores[place] += IN_TITLE
        elif len(terms) > 1 and f" {asked} " in bodies[place]:
            scores[place] += IN_BODY
    return sorted(zip(scores, matches, strict=True), key=lambda pair: (-pair[0], -pair[1].row))


def _in_heads(match: Match, sought: Sequence[_Sought]) -> float:
    title, names, refs = f" {match.title} ", f" {match.names} ", f" {match.refs} "
    words = title.count(" ") - 1
    score = 0.0
    for each in sought:
        if stands := _stands(each, title):
            score += TITLE * stands * (0.5 + 0.5 * min(1.0, each.length / max(words, 1)))
        score += NAME * _stands(each, names)
        score += NAMED * any(token in refs for token in each.tokens)
    return score


def _stands(sought: _Sought, text: str) -> float:
    if sought.whole in text:
        return 1.0
    return BEGUN if sought.begun and sought.begun in text else 0.0


def _times(sought: _Sought, body: str) -> float:
    count = body.count(sought.whole)
    return count or (BEGUN * body.count(sought.begun) if sought.begun else 0)
