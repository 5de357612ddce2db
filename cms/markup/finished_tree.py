"""The last touches to a sanitised tree: outline, ids, links, pictures; and its HTML."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter

from cms.markup.marks import END, MIDDLE, START, picture_mark

from .allow_list import entry_key

# Where a link to an entry waits, as `id` or `id#heading`, until it is written as a mark.
ENTRY = "data-entry"

_BLOCKS = "p h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote div details summary figure figcaption hr".split()
_INLINE = "a abbr del em ins kbd mark strong sub sup".split()
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FRAGMENT = re.compile(r"[\w:.-]{1,120}")
_IN_SLUG = re.compile(r"[\w\s-]")


class _Formatter(HTMLFormatter):
    def attribute_value(self, value: str) -> str:
        # Without this, a value with a quotation mark is put between single ones.
        return super().attribute_value(value).replace('"', "&quot;")


_FORMATTER = _Formatter(entity_substitution=EntitySubstitution.substitute_xml, void_element_close_prefix="")


def finish(tree: BeautifulSoup, links: Mapping[str, str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Change the tree in place; the outline (`id`, `level`, `title`) and the ids of linked entries, each once."""
    for tag in tree.find_all(_INLINE):
        # An unclosed `<b>` goes on over all that follows: not meant, and no Markdown can say it.
        if tag.find(_BLOCKS) is not None:
            tag.unwrap()
    for tag in reversed(tree.find_all("div")):
        if "footnote" not in classes(tag):
            _finish_division(tag)
    tags = tree.find_all(True)
    toc = _outline([tag for tag in tags if tag.name in _HEADINGS])
    entry_ids: dict[str, None] = {}
    for tag in tags:
        if tag.name == "a":
            _finish_link(tag, links, entry_ids)
        elif tag.name == "img":
            _finish_image(tag, links, entry_ids)
        elif tag.name == "input" and tag.get("type") != "checkbox":
            tag.decompose()
    for tag in tags:
        # What is left around raw tags that stood alone.
        if tag.name == "p" and tag.parent is not None and tag.find(True) is None and not tag.get_text().strip():
            tag.decompose()
    return toc, list(entry_ids)


def to_html(tree: BeautifulSoup) -> str:
    """The tree as HTML, with links to entries as marks. Uses the tree up."""
    for tag in tree.find_all("img", attrs={ENTRY: True}):
        tag.replace_with(NavigableString(picture_mark(str(tag[ENTRY]), str(tag["alt"]))))
    for tag in tree.find_all("a", attrs={ENTRY: True}):
        tag.insert_before(NavigableString(f"{START}{tag[ENTRY]}{MIDDLE}"))
        tag.insert_after(NavigableString(END))
        tag.unwrap()
    return tree.decode(formatter=_FORMATTER).strip()


def classes(tag: Tag) -> list[str]:
    """The tag's classes, of which there may be none."""
    found = tag.get("class")
    return found if isinstance(found, list) else []


def is_mark(character: str) -> bool:
    """True for a combining mark, as an accent or a vowel's sign."""
    return unicodedata.category(character)[0] == "M"


def _outline(headings: Iterable[Tag]) -> list[dict[str, Any]]:
    headings = list(headings)
    # The page's title is the h1: an outline that begins at h1 moves down as a whole.
    shift = int(any(tag.name == "h1" for tag in headings))
    toc, used, counts = [], set[str](), dict[str, int]()
    for tag in headings:
        level = min(int(tag.name[1]) + shift, 6)
        tag.name = f"h{level}"
        title = heading_text(tag)
        slug = unique = _slug(title)
        while unique in used:
            counts[slug] = counts.get(slug, 1) + 1
            unique = f"{slug}-{counts[slug]}"
        used.add(unique)
        tag["id"] = unique
        toc.append({"id": unique, "level": level, "title": title})
    return toc


def heading_text(tag: Tag) -> str:
    """A heading's words, without footnote numbers."""
    parts = [text for text in tag.find_all(string=True) if not any("footnote-ref" in classes(p) for p in text.parents)]
    return " ".join("".join(parts).split())


def _slug(title: str) -> str:
    # Marks are parts of letters, though a regular expression does not say so: Hindi and Thai have vowels of them.
    kept = "".join(c for c in unicodedata.normalize("NFC", title).lower() if _IN_SLUG.match(c) or is_mark(c))
    return re.sub(r"[\s_-]+", "-", kept)[:80].strip("-") or "section"


def _finish_link(tag: Tag, links: Mapping[str, str], entry_ids: dict[str, None]) -> None:
    href = str(tag.get("href", ""))
    is_empty = tag.find("img") is None and not tag.get_text().strip()
    if not href or is_empty:
        tag.unwrap()
    elif entry_id := links.get(entry_key(href)):
        entry_ids[entry_id] = None
        fragment = href.partition("#")[2]
        tag.attrs = {ENTRY: f"{entry_id}#{fragment}" if _FRAGMENT.fullmatch(fragment) else entry_id}
    elif href.lower().startswith(("http:", "https:")):
        tag["rel"] = "noopener noreferrer"


def _finish_image(tag: Tag, links: Mapping[str, str], entry_ids: dict[str, None]) -> None:
    src = str(tag.get("src", ""))
    if entry_id := links.get(src):
        entry_ids[entry_id] = None
        tag.attrs = {"alt": str(tag.get("alt", "")), ENTRY: entry_id}
    elif src:
        tag.attrs = {"alt": "", **tag.attrs, "loading": "lazy"}
    else:
        tag.replace_with(NavigableString(str(tag.get("alt", ""))))


def _finish_division(tag: Tag) -> None:
    """A division that an editor wrote is a paragraph if it holds words only; else what it holds stands alone."""
    if tag.find(_BLOCKS) is None and tag.find("div") is None:
        tag.name = "p"
    else:
        tag.unwrap()
