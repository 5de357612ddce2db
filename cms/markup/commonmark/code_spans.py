"""`` `code` `` in a text."""

import re
from bisect import bisect_left
from xml.etree.ElementTree import Element

from cms.markup.commonmark.inline_source import InlineSource, Part, end_of

_RUN = re.compile(r"`++")


def read_code(source: InlineSource) -> None:
    """Take the code that begins here, or the backticks if it does not end."""
    text = source.text
    runs: dict[int, list[int]] | None = source.found.get("backticks")
    if runs is None:
        # Where the runs of each length stand, once for the text: so that it is read once, whatever is in it.
        runs = source.found["backticks"] = {}
        for found in _RUN.finditer(text):
            runs.setdefault(found.end() - found.start(), []).append(found.start())
    start = end_of(_RUN, text, source.at)
    length = start - source.at
    source.at = start
    places = runs.get(length, [])
    index = bisect_left(places, start)
    if index == len(places):
        source.add_text("`" * length)
        return
    code = text[start : places[index]].replace("\n", " ")
    if code[0] == code[-1] == " " and code.strip(" "):
        code = code[1:-1]
    element = Element("code")
    element.text = code
    source.parts.append(Part("element", element=element, words=code))
    source.at = places[index] + length
