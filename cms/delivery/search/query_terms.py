"""A query taken apart. All of it is plain words: nothing that a reader types is an operator but the quotation mark."""

import re
from dataclasses import dataclass

from cms.api.parameters import invalid
from cms.publishing.search_index.words import Word, composed, words_in

MOST_WORDS = 20
MOST_CHARACTERS = 200
# A word of one letter begins too many others.
SHORTEST_PREFIX = 2
_QUOTES = re.compile(r'["“”„«»]')
# Left out of a query that has other words too: so a question may be asked.
_SMALL = frozenset(
    "a an and are as at be by can do does for from how i in is it my of on or should the to versus vs what when "
    "which who why with".split()
)


@dataclass(frozen=True)
class Term:
    """Stems that stand together, one after another. `prefix` is set for the word that is being typed: what begins so
    is meant, too."""

    stems: tuple[str, ...]
    prefix: str = ""

    def is_in(self, text: str) -> bool:
        """Whether it stands in a text of stems that begins and ends with a space."""
        return f" {' '.join(self.stems)} " in text or (bool(self.prefix) and f" {self.prefix}" in text)


def parse(query: str) -> list[Term]:
    """1 to 20 terms. What is quoted, and what a sign joins (CI/CD), is a phrase. Raises InvalidValue naming `q`."""
    if len(query) > MOST_CHARACTERS:
        raise invalid("q", f"It is longer than {MOST_CHARACTERS} characters.")
    parts = _QUOTES.split(composed(query))
    chunks: list[list[Word]] = []
    for number, part in enumerate(parts):
        if number % 2:
            chunks.append(list(words_in(part)))
        else:
            chunks += [list(words_in(chunk)) for chunk in part.split()]
    chunks = [chunk for chunk in chunks if chunk]
    if not 1 <= sum(map(len, chunks)) <= MOST_WORDS:
        raise invalid("q", f"It needs between 1 and {MOST_WORDS} words.")
    is_typing = not parts[-1][-1:].isspace() and (bool(parts[-1]) or len(parts) % 2 == 0)
    return _terms(chunks, is_typing)


def _terms(chunks: list[list[Word]], is_typing: bool) -> list[Term]:
    last = chunks[-1][-1]
    meant = [chunk for chunk in chunks if len(chunk) > 1 or chunk[0].folded not in _SMALL] or chunks
    terms = []
    for chunk in meant:
        stems = tuple(word.stem for word in chunk)
        is_last = is_typing and chunk is chunks[-1] and _is_long_enough(last.folded)
        if is_last and len(stems) > 1:
            terms.append(Term(stems[:-1]))
        terms.append(Term(stems[-1:], last.folded) if is_last else Term(stems))
    return list(dict.fromkeys(terms))


def _is_long_enough(folded: str) -> bool:
    return len(folded) >= SHORTEST_PREFIX or not folded.isascii()
