"""What rendered HTML may hold, written down a second time and checked with a parser of its own."""

import html as entities
import re
from html.parser import HTMLParser

_TAGS = set(
    "a abbr blockquote br caption code dd del details div dl dt em figcaption figure h2 h3 h4 h5 h6 hr img input ins"
    " kbd li mark ol p pre span strong sub summary sup table tbody td tfoot th thead tr ul".split()
)
_VOID = {"br", "hr", "img", "input"}
_FOOTNOTE = re.compile(r"fn(ref\d*)?:\d+")
_ATTRIBUTES = {
    ("a", "href"): re.compile(r"https?://.*|mailto:.*|tel:.*|(?!//)[^:\\\s]*([/?#][^\\\s]*)?|#.*", re.I | re.DOTALL),
    ("a", "title"): re.compile(r".*", re.DOTALL),
    ("a", "class"): re.compile(r"footnote-(back)?ref"),
    ("a", "rel"): re.compile("noopener noreferrer"),
    ("abbr", "title"): re.compile(r".*", re.DOTALL),
    ("details", "open"): re.compile(""),
    **{("input", name): re.compile("") for name in ("checked", "disabled")},
    ("input", "type"): re.compile("checkbox"),
    ("code", "class"): re.compile(r"language-[\w+#.-]+"),
    ("div", "class"): re.compile("footnote"),
    ("img", "src"): re.compile(r"https?://.*|(?!//)[^:\\\s]*([/?#][^\\\s]*)?|#.*", re.I | re.DOTALL),
    ("img", "alt"): re.compile(r".*", re.DOTALL),
    ("img", "title"): re.compile(r".*", re.DOTALL),
    ("img", "loading"): re.compile("lazy"),
    ("li", "id"): _FOOTNOTE,
    ("ol", "start"): re.compile(r"\d+"),
    ("span", "class"): re.compile(r"[a-z]{1,3}\d?( [a-z]{1,3}\d?)*"),
    ("sup", "id"): _FOOTNOTE,
    **{(cell, "align"): re.compile("left|center|right") for cell in ("td", "th")},
    **{(cell, name): re.compile(r"\d{1,3}") for cell in ("td", "th") for name in ("colspan", "rowspan")},
    **{(f"h{level}", "id"): re.compile(r"(?:[\w-]|[^\x00-\x7f])+") for level in range(2, 7)},
}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            rule = _ATTRIBUTES.get((tag, name))
            if rule is None or not rule.fullmatch(value or ""):
                self.faults.append(f"<{tag} {name}={value!r}>")
            if name == "id":
                self.ids.append(value or "")
        if len({name for name, _ in attrs}) < len(attrs):
            self.faults.append(f"an attribute of <{tag}> twice")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of place")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl!r}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"processing instruction {data!r}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"unknown declaration {data!r}")


def faults(html: str) -> list[str]:
    """Everything in the HTML that must not be there; empty when all is well."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = [*reader.faults, *(f"<{tag}> left open" for tag in reader.open)]
    if len(set(reader.ids)) < len(reader.ids):
        found.append("an id twice")
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", entities.unescape(html)):
        found.append("a control character")
    return found
