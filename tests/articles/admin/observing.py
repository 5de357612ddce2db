"""What a request did: which rows it wrote, what changed among entries and people, and what readers now get."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import Client

from cms.publishing.content_types import entry_types
from cms.publishing.models import Publication
from cms.publishing.timeline import clock, content_version

NOTHING, DRAFT, PUBLIC, PEOPLE = "nothing", "the working copy", "what is public", "people"
# What a request may write whoever makes it: that somebody is signed in, and what was done.
_BOOKKEEPING = re.compile(r'^\w+[^"]*"(django_session|axes_\w+)"')
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    content_version.forget()


@contextmanager
def watched() -> Iterator[list[str]]:
    """The statements that write anything but the bookkeeping."""
    written: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(_WRITES) and not _BOOKKEEPING.match(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


class Observer:
    """Compares with how everything was when this was made. Readers are asked at two moments: now, and a little after
    `later`, when all that is scheduled is live."""

    def __init__(self, later: datetime) -> None:
        self.then = later + timedelta(seconds=5)
        self.before = [look() for look in self._looks()]

    def effect(self) -> str:
        """The gravest of what has changed; what is dear to compare is compared last."""
        for (effect, look), before in zip(self._looks_by_effect(), self.before, strict=True):
            if look() != before:
                return effect
        return NOTHING

    def _looks_by_effect(self) -> list[tuple[str, Callable[[], Any]]]:
        return [
            (PEOPLE, _people),
            (PUBLIC, _intervals),
            (PUBLIC, answers),
            (PUBLIC, lambda: answers(self.then)),
            (DRAFT, _content),
        ]

    def _looks(self) -> list[Callable[[], Any]]:
        return [look for _, look in self._looks_by_effect()]


def answers(at: datetime | None = None) -> dict[str, Any]:
    """Everything that the API tells a stranger: every list, and every page of an entry."""
    with clock.stopped(at) if at else nullcontext():
        content_version.forget()
        found = _answers()
    content_version.forget()
    return found


def _answers() -> dict[str, Any]:
    client, found = Client(), {}
    for of_type in entry_types():
        listed = client.get(f"/api/v1/{of_type.path}/", {"page_size": 100})
        if listed.status_code != 200:
            continue  # a type that only the tests have
        found[of_type.path] = listed.content
        for line in listed.json()["results"]:
            address = f"/api/v1/{of_type.path}/{line['slug']}/"
            found[address] = client.get(address).content
    return found


def _intervals() -> Any:
    """When what is public of what is reviewed. Of the other types, only what readers get matters."""
    reviewed = [of_type.name for of_type in entry_types() if not of_type.publishes_on_save]
    intervals = Publication.objects.filter(type__in=reviewed).order_by("pk")
    return list(intervals.values_list("entry_id", "revision_id", "starts_at", "ends_at"))


def _content() -> Any:
    """Entries with their rows and sets. Not when they were touched: a save that changes nothing is nothing."""
    return {
        model: sorted(
            map(repr, model._default_manager.values_list(*(f.attname for f in model._meta.fields if not _is_stamp(f))))
        )
        for label in ("articles", "media")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }


def _is_stamp(model_field: Any) -> bool:
    return bool(getattr(model_field, "auto_now", False))


def _people() -> Any:
    users = User.objects.values_list("pk", "username", "password", "is_staff", "is_superuser", "is_active")
    rights = [
        sorted(relation._default_manager.values_list(*(f.attname for f in relation._meta.fields if f.attname != "id")))
        for relation in (User.groups.through, User.user_permissions.through, Group.permissions.through)
    ]
    return sorted(users), sorted(Group.objects.values_list("pk", "name")), rights
