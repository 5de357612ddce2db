"""What loading a fixture means for entries: which rows are taken, and what is captured and published afterwards."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.publishing.capturing import capture
from cms.publishing.content_types import entry_type, entry_types, is_entry_model, type_of
from cms.publishing.models import Entry, EntryRecord, Row
from cms.publishing.models.name_key import key_field_of, other_of_that_name, set_key
from cms.publishing.publishing import publish, publish_on_save
from cms.publishing.refusals import NotPublishable, Refused
from cms.publishing.revisions.limits import field_faults
from cms.publishing.revisions.rendered_pages import render
from cms.publishing.revisions.sources import parent_of
from cms.publishing.slow_work import GatheredWork
from cms.publishing.slug_proposals import proposed_slug
from cms.publishing.unique_names import name_is_taken, slug_is_taken

from .fixture_faults import Faults, place_of
from .references import References

COMMENT = gettext_lazy("Loaded from a fixture")
# What finishes rows that are no entries, given those that are seed and were added.
Finish = Callable[[Sequence[Any]], None]
_finishing: list[tuple[frozenset[type[models.Model]], Finish]] = []


def add_finish(of_models: Iterable[type[models.Model]], finish: Finish) -> None:
    """Have this called at the end of every load that took rows of these models, in its transaction."""
    _finishing.append((frozenset(of_models), finish))


class Loading:
    """One run of `loaddata`. `folders` are where files that belong to fixture rows are looked for."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = folders
        self.files: list[str] = []
        self.faults = Faults()
        self.references = References(self.faults)
        self._waiting: list[Any] = []
        self._refused: list[Any] = []
        self._incomplete: list[Any] = []
        self._places: dict[Any, str] = {}
        self._slow_work = GatheredWork()
        self._left_alone: set[Any] = set()
        self._loaded: dict[Any, type[Entry]] = {}
        self._seed: set[Any] = set()
        # Of rows that are no entries: the models taken, the seed added, and (model, key) of what was left alone.
        self._others: set[type[models.Model]] = set()
        self._added: list[models.Model] = []
        self._skipped: set[tuple[type[models.Model], Any]] = set()
        self._parents = {
            model: (parent, of_type) for of_type in entry_types() for model, parent in parent_of(of_type).items()
        }

    def waits(self, deserialized: Any) -> bool:
        """Whether an object waits until all rows are read, because it names something that may stand further down, and
        cannot be without it. An entry that can is written now and completed then."""
        fields = deserialized.deferred_fields or {}
        if not fields:
            return False
        cannot_be_without = any(not field.many_to_many and not field.null for field in fields)
        if cannot_be_without or not isinstance(deserialized.object, Entry):
            # Looked at now, so that all its faults are told even if what it waits for never comes.
            is_row = isinstance(deserialized.object, Row)
            if not is_row or self._is_within_limits(deserialized.place, deserialized.object):
                self._waiting.append(deserialized)
            else:
                self._refused.append(deserialized)
            return True
        self._incomplete.append(deserialized)
        return False

    def waiting(self) -> Iterator[Any]:
        """The objects that waited, with what they waited for."""
        for one in self._refused:
            self.references.resolve(one)
        yield from (one for one in self._waiting if self.references.resolve(one))

    def complete(self) -> None:
        """Give the entries that were written without some of their references the rest of them."""
        for one in self._incomplete:
            if one.object.pk in self._left_alone:
                continue
            if self.references.resolve(one) and one.object.pk in self._loaded:
                one.save()

    def takes(self, deserialized: Any) -> bool:
        """Whether this row is to be written. A seed entry that is there already, in the bin, or changed by an editor
        is left alone, with all its inline rows. What is out of its limits is a fault, and not written."""
        instance, is_seed = deserialized.object, getattr(deserialized, "is_seed", False)
        place = getattr(deserialized, "place", "")
        if isinstance(instance, Row) and type(instance) in self._parents:
            parent, of_type = self._parents[type(instance)]
            parent_id = getattr(instance, f"{parent}_id")
            if parent_id in self._left_alone:
                return False
            if deserialized not in self._waiting and not self._is_within_limits(place, instance):
                return False
            self._loaded.setdefault(parent_id, of_type.model)
        elif isinstance(instance, Entry) and is_entry_model(type(instance)):
            return self._takes_entry(place, instance, is_seed=is_seed)
        else:
            return self._takes_other(instance, is_seed=is_seed)
        return True

    def _takes_entry(self, place: str, instance: Entry, *, is_seed: bool) -> bool:
        self._places[instance.pk] = place
        if is_seed and instance.pk in self._loaded and instance.pk not in self._seed:
            self.faults.add(place, "", _("Its inline rows stand before it in the fixture. Put them after it."))
            return False
        if is_seed and self._is_known(instance):
            self._left_alone.add(instance.pk)
            return False
        if not instance.slug:
            instance.slug = proposed_slug(instance)
        if not self._is_within_limits(place, instance):
            return False
        key_field = key_field_of(type(instance))
        if key_field:
            # Django writes the rows of a fixture as they are.
            set_key(instance, key_field)
        self._loaded[instance.pk] = type(instance)
        if is_seed:
            self._seed.add(instance.pk)
        try:
            with self._slow_work:
                self.files += type_of(type(instance)).bring(instance, self.folders)
        except Refused as refused:
            self.faults.add(place, "", refused)
        return True

    def _is_within_limits(self, place: str, instance: Entry | Row) -> bool:
        model: Any = type(instance)
        found = list(field_faults(model, lambda name: getattr(instance, name)))
        if isinstance(instance, Entry):
            clash = other_of_that_name(instance)
            if clash is not None:
                found.append(("name", name_is_taken(clash)))
            other = model._default_manager.filter(slug=instance.slug).exclude(pk=instance.pk).first()
            if other is not None:
                found.append(("slug", slug_is_taken(other)))
        for field, sentence in found:
            self.faults.add(place, field, sentence)
        if found:
            self.faults.expect(pk=instance.pk, slug=getattr(instance, "slug", ""))
        return not found

    def _takes_other(self, instance: models.Model, *, is_seed: bool) -> bool:
        """Of seed, only what is not there, and nothing that belongs to what was."""
        model = type(instance)
        if is_seed:
            is_there = instance.pk is not None and model._base_manager.filter(pk=instance.pk).exists()
            if is_there or any(parent in self._skipped for parent in _parents_of(instance)):
                self._skipped.add((model, instance.pk))
                return False
            self._added.append(instance)
        self._others.add(model)
        return True

    def finish(self) -> int:
        """Capture every entry that was loaded, and publish the seed. Returns how many entries went public.

        All are captured before the first is published: what is published may refer to any of them, and a verb
        takes no entry's lock after the ledger's. Raises Refused, naming every entry that cannot be.
        """
        order = {of_type.model: number for number, of_type in enumerate(entry_types())}
        loaded = sorted(self._loaded.items(), key=lambda item: order[item[1]])
        entries = [entry for pk, model in loaded for entry in model._default_manager.filter(pk=pk)]
        for entry in entries:
            with self._slow_work, self._named(entry):
                capture(entry, comment=str(COMMENT))
        self.faults.refuse()
        self._slow_work.ask()
        seed = [entry for entry in entries if entry.pk in self._seed]
        for entry in seed:
            with self._named(entry):
                _publish(entry)
        self.faults.refuse()
        for of_models, finish in _finishing:
            if of_models & self._others:
                finish([instance for instance in self._added if type(instance) in of_models])
        return len(seed)

    def undo_files(self) -> None:
        """Remove the files that were brought along, after the database took back the rows."""
        for name in self.files:
            default_storage.delete(name)

    @contextmanager
    def _named(self, entry: Entry) -> Iterator[None]:
        """Let refusals say which entry they are about."""
        place = self._places.get(entry.pk) or place_of("-", entry)
        try:
            yield
        except NotPublishable as refused:
            for obstacle in refused.obstacles:
                self.faults.add(place, obstacle.field, obstacle.message)
        except Refused as refused:
            self.faults.add(place, "", refused)

    def _is_known(self, instance: Entry) -> bool:
        if EntryRecord.objects.filter(pk=instance.pk).exists():
            return True
        return type(instance)._default_manager.filter(pk=instance.pk).exists()


def _parents_of(instance: models.Model) -> Iterator[tuple[type[models.Model], Any]]:
    for field in instance._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type):
            key = getattr(instance, field.attname)
            if key is not None:
                yield field.related_model, key


def _publish(entry: Entry) -> None:
    record = EntryRecord.objects.select_related("latest").get(pk=entry.pk)
    if entry_type(record.type).publishes_on_save:
        publish_on_save(entry, comment=str(COMMENT))
    elif record.latest:
        # A publication date that lies ahead schedules it.
        publish(entry, revision=record.latest, starts_at=render(record.latest).editorial_date)
