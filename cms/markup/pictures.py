"""A picture of the library in a text, as readers get it: in the widths that it has, with its credit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

# How wide a column of text is, for a browser that chooses among the widths.
SIZES = "(min-width: 60rem) 60rem, 100vw"


@dataclass(frozen=True, slots=True)
class LibraryPicture:
    """`src` is an absolute address, `sources` are (media type, srcset), the first one preferred. `alt` is what the
    library says of it, for a text that says nothing."""

    src: str
    sources: Sequence[tuple[str, str]]
    alt: str = ""
    width: int = 0
    height: int = 0
    caption: str = ""
    credit_name: str = ""
    credit_url: str = ""
    licence: str = ""


def as_html(picture: LibraryPicture, alt: str, *, is_alone: bool) -> str:
    """A `figure` with caption and credit where it is alone; in a line of text, the credit is the picture's title."""
    title = "" if is_alone else _credit_line(picture)
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width and picture.height else ""
    last = picture.sources[-1][1] if picture.sources else ""
    srcset = f' srcset="{escape(last)}" sizes="{SIZES}"' if last else ""
    shown = f'<img alt="{escape(alt or picture.alt)}" loading="lazy" src="{escape(picture.src)}"{srcset}{size}' + (
        f' title="{escape(title)}">' if title else ">"
    )
    if len(picture.sources) > 1:
        others = "".join(
            f'<source type="{escape(media_type)}" srcset="{escape(files)}" sizes="{SIZES}">'
            for media_type, files in picture.sources[:-1]
        )
        shown = f"<picture>{others}{shown}</picture>"
    if not is_alone:
        return shown
    words = " ".join(filter(None, [escape(picture.caption), _credit(picture)]))
    return f"<figure>{shown}" + (f"<figcaption>{words}</figcaption>" if words else "") + "</figure>"


def as_markdown(picture: LibraryPicture, alt: str, address: Callable[[str], str]) -> str:
    """`alt` is Markdown."""
    words = alt or _without_signs(picture.alt)
    title = _without_signs(_credit_line(picture))
    return f"![{words}]({address(picture.src)}" + (f' "{title}")' if title else ")")


def _credit(picture: LibraryPicture) -> str:
    name = escape(picture.credit_name)
    if name and picture.credit_url:
        name = f'<a href="{escape(picture.credit_url)}" rel="noopener noreferrer">{name}</a>'
    words = ", ".join(filter(None, [name, escape(picture.licence)]))
    return f"<small>{words}</small>" if words else ""


def _credit_line(picture: LibraryPicture) -> str:
    return ", ".join(filter(None, [picture.credit_name, picture.licence]))


def _without_signs(words: str) -> str:
    """Words of an editor's field among Markdown: nothing in them is a sign."""
    signs = {"\\": "\\\\", "[": "\\[", "]": "\\]", '"': "&quot;", "<": "&lt;", "`": "\\`", "*": "\\*", "|": "\\|"}
    return "".join(signs.get(character, character) for character in " ".join(words.replace("&", "&amp;").split()))
