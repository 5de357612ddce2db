"""A fixture with a label, a note and a row of it, marked to be published."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError

from cms.publishing.models import seed_id
from tests.notes.models import Note

LABEL, NOTE, ROW = seed_id("label", "seed-label"), seed_id("note", "seed-note"), seed_id("line", "seed-row")
CREATED = "2026-01-01T00:00:00Z"
Load = Callable[..., None]


def label_row(**fields: Any) -> dict[str, Any]:
    values = {"name": "Seed label", "slug": "seed-label", **fields}
    return {"model": "notes.label", "pk": str(LABEL), "publish": True, "fields": values}


def note_row(**fields: Any) -> dict[str, Any]:
    values = {"title": "Seed note", "slug": "seed-note", "text": "Seed words", "labels": [["seed-label"]], **fields}
    return {"model": "notes.note", "pk": str(NOTE), "publish": True, "fields": values}


def line_row(**fields: Any) -> dict[str, Any]:
    return {"model": "notes.line", "pk": str(ROW), "fields": {"note": str(NOTE), "text": "Seed line", **fields}}


def seed() -> list[dict[str, Any]]:
    return [label_row(), note_row(), line_row()]


def all_tables() -> dict[str, list[Any]]:
    """Every row of the content and of the core."""
    models = [*apps.get_app_config("publishing").get_models(), *apps.get_app_config("notes").get_models()]
    tables: dict[str, list[Any]] = {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in models
    }
    # A dump says who is in a set, and not in which row.
    tables["labels"] = list(Note.labels.through.objects.order_by("note_id", "label_id").values("note_id", "label_id"))
    return tables


def refused(load: Load, rows: Any, *words: str) -> None:
    before = all_tables()
    with pytest.raises(CommandError) as refusal:
        load(rows)
    for word in words:
        assert word.replace("-", "") in str(refusal.value).replace("-", "")
    assert all_tables() == before
