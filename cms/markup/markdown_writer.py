"""Normalised Markdown, made from the sanitised tree: no raw HTML, one way to write each thing, safe in all dialects.

Rendering it again gives nearly the same HTML; what Markdown has no sign for (`sub`, `abbr`, `mark`…) becomes its text.
It is harmless to whoever renders it without a sanitiser, be it by Python-Markdown, mistune or markdown-it: what a
dialect could take for HTML is written as a character reference, and code that a dialect without fences would not leave
alone is indented.
"""

import re

from bs4 import BeautifulSoup, NavigableString, Tag
from markdownify import MarkdownConverter

from cms.markup.finished_tree import ENTRY, classes
from cms.markup.marks import address, mark, picture_mark

# Of punctuation, only what would be read as Markdown where it stands. Braces can hold attributes.
_SPECIAL = re.compile(r"[\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_])|(?<=\s)#(?=#*\s*$)|\{(?=[^{}\n]*=[^{}\n]*\})")
_REFERENCE = re.compile(r"&(?=#?\w{1,40};)")
# What could begin a tag; `\<` is one to Python-Markdown.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
# What would be a link, and is none in the HTML.
_BARE_ADDRESS = re.compile(r"(?i)(?<=http)(?=://\S)|(?<=https)(?=://\S)|(?<=\bwww)(?=\.\S)|(?<=\S)(?=@[\w-]+\.\w)")
_LINE_START = re.compile(r"(?m)^( *)(?=[-+](?:\s|$)|-[ -]*$|=+ *$|#{1,6}(?:\s|$)|>|\||:-)")
_NUMBER_START = re.compile(r"(?m)^( *\d+)(?=[.)](?:\s|$))")
_LINE = re.compile(r"(?m)^(?=.)")
_BACKTICKS = re.compile(r"`+")
# Code that is more than code to whoever does not know fences: tags, and links that a browser could run.
_LIVE_CODE = re.compile(r"<[A-Za-z/!?]|\][ ]?[(\[:][^\n]*(?:script|data:|&|\\|%)", re.IGNORECASE)
_INDENT = " " * 4
# A definition of nothing, which no dialect shows: what is indented after it belongs to no list.
_APART = "[//]: #\n\n"


def normalise(tree: BeautifulSoup) -> str:
    """The tree as Markdown, with links to entries and pictures of the library as marks. Leaves the tree as it is."""
    # Not `strip()`: a text may begin with indented code.
    return _MarkdownWriter().convert_soup(tree).strip("\n").rstrip()


def _indented(text: str, width: int) -> str:
    """Blanks before each line but the first: four of them, Python-Markdown's measure, or more for a long number."""
    return _LINE.sub(" " * width, text)[width:]


