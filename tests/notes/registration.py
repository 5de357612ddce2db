import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from cms.publishing.content_types import EntryType, Rendered, Source, Target, Texts, register
from cms.publishing.refusals import CannotRender, Obstacle

from .models import Label, Note


def render_label(source: Source) -> Rendered:
    return Rendered(title=source["name"], summary={"name": source["name"]}, document={}, standalone=False)


def label_interval(source: Source) -> tuple[datetime | None, datetime | None]:
    start, end = source["starts_at"], source["ends_at"]
    return parse_datetime(start) if start else None, parse_datetime(end) if end else None


_interruptions: list[Callable[[], None]] = []


@contextmanager
def meanwhile(interruption: Callable[[], None]) -> Iterator[None]:
    """Let something happen, once, while a note is being rendered or its words are being read."""
    _interruptions.append(interruption)
    try:
        yield
    finally:
        _interruptions.clear()


def render_note(source: Source) -> Rendered:
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


def label_texts(summary: dict[str, Any], document: dict[str, Any]) -> Texts:
    return Texts()


def note_texts(summary: dict[str, Any], document: dict[str, Any]) -> Texts:
    if _interruptions:
        _interruptions.pop()()
    return Texts(body=[document["text"], *document["lines"]])


def note_obstacles(source: Source) -> list[Obstacle]:
    return [] if source["title"] else [Obstacle("title", "Give it a title.")]


def note_links(source: Source) -> list[tuple[str, str]]:
    return re.findall(r"\((note|label):([\w-]+)\)", source["text"])


def rename_body_to_text(source: Source) -> Source:
    source = dict(source)
    if "body" in source:
        source["text"] = source.pop("body")
    return source


LABEL = register(
    EntryType(
        name="label",
        path="labels",
        model=Label,
        render=render_label,
        publishes_on_save=True,
        interval=label_interval,
        texts=label_texts,
    )
)
NOTE = register(
    EntryType(
        name="note",
        path="notes",
        model=Note,
        render=render_note,
        rows=("lines",),
        obstacles=note_obstacles,
        links=note_links,
        texts=note_texts,
        found_by=("label",),
        reserved_slugs=frozenset({"new"}),
        shape=2,
        upgrades={1: rename_body_to_text},
    )
)
