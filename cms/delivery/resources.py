"""How a content type is read: its declaration, found by name."""

from cms.publishing.content_types import EntryType, entry_type, entry_types
from cms.publishing.internal_marks import SITE_MARK

Resource = EntryType
resource_of = entry_type

__all__ = ["SITE_MARK", "Resource", "resource_of", "resources"]


def resources() -> tuple[EntryType, ...]:
    """The types that have addresses in the API. An incomplete declaration has none: a system check says why."""
    return tuple(
        of_type
        for of_type in entry_types()
        if of_type.is_delivered and of_type.path and hasattr(of_type, "summary") and hasattr(of_type, "document")
    )
