"""The HTML of two renderers as trees that are equal where a reader would see the same."""

import re
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from cms.markup.allow_list import sanitise
from cms.markup.dialect import Dialect
from cms.markup.finished_tree import finish

_IGNORED = frozenset({"id", "rel", "loading", "class", "title"})
_REFERENCE = MarkdownIt("commonmark", {"html": True, "linkify": True})
_REFERENCE.enable(["table", "strikethrough", "linkify"])
_REFERENCE.use(footnote_plugin).use(tasklists_plugin)
_ours = Dialect()


def ours(source: str) -> Any:
    html, _ = _ours.convert(source, known=(), max_chars=10_000_000)
    return tree_of(html)


def reference(source: str) -> Any:
    return tree_of(_REFERENCE.render(source))


def tree_of(html: str) -> Any:
    """Sanitised and finished as every text is; without white space, ids, highlighting and how footnotes are made."""
    soup = BeautifulSoup(html, "html.parser")
    for number in soup.select("sup.footnote-ref, sup[id^=fnref]"):
        number.string = "note"
        number.attrs = {}
    for extra in soup.select("a.footnote-backref, hr.footnotes-sep, div.footnote > hr"):
        extra.decompose()
    for section in soup.select("section.footnotes, div.footnote"):
        section.unwrap()
    for struck in soup.find_all("s"):
        struck.name = "del"
    for cell in soup.select("[style]"):
        cell["align"] = str(cell["style"]).rpartition(":")[2]
    soup = BeautifulSoup(sanitise(str(soup), {}), "html.parser")
    finish(soup, {})
    for span in soup.select("pre span"):
        span.unwrap()
    return _tree(soup, is_code=False)


def _tree(node: Tag, *, is_code: bool) -> Any:
    parts: list[Any] = []
    for child in node.children:
        if isinstance(child, Tag):
            inner = _tree(child, is_code=is_code or child.name == "pre")
            if child.name == "p" and not inner:
                continue
            attributes = [(name, value) for name, value in sorted(child.attrs.items()) if name not in _IGNORED]
            parts.append((child.name, attributes if child.name != "input" else [name for name, _ in attributes], inner))
        elif isinstance(child, NavigableString):
            parts.append(parts.pop() + str(child) if parts and isinstance(parts[-1], str) else str(child))
    if is_code:
        return parts
    words = [re.sub(r"\s+", " ", part).strip() if isinstance(part, str) else part for part in parts]
    return [part for part in words if part]
