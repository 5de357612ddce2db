import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from cms.publishing.content_types import EntryType, Rendered, Source, Target, Texts, register
from cms.publishing.refusals import CannotRender

from .models import Label, Note

_interruptions: list[Callable[[], None]] = []


@contextmanager
def meanwhile(interruption: Callable[[], None]) -> Iterator[None]:
    """Let something happen, once, while a note is being rendered or its words are being read."""
    _interruptions.append(interruption)
    try:
        yield
    finally:
        _interruptions.clear()


@register
class LabelType(EntryType):
    name, path = "label", "labels"
    model = Label
    publishes_on_save = True
    is_delivered, kept_by = False, ""

    def render(self, source: Source) -> Rendered:
        return Rendered(title=source["name"], summary={"name": source["name"]}, document={}, standalone=False)

    def interval(self, source: Source) -> tuple[datetime | None, datetime | None]:
        start, end = source["starts_at"], source["ends_at"]
        return parse_datetime(start) if start else None, parse_datetime(end) if end else None

    def texts(self, summary: dict[str, Any], document: dict[str, Any]) -> Texts:
        return Texts()


def rename_body_to_text(source: Source) -> Source:
    source = dict(source)
    if "body" in source:
        source["text"] = source.pop("body")
    return source


@register
class NoteType(EntryType):
    name, path = "note", "notes"
    model = Note
    rows = ("lines",)
    required = {"title": "Give it a title."}
    reserved_slugs = frozenset({"new"})
    shape = 2
    upgrades = {1: rename_body_to_text}
    is_delivered, kept_by = False, ""
    found_by = ("label",)

    def render(self, source: Source) -> Rendered:
        if "BOOM" in source["text"]:
            raise CannotRender("This text takes too long to render.")
        if _interruptions:
            _interruptions.pop()()
        targets = [Target("label", label) for label in source["labels"]]
        targets += [Target("line", line["label"]) for line in source["lines"] if line["label"]]
        targets += [Target("link", target) for target in source.get("links", {}).values()]
        document = {
            "text": source["text"],
            "stars": source["stars"],
            "labels": source["labels"],
            "lines": [line["text"] for line in source["lines"]],
        }
        return Rendered(
            title=source["title"], summary={"title": source["title"]}, document=document, targets=targets, kind="plain"
        )

    def links(self, source: Source) -> list[tuple[str, str]]:
        return re.findall(r"\((note|label):([\w-]+)\)", source["text"])

    def texts(self, summary: dict[str, Any], document: dict[str, Any]) -> Texts:
        if _interruptions:
            _interruptions.pop()()
        return Texts(body=[document["text"], *document["lines"]])