class _MarkdownWriter(MarkdownConverter):
    class Options:
        autolinks = False
        bullets = "-"
        heading_style = "atx"

    def __init__(self) -> None:
        super().__init__()
        self._item_numbers: dict[int, int] = {}
        self._wide_lists: dict[int, bool] = {}
        self._other_signs: dict[int, bool] = {}

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        if el.isspace() and el.parent is not None and el.parent.name in ("[document]", "details", "figure", "dl"):
            return ""  # markdownify does not know that these hold blocks
        return super().process_text(el, parent_tags=parent_tags)  # type: ignore[misc]

    def escape(self, text: str, parent_tags: set[str]) -> str:
        if "a" not in parent_tags:
            text = _BARE_ADDRESS.sub("\0", text)
        text = _TAG.sub("&lt;", _REFERENCE.sub("&amp;", _SPECIAL.sub(r"\\\g<0>", text))).replace("\0", "\\")
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
        if entry := el.get(ENTRY):
            return picture_mark(str(entry), alt)
        return f"![{alt}]({address(str(el['src']))}{_title(el)})"

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if str(el.get("id", "")).startswith("fnref"):
            return f"[^{str(el['id']).partition(':')[2]}]"
        return text

    def convert_input(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "[x]" if el.has_attr("checked") else "[ ]"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = el.get_text().removesuffix("\n")
        if parent_tags & {"td", "th"}:
            return self.convert_code(el, text, parent_tags - {"pre"})
        if _is_live(el):
            return f"\n\n{_APART if _needs_distance(el) else ''}{_LINE.sub(_INDENT, code.strip(chr(10)))}\n\n"
        fence = "`" * max([3, *(len(run) + 1 for run in _BACKTICKS.findall(code))])
        inner = el.find("code")
        names = classes(inner) if isinstance(inner, Tag) else []
        language = names[0].removeprefix("language-") if names else ""
        return f"\n\n{fence}{language}\n{code}\n{fence}\n\n"

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "pre" in parent_tags or not text.strip():
            return text
        code = el.get_text().replace("\n", " ")
        ticks = "`" * max([1, *(len(run) + 1 for run in _BACKTICKS.findall(code))])
        if parent_tags & {"td", "th"}:
            code = code.replace("|", r"\|")
        is_apart = code[0] == "`" or code[-1] == "`" or (code[0] == code[-1] == " ")
        space = " " if is_apart else ""
        return f"{ticks}{space}{code}{space}{ticks}"

    convert_kbd = convert_code

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if not text.strip():
            return ""
        quoted = "\n".join(f"> {line}".rstrip(" ") for line in text.strip("\n").rstrip().split("\n"))
        return f"\n\n{quoted}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n").rstrip()
        parent = el.parent
        number = self._item_numbers.get(id(parent), 0) + 1
        self._item_numbers[id(parent)] = number
        if str(el.get("id", "")).startswith("fn:"):
            return f"[^{number}]: {_indented(text.lstrip(' '), 4)}\n\n"
        is_other = parent is not None and self._has_other_sign(parent)
        bullet = "*" if is_other else "-"
        if parent is not None and parent.name == "ol":
            bullet = f"{int(str(parent.get('start') or 1)) + number - 1}" + (")" if is_other else ".")
        is_wide = parent is not None and self._is_wide(parent)
        bullet = f"{bullet} ".ljust(4) if is_wide else f"{bullet} "
        is_loose = el.find("p", recursive=False) is not None
        if not is_wide:
            text = text.lstrip(" ")
        return f"{bullet}{_indented(text, max(4, len(bullet)))}".rstrip(" ") + "\n" + "\n" * is_loose

    def _has_other_sign(self, listing: Tag) -> bool:
        """True for every second of lists that follow one another: with the same sign, they would be one."""
        if id(listing) not in self._other_signs:
            before = listing.find_previous_sibling()
            is_first = before is None or before.name != listing.name or self._has_other_sign(before)
            self._other_signs[id(listing)] = not is_first
        return self._other_signs[id(listing)]

    def _is_wide(self, listing: Tag) -> bool:
        """True for a list whose items' signs must be as wide as what stands under them is indented: with indented code,
        or with code or a list beside a sign."""
        if id(listing) not in self._wide_lists:
            self._wide_lists[id(listing)] = any(_is_live(pre) for pre in listing.find_all("pre")) or any(
                _begins_with_lines(item) for item in listing.find_all("li", recursive=False)
            )
        return self._wide_lists[id(listing)]

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
        return "\n\n" + text.strip("\n").rstrip() + "\n\n"

    convert_figure = convert_dl = convert_dt = convert_dd = convert_caption = convert_details


def _is_live(pre: Tag) -> bool:
    return bool(_LIVE_CODE.search(pre.get_text()))


def _begins_with_lines(item: Tag) -> bool:
    first = next((child for child in item.children if isinstance(child, Tag) or str(child).strip()), None)
    return isinstance(first, Tag) and first.name in ("pre", "ul", "ol")


def _needs_distance(pre: Tag) -> bool:
    """True where indented code would be taken for a part of what stands before it."""
    before = pre.find_previous_sibling()
    if before is None:
        return pre.parent is not None and pre.parent.name in ("li", "dd")
    return before.name in ("ul", "ol", "dl") or (before.name == "pre" and _is_live(before))


def _title(el: Tag) -> str:
    title = " ".join(str(el.get("title", "")).split())
    if not title:
        return ""
    title = _TAG.sub("&lt;", _REFERENCE.sub("&amp;", title)).replace("\\", "\\\\").replace('"', "&quot;")
    return f' "{title}"'
