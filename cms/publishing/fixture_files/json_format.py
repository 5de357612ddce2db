"""Fixtures as JSON, with two things that Django's own format lacks: whole microseconds, and a mark to publish a row.

An object may carry `"publish": true` beside `"model"` and `"fields"`. Such a row is *seed*: `loaddata` adds it where it
is missing, never changes it where it is there, and publishes what it added. `dumpdata` writes no marks.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.serializers.json import Serializer as JSONSerializer
from django.core.serializers.python import Deserializer as PythonDeserializer

from cms.publishing.models import Entry, Row
from cms.publishing.slow_work import same_each_time

from .fixture_faults import gathered, place_of


class _WholeMicroseconds(DjangoJSONEncoder):
    """Django cuts moments to milliseconds; an interval that begins and ends within one would have no length."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class Serializer(JSONSerializer):
    def start_serialization(self) -> None:
        super().start_serialization()
        self.json_kwargs["cls"] = _WholeMicroseconds


def Deserializer(stream_or_string: Any, **options: Any) -> Iterator[Any]:
    """Deserialized objects, each with `is_seed`. Raises DeserializationError, naming the object."""
    text = stream_or_string if isinstance(stream_or_string, bytes | str) else stream_or_string.read()
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise DeserializationError(f"this is not JSON: {error}") from error
    if not isinstance(rows, list):
        raise DeserializationError("this is not a list of objects")
    file = Path(str(getattr(stream_or_string, "name", "") or "-")).name
    for number, row in enumerate(rows):
        try:
            if not isinstance(row, dict):
                raise DeserializationError(f"this is not an object: {json.dumps(row)[:80]}")
            for deserialized in PythonDeserializer([row], **options):
                deserialized.place = place_of(file, deserialized.object)
                deserialized.is_seed = bool(row.get("publish"))
                _fix_defaults(deserialized.object, number, row)
                if row.get("pk") is None and _needs_pk(deserialized.object, is_seed=deserialized.is_seed):
                    raise DeserializationError(f"{row['model']}: it needs a pk: each load would add another one")
                yield deserialized
        except Exception as error:
            what = f"{row.get('model')} {row.get('pk')}: " if isinstance(row, dict) else ""
            faults = gathered()
            if faults is None:
                raise DeserializationError(f"{what}{error}") from error
            faults.add(file, "", f"{what}{error}")
            if isinstance(row, dict) and isinstance(row.get("fields"), dict):
                faults.expect(pk=row.get("pk"), slug=row["fields"].get("slug"))


def _fix_defaults(instance: Any, number: int, row: dict[str, Any]) -> None:
    """Give an entry that the fixture leaves without id or date the same ones each time that the load begins again."""
    if not isinstance(instance, Entry):
        return
    if row.get("pk") is None:
        instance.pk = same_each_time(("fixture row", number, json.dumps(row)), lambda: instance.pk)
    if "created_at" not in row["fields"]:
        instance.created_at = same_each_time("loaded at", lambda: instance.created_at)


def _needs_pk(instance: Any, *, is_seed: bool) -> bool:
    """Whether nothing else tells it from others: an entry is known by its id alone, whatever its slug."""
    is_known = hasattr(instance, "natural_key") and not isinstance(instance, Entry)
    return isinstance(instance, Row) or (is_seed and not is_known)
