"""The door: clean and measure the texts, have the child render them, and say in an editor's words what failed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from cms.markup.commonmark.losses import Loss

from .plain_values import plain

_PICTURE = re.compile("<(?:img|hr)|\x07")
# By how much a text may grow when rendered. Highlighted code, the worst of honest texts, grows tenfold.
_GROWTH = 20

_REASONS = {
    "time": (
        "This text takes too long to render. Simplify it: look for long runs of brackets, asterisks, "
        "backticks or quotation marks, and for very deep lists or huge tables."
    ),
    "nesting": "This text is nested too deeply: lists within lists, quotes within quotes or markup within markup.",
    "size": "This text grows too large when it is rendered: look for abbreviations or links repeated very often.",
    "failed": "This text cannot be rendered. Take away half of it to find the part that is not understood.",
}


class MarkupError(ValueError):
    """A text that is refused; the message is fit for an editor. `index` is its place in `render_many`'s sources."""

    def __init__(self, message: str, *, index: int = 0) -> None:
        super().__init__(message)
        self.index = index


class OutlineLine(TypedDict):
    """One line of the outline. `level` is 2 to 6."""

    id: str
    level: int
    title: str


@dataclass(frozen=True)
class RenderedText:
    """What a text becomes. `html` and `markdown` may hold marks, for `resolve` and `resolve_markdown`.

    `html` holds allow-listed tags and attributes only. `markdown` is made from that HTML: no raw HTML, no
    comments, and it renders to nearly the same again. `text` separates paragraphs by an empty line, list items and
    rows by a line end, cells by a tab. `word_count` counts what white space separates and has a letter or digit,
    and each Chinese or Japanese character as a word. `links` are the ids linked to and shown, in order, each once.
    `losses` are parts of the source that readers do not see, in order.
    """

    html: str
    markdown: str
    text: str
    toc: list[OutlineLine]
    word_count: int
    links: tuple[str, ...]
    losses: tuple[Loss, ...] = ()

    @property
    def shows_something(self) -> bool:
        """False where readers would see no word, picture or line."""
        return bool(self.text or _PICTURE.search(self.html))


def render(source: str, *, links: Mapping[str, str]) -> RenderedText:
    """One Markdown text rendered; about 12 ms for 5 kB, and 0.2 s more for the first of a process.

    `links` maps what an editor may write as a link's address, `"article:some-slug"`, to the entry's id (a UUID as
    text). A link to anything else of that kind is unwrapped to its text. Raises MarkupError.
    """
    return render_many([source], links=links)[0]


def render_many(sources: Sequence[str], *, links: Mapping[str, str]) -> list[RenderedText]:
    """Several texts in one trip to the child, in order. Raises MarkupError, whose `index` names the first bad one."""
    # Here, because the child imports this package too, and needs neither Django nor a child of its own.
    from django.conf import settings

    from . import child_process

    max_bytes, max_seconds = settings.MARKDOWN_MAX_BYTES, settings.MARKDOWN_MAX_SECONDS
    cleaned = [plain(source) for source in sources]
    for index, text in enumerate(cleaned):
        if len(text.encode()) > max_bytes:
            raise MarkupError(f"This text is longer than {max_bytes // 1000} kB.", index=index)
    if not any(text.strip() for text in cleaned):
        return [RenderedText("", "", "", [], 0, ()) for _ in cleaned]
    answers: list[dict[str, Any]] = child_process.ask(
        cleaned, links=dict(links), max_seconds=max_seconds, max_chars=max_bytes * _GROWTH
    )
    for index, answer in enumerate(answers):
        if reason := answer.get("error"):
            raise MarkupError(_REASONS[reason], index=index)
    return [_rendered(answer) for answer in answers]


def _rendered(answer: dict[str, Any]) -> RenderedText:
    losses = tuple(Loss(*loss) for loss in answer["losses"])
    return RenderedText(**{**answer, "links": tuple(answer["links"]), "losses": losses})
