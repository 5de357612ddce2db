"""Fenced code, also inside lists and quotations, with Pygments' classes and a `language-*` class.

Python-Markdown's own fences must stand at the left margin, and their regular expression is slow on hostile
input. This one reads line by line.
"""

import re
from contextlib import suppress
from html import escape

from markdown.preprocessors import Preprocessor

_OPENING = re.compile(r"((?: {0,3}>)*+)( *+)(`{3,}+|~{3,}+) *+([^`]*+)$")
_LANGUAGE = re.compile(r"\{?\s*\.?([\w#+.-]{1,40})")


class Fences(Preprocessor):
    """Takes closed fences out of the text and stores their HTML. An unclosed one stays as it is written."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines with a placeholder, as a paragraph of its own, for every fence."""
        out: list[str] = []
        # Where a search for a closing fence ended in vain, and for which length: it would again, at each opening.
        in_vain: dict[tuple[str, str], tuple[int, int]] = {}
        at = 0
        while at < len(lines):
            line = lines[at]
            opening = _OPENING.match(line) if "```" in line or "~~~" in line else None
            end = _closing(lines, at, opening, in_vain) if opening else None
            if opening is None or end is None:
                out.append(line)
                at += 1
                continue
            quote, margin, _, info = opening.groups()
            code = [_inside(inner, quote, margin) or "" for inner in lines[at + 1 : end]]
            found = _LANGUAGE.match(info)
            html = _highlighted("\n".join([*code, ""]) if code else "", found[1].lower() if found else "")
            out += [quote, quote + margin + self.md.htmlStash.store(html), quote]
            at = end + 1
        return out


def _inside(line: str, quote: str, margin: str) -> str | None:
    """The line without quotation marks and margin; None where the quotation has ended."""
    if not line.startswith(quote):
        return None
    line = line[len(quote) :]
    width = min(len(margin), len(line) - len(line.lstrip(" ")))
    return line[width:]


def _closing(
    lines: list[str], at: int, opening: re.Match[str], in_vain: dict[tuple[str, str], tuple[int, int]]
) -> int | None:
    quote, margin, fence, _ = opening.groups()
    length, until = in_vain.get((quote, fence[0]), (0, 0))
    if at < until and len(fence) >= length:
        return None
    index = at
    for index in range(at + 1, len(lines)):
        inner = _inside(lines[index], quote, margin)
        if inner is None:
            break
        inner = inner.strip(" ")
        if len(inner) >= len(fence) and not inner.strip(fence[0]):
            return index
    in_vain[quote, fence[0]] = (len(fence), index)
    return None


def _highlighted(code: str, language: str) -> str:
    # Loaded by the first code block: Pygments' lexers are not needed by most texts.
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    body = escape(code, quote=False)
    if language:
        with suppress(ClassNotFound):  # a language that Pygments does not know keeps its class
            body = highlight(code, get_lexer_by_name(language, stripnl=False), HtmlFormatter(nowrap=True))
    attribute = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{attribute}>{body}</code></pre>"
