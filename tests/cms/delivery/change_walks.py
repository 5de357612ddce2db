"""A reader of `/changes/` that keeps a copy of what is public."""

from typing import Any

from tests.articles.asking import read
from tests.articles.contract import read_as_documented


class Follower:
    """A mirror: the slug of everything that it has been told of and that was not taken back, by id."""

    def __init__(self, page_size: int = 100) -> None:
        self.page_size, self.since = page_size, ""
        self.there: dict[str, tuple[str, str]] = {}

    def catch_up(self) -> list[dict[str, Any]]:
        """All pages up to the present."""
        given: list[dict[str, Any]] = []
        while True:
            answer = read_as_documented("/changes/", since=self.since, page_size=self.page_size)
            given += answer["results"]
            self.since = answer["since"]
            if not answer["next"]:
                break
        for item in given:
            if item["action"] == "retracted":
                self.there.pop(item["id"], None)
            else:
                self.there[item["id"]] = (item["type"], item["slug"])
        return given


def told(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(item["action"], item["slug"]) for item in items]


def live() -> dict[str, tuple[str, str]]:
    """Everything public, as the lists have it."""
    paths = ("articles", "roles", "skills", "dimensions", "tags", "authors", "images", "calls-to-action")
    found = {}
    for path in paths:
        for entry in read(f"/{path}/", page_size=100)["results"]:
            found[entry["id"]] = (entry["type"], entry["slug"])
    return found
