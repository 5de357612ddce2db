"""Making the addresses in rendered HTML absolute, for where it is read away from its page."""

import re
from html import escape, unescape
from urllib.parse import urljoin

# Our own HTML: every attribute stands in double quotes, and no text or value holds a bare angle bracket.
_TAG = re.compile(r"<[a-z][^<>]*>")
_ADDRESS = re.compile(r'(?<= )(href|src)="([^"]*)"')


def absolute(html: str, base: str) -> str:
    """HTML as `render` returns it, links resolved, with every `href` and `src` seen from the page at `base`."""

    def address(found: re.Match[str]) -> str:
        try:
            url = urljoin(base, unescape(found[2]))
        except ValueError:
            return found[0]
        return f'{found[1]}="{escape(url)}"'

    return _TAG.sub(lambda tag: _ADDRESS.sub(address, tag[0]), html)
