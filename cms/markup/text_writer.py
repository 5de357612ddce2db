"""Plain text, for search and for counting words."""

import re

from bs4 import BeautifulSoup, NavigableString, Tag

from .finished_tree import classes

# Line ends before and after.
_BREAKS = {
    **dict.fromkeys("blockquote details div figcaption figure h2 h3 h4 h5 h6 p pre summary table".split(), 2),
    **dict.fromkeys("li tr".split(), 1),
}
# Between their parts is only white space.
_HOLDERS = frozenset("ol table tbody thead tr ul".split())
_SPACE = re.compile(r"\s+")
# Han, Hiragana and Katakana: written without spaces between words.
_IDEOGRAPHS = re.compile("[\u3005\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def plain(tree: BeautifulSoup) -> str:
    """The words of the tree: paragraphs apart by an empty line, items and rows by a line end, cells by a tab.

    Code is kept as it is; pictures, footnote numbers and the links back from footnotes are left out.
    """
    writer = _TextWriter()
    writer.add(tree)
    return "".join(writer.pieces).strip()


def count_words(text: str) -> int:
    """How many words: what white space separates, if it holds a letter or digit; "CI/CD" and "C++" are one each.

    Each Chinese or Japanese character counts as one.
    """
    rest, ideographs = _IDEOGRAPHS.subn(" ", text)
    return ideographs + sum(any(map(str.isalnum, word)) for word in rest.split())


class _TextWriter:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._breaks = 0
        self._lists = self._code = 0

    def add(self, tag: Tag) -> None:
        if tag.name in ("sup", "a") and (
            "footnote-backref" in classes(tag) or str(tag.get("id", "")).startswith("fnref")
        ):
            return
        is_list, is_code = tag.name in ("ul", "ol"), tag.name == "pre"
        # A list within a list goes on from line to line.
        breaks = (1 if self._lists else 2) if is_list else _BREAKS.get(tag.name, 0)
        self._break(breaks)
        self._lists += is_list
        self._code += is_code
        if tag.name == "br":
            self._break(1)
        if tag.name in ("td", "th") and tag.find_previous_sibling() is not None:
            self.pieces.append("\t")
        for child in tag.children:
            if isinstance(child, Tag):
                self.add(child)
            elif isinstance(child, NavigableString) and tag.name not in _HOLDERS:
                self._write(str(child))
        self._lists -= is_list
        self._code -= is_code
        self._break(breaks)

    def _write(self, text: str) -> None:
        if not self._code:
            text = _SPACE.sub(" ", text)
            if self._breaks or not self.pieces or self.pieces[-1][-1:] in (" ", "\t", "\n"):
                text = text.lstrip(" ")
        if not text:
            return
        if self._breaks and self.pieces:
            self.pieces[-1] = self.pieces[-1].rstrip(" \n")
            self.pieces.append("\n" * self._breaks)
        self._breaks = 0
        self.pieces.append(text)

    def _break(self, count: int) -> None:
        self._breaks = max(self._breaks, count)
