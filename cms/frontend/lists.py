"""Lists that the address narrows and walks: every filter is a link to the list that it makes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django_stubs_ext import StrOrPromise

from .api import Api
from .page_links import with_query


@dataclass
class SiteList:
    """One page of a list. `query` is what the address says of it; whatever else stands there, from a campaign for one,
    is neither asked nor passed on."""

    path: str
    query: dict[str, str]
    answer: dict[str, Any]
    results: list[dict[str, Any]]
    page_size: int

    @classmethod
    def asked(
        cls,
        api: Api,
        *segments: str,
        path: str,
        keeps: Iterable[str],
        page_size: int,
        also: dict[str, Any] | None = None,
    ) -> "SiteList":
        """Raises NotAnswered."""
        query = {name: api.request.GET[name] for name in (*keeps, "page") if api.request.GET.get(name)}
        answer = api.get(*segments, query={**query, "page_size": page_size, **(also or {})})
        return cls(path, query, answer, list(answer["results"]), page_size)

    @property
    def count(self) -> int:
        return int(self.answer["count"])

    @property
    def number(self) -> int:
        page = self.query.get("page", "1")
        return int(page) if page.isdecimal() else 1

    @property
    def is_refined(self) -> bool:
        return any(name != "page" for name in self.query)

    @property
    def is_first(self) -> bool:
        """Whether it is the list as it begins when nobody asks for anything."""
        return not self.query

    @property
    def pages(self) -> int:
        return -(-self.count // self.page_size)

    @property
    def previous(self) -> str:
        return self._step(-1) if self.answer["previous"] else ""

    @property
    def next(self) -> str:
        return self._step(1) if self.answer["next"] else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What a form that asks for words must pass on."""
        return [(name, value) for name, value in self.query.items() if name not in ("q", "page")]

    def address(self, **changes: str) -> str:
        """That of the list with these values changed, from its beginning."""
        return with_query(self.path, {**self.query, "page": "", **changes})

    def row(self, label: str, name: str, choices: Iterable[tuple[str, StrOrPromise]]) -> dict[str, Any]:
        """Links that narrow the list by one parameter, and take that back."""
        chosen = self.query.get(name)
        links = [
            {"text": text, "is_on": value == chosen, "url": self.address(**{name: "" if value == chosen else value})}
            for value, text in choices
        ]
        return {"label": label, "links": links}

    def canonical(self, api: Api) -> str:
        return str(api.root["site_url"]) + with_query(self.path, self.query)

    def _step(self, by: int) -> str:
        to = self.number + by
        return with_query(self.path, {**self.query, "page": str(to) if to > 1 else ""})
