"""Links and pictures in stored texts, filled in when somebody reads: a renamed page is right at once; of what went, the
words stay."""

from typing import TYPE_CHECKING, Any

from cms.markup import LibraryPicture
from cms.markup.marks import PictureOf, UrlOf
from cms.publishing.internal_marks import resolved

if TYPE_CHECKING:
    from .reader import Entries


def url_of(targets: "Entries") -> UrlOf:
    """Where a linked entry is shown; None, which unwraps the link, for what is not in `targets`."""

    def find(entry_id: str) -> str | None:
        target = targets.get(entry_id)
        return target.url if target else None

    return find


def picture_of(targets: "Entries") -> PictureOf:
    """A picture that a text shows; None, which leaves its words, for what is not in `targets`."""

    def find(entry_id: str) -> LibraryPicture | None:
        target = targets.get(entry_id)
        if target is None or not target.resource.shown_in_text:
            return None
        shown: LibraryPicture = target.resource.shown_in_text(target.stored)
        return shown

    return find


def with_links(value: Any, targets: "Entries") -> Any:
    """A JSON value, such as a rendered text, with the links to entries and the pictures in it resolved."""
    return resolved(value, url_of(targets), picture_of(targets))
