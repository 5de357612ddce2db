"""Normalised Markdown, made from the sanitised tree: no raw HTML, one way to write each thing.

It is our dialect, so that rendering it again gives nearly the same HTML; what Markdown has no sign for (`sub`,
`abbr`, `mark`…) becomes its text.
"""

import re

from bs4 import BeautifulSoup, NavigableString, Tag
from markdownify import MarkdownConverter

from cms.markup.marks import address, mark

from .finished_tree import ENTRY, classes

# Of punctuation, only what would be read as Markdown where it stands.
_SPECIAL = re.compile(r"[\\`*\[\]]|<(?=[A-Za-z/!?])|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|(?<=\s)#(?=#*\s*$)")
_REFERENCE = re.compile(r"&(?=#?\w{1,40};)")
_LINE_START = re.compile(r"(?m)^( *)(?=[-+](?:\s|$)|-[ -]*$|=+ *$|#{1,6}(?:\s|$)|>|\||:-)")
_NUMBER_START = re.compile(r"(?m)^( *\d+)(?=[.)](?:\s|$))")
_LINE = re.compile(r"(?m)^(?=.)")
_BACKTICKS = re.compile(r"`+")


def normalise(tree: BeautifulSoup) -> str:
    """The tree as Markdown, with links to entries as marks. Leaves the tree as it is."""
    return _MarkdownWriter().convert_soup(tree).strip()


def _indented(text: str) -> str:
    """Four spaces, Python-Markdown's measure, before each line but the first."""
    return _LINE.sub("    ", text)[4:]


class _MarkdownWriter(MarkdownConverter):
    class Options:
        autolinks = False
        bullets = "-"
        heading_style = "atx"

    def __init__(self) -> None:
        super().__init__()
        self._item_numbers: dict[int, int] = {}

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        if el.isspace() and el.parent is not None and el.parent.name in ("[document]", "details", "figure"):
            return ""  # markdownify does not know that these hold blocks
        return super().process_text(el, parent_tags=parent_tags)  # type: ignore[misc]

    def escape(self, text: str, parent_tags: set[str]) -> str:
        text = _REFERENCE.sub("&amp;", _SPECIAL.sub(r"\\\g<0>", text))
        text = _NUMBER_START.sub(r"\1\\", _LINE_START.sub(r"\1\\", text))
        return text.replace("|", r"\|") if parent_tags & {"td", "th"} else text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        text = text.strip()
        if not text or "footnote-backref" in classes(el):
            return ""
        if entry := el.get(ENTRY):
            return before + mark(str(entry), text) + after
        return f"{before}[{text}]({address(str(el['href']))}{_title(el)}){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        alt = self.escape(" ".join(str(el.get("alt", "")).split()), parent_tags)
        return f"![{alt}]({address(str(el['src']))}{_title(el)})"

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if str(el.get("id", "")).startswith("fnref"):
            return f"[^{str(el['id']).partition(':')[2]}]"
        return text

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text()
        fence = "`" * max([3, *(len(run) + 1 for run in _BACKTICKS.findall(code))])
        inner = el.find("code")
        names = classes(inner) if isinstance(inner, Tag) else []
        language = names[0].removeprefix("language-") if names else ""
        return f"\n\n{fence}{language}\n{code.removesuffix(chr(10))}\n{fence}\n\n"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "pre" in parent_tags or not text.strip():
            return text
        code = " ".join(text.split("\n")).strip()
        ticks = "`" * max([1, *(len(run) + 1 for run in _BACKTICKS.findall(code))])
        space = " " if len(ticks) > 1 else ""
        return f"{ticks}{space}{code}{space}{ticks}"

    convert_kbd = convert_code

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if not text.strip():
            return ""
        quoted = "\n".join(f"> {line}".rstrip() for line in text.strip(" \n").split("\n"))
        return f"\n\n{quoted}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip()
        parent = el.parent
        number = self._item_numbers.get(id(parent), 0) + 1
        self._item_numbers[id(parent)] = number
        if str(el.get("id", "")).startswith("fn:"):
            return f"[^{number}]: {_indented(text)}\n\n"
        if not text:
            return ""
        bullet = "-"
        if parent is not None and parent.name == "ol":
            bullet = f"{int(str(parent.get('start') or 1)) + number - 1}."
        is_loose = el.find("p", recursive=False) is not None
        return f"{bullet} {_indented(text)}\n" + "\n" * is_loose

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        is_of_footnotes = el.parent is not None and "footnote" in classes(el.parent)
        return "" if is_of_footnotes else "\n\n---\n\n"

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        row = f"|{text}\n"
        if el.parent is None or el.parent.name != "thead":
            return row
        signs = {"left": ":---", "center": ":---:", "right": "---:"}
        cells = [signs.get(str(cell.get("align")), "---") for cell in el.find_all(["th", "td"], recursive=False)]
        return f"{row}| {' | '.join(cells)} |\n"

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n**{text.strip()}**\n\n" if text.strip() else ""

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    convert_figure = convert_details


def _title(el: Tag) -> str:
    title = " ".join(str(el.get("title", "")).split())
    return f' "{_REFERENCE.sub("&amp;", title).replace(chr(34), "&quot;")}"' if title else ""
