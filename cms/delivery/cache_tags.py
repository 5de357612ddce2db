"""Names by which a cache that purges by tag finds the answers that a change concerns.

An answer carries the tag of every entry that it shows or would show if it were public, and of every collection that
it is chosen from. A change carries the entry's tag and its collection's: whatever has neither stays as it is.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cms.publishing.registry import entry_types

from .resources import resource_of

# More than these are as long as a header may safely be; proxies refuse an answer for it.
MOST_ENTRIES = 120


def entry_tag(entry_id: Any) -> str:
    """Short, because an answer has many; two entries that share one are purged together, which does no harm."""
    return f"entry-{UUID(str(entry_id)).hex[:12]}"


def collection_tag(type_name: str) -> str:
    return resource_of(type_name).path


@dataclass
class Dependencies:
    """What an answer was made of: ids of entries, whether they were there or not, and types chosen from."""

    entries: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    on_everything: bool = False

    def tags(self) -> str:
        """For a Cache-Tag header. An answer with too many entries depends on all collections instead."""
        if self.on_everything or len(self.entries) > MOST_ENTRIES:
            return ",".join(sorted(collection_tag(entry_type.name) for entry_type in entry_types()))
        return ",".join(sorted(map(collection_tag, self.types)) + sorted(map(entry_tag, self.entries)))
