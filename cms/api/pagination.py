"""The one list envelope: `{"count", "next", "previous", "results"}`; by cursor, the same without `count`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict

from .parameters import invalid, positive_integer
from .problems import NotFound

PAGE_SIZE = 20
MAX_PAGE_SIZE = 100
# Counting and skipping cost what they pass over; a list is walked by page up to here.
DEEPEST = 10_000
PARAMETERS = ("page", "page_size")
CURSOR = "cursor"
# Of lists that can be walked by cursor too.
LIST_PARAMETERS = (*PARAMETERS, CURSOR)


@dataclass(frozen=True)
class Page:
    """Which part of a list was asked for, and of which list: `path` and `query` make the links."""

    number: int
    size: int
    path: str
    query: QueryDict

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size

    def envelope(self, count: int, results: Sequence[Any]) -> dict[str, Any]:
        """Raises NotFound for a page past the end; the first page of nothing is empty."""
        if self.number > 1 and self.first >= count:
            raise NotFound(f"There is no page {self.number}: the list ends on page {max(1, -(-count // self.size))}.")
        has_next = self.first + self.size < min(count, DEEPEST)
        return {
            "count": count,
            "next": self.url(page=str(self.number + 1)) if has_next else None,
            "previous": self.url(page=str(self.number - 1)) if self.number > 1 else None,
            "results": results,
        }

    def url(self, **changes: str) -> str:
        """This address with other values in its query."""
        query = urlencode({**self.query.dict(), **changes}, safe=",")
        return f"{settings.PUBLIC_API_URL}{self.path}?{query}"


def page_of(path: str, query: QueryDict) -> Page:
    """Raises InvalidValue."""
    size = positive_integer(query, "page_size", PAGE_SIZE, most=MAX_PAGE_SIZE)
    page = Page(number=positive_integer(query, "page", 1), size=size, path=path, query=query)
    if page.first >= DEEPEST:
        raise invalid("page", f"Pages go as far as the {DEEPEST:,}th entry; lists go on by cursor.")
    return page
