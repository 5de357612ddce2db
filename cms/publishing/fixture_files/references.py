"""References within fixtures: to what stands further down, and to what is nowhere."""

from collections import defaultdict
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models

from .fixture_faults import Faults, no_such

Model = type[models.Model]


class References:
    """What the rows of one load refer to. An id that leads nowhere is found at the end, when all rows are there."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        # Of each model, ids referred to, and the places and fields that do.
        self._ids: dict[Model, dict[Any, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))

    def note(self, place: str, deserialized: Any) -> None:
        """Remember the ids that an object refers to."""
        for field in deserialized.object._meta.concrete_fields:
            value = getattr(deserialized.object, field.attname) if isinstance(field, models.ForeignKey) else None
            if value is not None and field not in (deserialized.deferred_fields or {}):
                self._ids[field.related_model][value].append((place, field.name))
        for name, values in (deserialized.m2m_data or {}).items():
            target = deserialized.object._meta.get_field(name).related_model
            for value in values:
                self._ids[target][getattr(value, "pk", value)].append((place, name))

    def resolve(self, deserialized: Any) -> bool:
        """Fill in what an object names by slug and what was not there when it was read. False if it is nowhere."""
        is_complete, sets = True, {}
        for field, value in deserialized.deferred_fields.items():
            keys = value if field.many_to_many else [value]
            found = [self._find(deserialized.place, field, key) for key in keys]
            is_complete = is_complete and None not in found
            if field.many_to_many:
                sets[field.name] = found
            else:
                setattr(deserialized.object, field.attname, found[0])
        deserialized.deferred_fields = None
        deserialized.m2m_data = {**(deserialized.m2m_data or {}), **sets}
        return is_complete

    def _find(self, place: str, field: Any, key: Any) -> Any:
        """The id, or None, which is a fault."""
        manager = field.related_model._default_manager
        is_natural = isinstance(key, list | tuple) and hasattr(manager, "get_by_natural_key")
        try:
            return manager.get_by_natural_key(*key).pk if is_natural else manager.get(pk=key).pk
        except (ObjectDoesNotExist, TypeError, ValueError, ValidationError):
            if not self.faults.expected.intersection(map(str, key if is_natural else [key])):
                self.faults.add(place, field.name, no_such(field.related_model, key))
            return None

    def check(self) -> None:
        for model, users in self._ids.items():
            ids = list(users)
            there: set[Any] = set()
            for start in range(0, len(ids), 500):
                there |= set(model._base_manager.filter(pk__in=ids[start : start + 500]).values_list("pk", flat=True))
            for pk, places in users.items():
                if pk not in there and str(pk) not in self.faults.expected:
                    for place, field in places:
                        self.faults.add(place, field, no_such(model, pk))
