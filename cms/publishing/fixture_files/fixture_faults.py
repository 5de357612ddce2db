"""What is wrong with a fixture: every fault of a run, each with its file, object and field."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from cms.publishing.models import Entry
from cms.publishing.refusals import Refused

SHOWN = 100


class Faults:
    """Gathered while a fixture is read and saved; `refuse` ends the load with all of them."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        # Ids and slugs of objects that were refused: that they are missing is no further fault.
        self.expected: set[str] = set()

    def add(self, place: str, field: str, sentence: Any) -> None:
        parts = [place, *([field] if field else []), str(sentence)]
        self.sentences.append(": ".join(parts))

    def expect(self, *, pk: Any, slug: Any = "") -> None:
        self.expected |= {str(pk), str(slug)} - {"", "None"}

    def refuse(self) -> None:
        if not self.sentences:
            return
        shown = self.sentences[:SHOWN]
        if len(self.sentences) > SHOWN:
            shown.append(_("And {number} more.").format(number=len(self.sentences) - SHOWN))
        raise Refused("\n".join(shown))


_gathered: ContextVar[Faults | None] = ContextVar("fixture_faults", default=None)


@contextmanager
def gathering(faults: Faults) -> Iterator[None]:
    """Meanwhile, the reader of fixtures adds what is wrong with a row, and goes on with the next."""
    token = _gathered.set(faults)
    try:
        yield
    finally:
        _gathered.reset(token)


def gathered() -> Faults | None:
    return _gathered.get()


def place_of(file: str, instance: models.Model) -> str:
    """Where a fixture's object stands, for a person: file, kind, title, model and id."""
    title = f" “{instance}”" if isinstance(instance, Entry) else ""
    return f"{file}: {instance._meta.verbose_name}{title} ({instance._meta.label_lower} {instance.pk})"


def no_such(model: type[models.Model], key: Any) -> str:
    """That a reference leads nowhere, with the nearest slug that leads somewhere."""
    name, said = model._meta.verbose_name, ", ".join(map(str, key)) if isinstance(key, list | tuple) else str(key)
    sentence = _("There is no {name} “{key}”.").format(name=name, key=said)
    if issubclass(model, Entry):
        slugs = model._default_manager.values_list("slug", flat=True)
        near = get_close_matches(said.lower()[:100], list(slugs), n=1, cutoff=0.5)
        if near:
            sentence += " " + _("Did you mean “{slug}”?").format(slug=near[0])
    return sentence
