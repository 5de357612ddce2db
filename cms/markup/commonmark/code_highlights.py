"""Code as HTML, with Pygments' classes and a `language-*` class."""

import re
from contextlib import suppress
from html import escape

from cms.markup.commonmark.addresses import unescaped

_LANGUAGE = re.compile(r"\{?\s*\.?([\w#+.-]{1,40})")


def highlighted(code: str, info: str) -> str:
    """`info` is what stands behind the opening fence: the language comes first, as in `python` or `{.python}`."""
    # Loaded by the first code block: Pygments' lexers are not needed by most texts.
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    found = _LANGUAGE.match(unescaped(info))
    language = found[1].lower() if found else ""
    body = escape(code, quote=False)
    if language:
        with suppress(ClassNotFound):  # a language that Pygments does not know keeps its class
            lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
            body = highlight(code, lexer, HtmlFormatter(nowrap=True))
            if not code.endswith("\n"):
                body = body.removesuffix("\n")
    attribute = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{attribute}>{body}</code></pre>"
