"""Content that all tests of a module read: made once, and rolled back after the last of them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from cms.publishing.timeline import content_version


def made_once(make: Callable[[], Any]) -> Any:
    """A fixture of what `make` returns, there for every test of the module in which it is bound to a name.

    The tests run in savepoints within its transaction: what one of them writes is rolled back after it, as ever. On
    both databases, and in every process of a parallel run that has a test of the module.
    """

    @pytest.fixture(scope="module", autouse=True)
    def content(
        django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Any]:
        with django_db_blocker.unblock(), transaction.atomic():
            content_version.forget()
            with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
                made = make()
            yield made
            transaction.set_rollback(True)

    return content
