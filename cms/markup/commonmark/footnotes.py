"""Footnotes: numbered in the order in which the text first refers to them, and put at its end."""

from collections import Counter
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from cms.markup.commonmark.block_tree import elements_of
from cms.markup.commonmark.definitions import label_key

if TYPE_CHECKING:
    from cms.markup.commonmark.block_reader import BlockReader

BACK = "\N{LEFTWARDS ARROW WITH HOOK}"


class Footnotes:
    def __init__(self, parser: "BlockReader") -> None:
        self.parser = parser
        self.numbers: dict[str, int] = {}
        self.uses: Counter[str] = Counter()
        self.items: list[Element] = []
        self._in_order: list[str] = []

    def is_defined(self, label: str) -> bool:
        return label_key(label) in self.parser.notes

    def reference(self, label: str) -> Element | None:
        """The number that stands in the text; None for a label that nothing defines."""
        key = label_key(label)
        if key not in self.parser.notes:
            return None
        if key not in self.numbers:
            self._in_order.append(key)
            self.numbers[key] = len(self._in_order)
        number = self.numbers[key]
        self.uses[key] += 1
        sup = Element("sup", {"id": _reference_id(number, self.uses[key])})
        SubElement(sup, "a", {"class": "footnote-ref", "href": f"#fn:{number}"}).text = str(number)
        return sup

    def next_elements(self) -> bool:
        """Make the elements of the next note, whose text is to be read then. False when all are made."""
        if len(self.items) == len(self._in_order):
            return False
        key = self._in_order[len(self.items)]
        item = elements_of(self.parser.notes[key], "li", self.parser.inlines)
        item.set("id", f"fn:{self.numbers[key]}")
        self.items.append(item)
        return True

    def add_to(self, root: Element) -> None:
        """Put the notes at the end, each with links back to where it is referred to."""
        for key, note in self.parser.notes.items():
            if key not in self.numbers:
                self.parser.losses.note(note.line, "note", f"[^{note.data['label']}]")
        if not self.items:
            return
        section = SubElement(root, "div", {"class": "footnote"})
        SubElement(section, "hr")
        notes = SubElement(section, "ol")
        for number, (key, item) in enumerate(zip(self._in_order, self.items, strict=True), start=1):
            last = item[-1] if len(item) and item[-1].tag == "p" else SubElement(item, "p")
            for use in range(1, self.uses[key] + 1):
                _add_link_back(last, number, use)
            notes.append(item)


def _add_link_back(paragraph: Element, number: int, use: int) -> None:
    if len(paragraph) or paragraph.text:
        space = "\N{NO-BREAK SPACE}"
        if len(paragraph):
            paragraph[-1].tail = (paragraph[-1].tail or "") + space
        else:
            paragraph.text = (paragraph.text or "") + space
    address = f"#{_reference_id(number, use)}"
    title = f"Back to note {number} in the text"
    SubElement(paragraph, "a", {"class": "footnote-backref", "href": address, "title": title}).text = BACK


def _reference_id(number: int, use: int) -> str:
    return f"fnref{use if use > 1 else ''}:{number}"
