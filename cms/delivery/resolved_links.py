"""Links in stored texts, filled in when somebody reads: a renamed page is right at once, a page that went is unwrapped
to the words of the link."""

from typing import Any

from cms.publishing.internal_marks import UrlOf, resolved

from .reader import Entries


def url_of(targets: Entries) -> UrlOf:
    """Where a linked entry is shown; None, which unwraps the link, for what is not in `targets`."""

    def find(entry_id: str) -> str | None:
        target = targets.get(entry_id)
        return target.url if target else None

    return find


def with_links(value: Any, targets: Entries) -> Any:
    """A JSON value, such as a rendered text, with the links to entries in it resolved."""
    return resolved(value, url_of(targets))
