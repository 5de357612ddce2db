"""Writing XML: by a SAX writer, of texts that XML can hold."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.utils.xmlutils import SimplerXMLGenerator

# XML 1.0 has no way to say these, escaped or not.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text without the characters that no XML document can hold."""
    return _IMPOSSIBLE.sub("", text)


class XMLFile:
    """A document, written element by element."""

    def __init__(self, root: str, attributes: Mapping[str, str]) -> None:
        self._out = StringIO()
        self._xml = SimplerXMLGenerator(self._out, "utf-8", short_empty_elements=True)
        self._xml.startDocument()
        self._root = root
        self._xml.startElement(root, AttributesImpl(dict(attributes)))

    @contextmanager
    def element(self, name: str) -> Iterator[None]:
        self._xml.startElement(name, AttributesImpl({}))
        yield
        self._xml.endElement(name)

    def leaf(self, name: str, text: str) -> None:
        self._xml.addQuickElement(name, xml_text(text), {})

    def encoded(self) -> bytes:
        self._xml.endElement(self._root)
        self._xml.endDocument()
        return self._out.getvalue().encode()
