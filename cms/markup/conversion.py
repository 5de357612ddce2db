"""One text through all the stages, in the child."""

from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup

from cms.markup.allow_list import sanitise
from cms.markup.commonmark.serialiser import TooLargeError
from cms.markup.dialect import Dialect
from cms.markup.finished_tree import finish, to_html
from cms.markup.markdown_writer import normalise
from cms.markup.marks import CONTROLS
from cms.markup.text_writer import count_words, plain


class Converter:
    """Keeps what is dear to build. After an exception it must be thrown away."""

    def __init__(self) -> None:
        self._dialect = Dialect()

    def convert(self, source: str, *, links: Mapping[str, str], max_chars: int) -> dict[str, Any]:
        """The fields of `RenderedText`. Raises TooLargeError, RecursionError, MemoryError and what a library may."""
        unsafe, losses = self._dialect.convert(source, known=links, max_chars=max_chars)
        # A character reference (`&#2;`) makes a control character that was not in the source: no forged marks.
        safe = CONTROLS.sub("", sanitise(unsafe, links))
        tree = BeautifulSoup(safe, "html.parser")
        toc, ids = finish(tree, links)
        text = plain(tree)
        markdown = normalise(tree)
        html = to_html(tree)
        _measure(html, max_chars)
        _measure(markdown, max_chars)
        return {
            "html": html,
            "markdown": markdown,
            "text": text,
            "toc": toc,
            "word_count": count_words(text),
            "links": ids,
            "losses": [list(loss) for loss in losses],
        }


def _measure(text: str, max_chars: int) -> None:
    if len(text) > max_chars:
        raise TooLargeError
