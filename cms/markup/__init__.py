"""From an editor's Markdown to safe HTML and its by-products, in bounded size, nesting and time.

A pure library: no models, no HTTP, nothing of the project but two settings, so that every door that takes
Markdown can use it. Parsing happens in a child process that bounds itself (`child`), because a worker thread has
no alarm and a regular expression cannot be interrupted; the parent's end is `child_process`.

The way of a text: `rendered_texts` takes it in and sends it to the child; there, `conversion` passes it through
`dialect` (Python-Markdown with our additions), `allow_list` (always) and `finished_tree` (outline, ids, links). From
that one safe tree come the HTML, the text (`text_writer`) and the normalised Markdown (`markdown_writer`).

Links to entries are written `[text](article:some-slug)` and kept *marked* by the entry's id (`marks`): `resolve`
turns the marks into URLs when a page is read, so a renamed entry never breaks a link. Nothing here knows which
entries exist or where they live; callers say so.
"""

from .absolute_urls import absolute
from .marks import find_links, resolve, resolve_markdown
from .pictures import LibraryPicture
from .plain_values import plain, web_address
from .rendered_texts import MarkupError, OutlineLine, RenderedText, render, render_many

__all__ = [
    "LibraryPicture",
    "MarkupError",
    "OutlineLine",
    "RenderedText",
    "absolute",
    "find_links",
    "plain",
    "render",
    "render_many",
    "resolve",
    "resolve_markdown",
    "web_address",
]
