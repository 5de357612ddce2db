"""Names by which caches in front of us can be told what to drop."""

from typing import Any
from uuid import UUID

from .resources import resource_of


def entry_tag(entry_id: Any) -> str:
    """The tag of every answer that shows an entry."""
    return f"entry-{UUID(str(entry_id)).hex[:12]}"


def collection_tag(type_name: str) -> str:
    """The tag of every answer that lists entries of a type."""
    return resource_of(type_name).path
