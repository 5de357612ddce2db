"""Names by which a cache that purges by tag finds the answers that a change concerns.

An answer carries the tag of every entry that it shows or would show if it were public, and of every collection that
it is chosen from. A change carries the entry's tag and its collection's: whatever has neither stays as it is.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cms.delivery.resources import resource_of
from cms.publishing.content_types import entry_type, entry_types
from cms.publishing.reading.perspectives import Perspective

# More than these are as long as a header may safely be; proxies refuse an answer for it.
MOST_ENTRIES = 120


def entry_tag(entry_id: UUID | str) -> str:
    """Short, because an answer has many; two entries that share one are purged together, which does no harm."""
    pk = str(entry_id)
    return f"entry-{pk[:8]}{pk[9:13]}"


def collection_tag(type_name: str) -> str:
    return resource_of(type_name).path


@dataclass
class Dependencies:
    """What an answer was made of: ids of entries, whether they were there or not, and types chosen from."""

    entries: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    on_everything: bool = False
    # Tags of what is no entry.
    others: set[str] = field(default_factory=set)

    def choose_from(self, of_type: str) -> None:
        """What is public only while something refers to it comes and goes with all that can refer to it."""
        self.types.add(of_type)
        if entry_type(of_type).publishes_on_save:
            self.types |= {other.name for other in entry_types() if not other.publishes_on_save}

    def tags(self) -> str:
        """For a Cache-Tag header. An answer with too many entries depends on all collections instead."""
        if self.on_everything or len(self.entries) > MOST_ENTRIES:
            return ",".join(sorted({*self.others, *(collection_tag(each.name) for each in entry_types())}))
        collections = {*self.others, *map(collection_tag, self.types)}
        return ",".join(sorted(collections) + sorted(map(entry_tag, self.entries)))


class Noting:
    """A perspective that notes what collections it is asked for."""

    def __init__(self, perspective: Perspective, dependencies: Dependencies) -> None:
        self._perspective, self._dependencies = perspective, dependencies

    def entries(self, *of_types: str) -> QuerySet[Any]:
        for of_type in of_types:
            self._dependencies.choose_from(of_type)
        return self._perspective.entries(*of_types)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._perspective, name)
