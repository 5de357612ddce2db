"""The Markdown that is handed out does nothing in the hands of others, who render it without a sanitiser."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import markdown
import mistune
import pytest
from markdown_it import MarkdownIt

from cms.markup import render_many, resolve_markdown
from tests.cms.markup import hostile

LINKS = {"article:a": "id-a", "role:r": "id-r"}
RENDERERS: dict[str, Callable[[str], object]] = {
    "Python-Markdown": markdown.markdown,
    "Python-Markdown with extras": lambda text: markdown.markdown(text, extensions=["extra"]),
    "mistune": mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "footnotes", "task_lists"]),
    "markdown-it": MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render,
}
TAGS = frozenset(
    "a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr img input li ol p pre s section strong sup table tbody td th"
    " thead tr ul".split()
)
ATTRIBUTES = frozenset("align alt checked class disabled href id src start style title type".split())
ACTING = re.compile(r"(?:javascript|vbscript|data|file|blob|view-source|about|feed):|//", re.IGNORECASE)


class Faults(HTMLParser):
    """What acts, or could be made to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = re.sub(r"[\x00-\x20]", "", value or "") if name in ("href", "src") else ""
            style = name == "style" and not re.fullmatch(r"text-align: ?\w+;?", value or "")
            if name not in ATTRIBUTES or ACTING.match(address) or style:
                self.found.append(f"<{tag} {name}={value!r}>")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}")


@pytest.mark.parametrize("renderer", RENDERERS.values(), ids=RENDERERS)
def test_nothing_acts_in_what_other_renderers_make_of_hostile_text(renderer: Callable[[str], object]) -> None:
    acting = {}
    for label, rendered in zip(hostile.LABELLED, render_many(hostile.ALL, links=LINKS), strict=True):
        faults = Faults()
        faults.feed(str(renderer(resolve_markdown(rendered.markdown, lambda entry_id: f"/{entry_id}"))))
        faults.close()
        if faults.found:
            acting[label] = faults.found
    assert acting == {}


@pytest.mark.parametrize("text", ["<x onclick=a>", "a <b", "</p>", "<!-- a", "<?php", "x {: onclick=alert(1) }"])
def test_what_only_looks_like_html_is_text_to_all(text: str) -> None:
    (rendered,) = render_many([text.replace("<", "\\<")], links={})
    assert "\\<" not in rendered.markdown
    for renderer in RENDERERS.values():
        faults = Faults()
        faults.feed(str(renderer(rendered.markdown)))
        assert faults.found == []


def test_code_that_a_dialect_without_fences_would_run_is_indented_and_the_same() -> None:
    source = "- a\n\n  ```html\n  <b>\n\n  <script>x</script>\n  ```\n\n```js\n<i>\n```\n\n```py\nx\n```"
    first, again = render_many([source, ""], links={})[0], None
    (again,) = render_many([first.markdown], links={})
    assert again.text == first.text
    assert "```py" in first.markdown
    assert "```html" not in first.markdown
