"""From an editor's Markdown to safe HTML and its by-products, in bounded size, nesting and time.

A pure library: no models, no HTTP, nothing of the project but two settings, so that every door that takes
Markdown can use it. Parsing happens in a child process that bounds itself (`child`), because a worker thread has
no alarm and a regular expression cannot be interrupted; the parent's end is `process`. In the child, a text passes
`dialect` (Python-Markdown with our additions), `sanitising` (the allow-list; always), `finishing` (outline, ids,
links), and from that one safe tree come the HTML, the text (`texts`) and the normalised Markdown (`normalising`).

Links to entries are written `[text](article:some-slug)` and kept *marked* by the entry's id (`marks`): `resolve`
turns the marks into URLs when a page is read, so a renamed entry never breaks a link. Nothing here knows which
entries exist or where they live; callers say so.
"""

from cms.markup.absolute import absolute
from cms.markup.marks import find_links, resolve, resolve_markdown
from cms.markup.plain import plain, web_address
from cms.markup.rendering import Heading, MarkupError, Rendered, render, render_many

__all__ = [
    "Heading",
    "MarkupError",
    "Rendered",
    "absolute",
    "find_links",
    "plain",
    "render",
    "render_many",
    "resolve",
    "resolve_markdown",
    "web_address",
]
