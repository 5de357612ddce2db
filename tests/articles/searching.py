"""Asking the search, and reading its answers."""

from typing import Any

from .contract import read_as_documented


def search(q: str, **query: Any) -> dict[str, Any]:
    answer: dict[str, Any] = read_as_documented("/search/", q=q, **query)
    return answer


def hits(q: str, **query: Any) -> list[str]:
    return [hit["slug"] for hit in search(q, **query)["results"]]


def counts(answer: dict[str, Any], facet: str) -> dict[str, int]:
    return {each.get("slug") or each["value"]: each["count"] for each in answer["facets"][facet]}
