"""The door for what is not Markdown: titles, captions, alternative texts and addresses."""

import re
from typing import Any
from urllib.parse import urlsplit

from cms.markup.marks import CONTROLS

_SURROGATES = re.compile("[\ud800-\udfff]")


def plain(value: Any) -> Any:
    """A JSON value with every string in it freed of control characters and lone surrogates; line ends become \\n.

    What is left is text: it says what it says wherever a frontend escapes it, and no mark can be forged in it.
    """
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        return _SURROGATES.sub("\ufffd", CONTROLS.sub("", text))
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def web_address(url: str) -> str:
    """The URL if a browser would fetch it by http or https, else "": never a script, a file or a relative path."""
    url = plain(url).strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc and not re.search(r"\s", url) else ""
