from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from cms.tokens.authentication import Forbidden, NotAuthenticated, checked, note_use, require, token_of
from cms.tokens.issuing import issue, revoke
from cms.tokens.models import Token
from tests.cms.starting import start
from tests.tables import table

from .makers import make_token

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def asked_with(header: str) -> Any:
    return token_of(RequestFactory().get("/", headers={"Authorization": header}))


def test_a_request_without_the_header_carries_no_token() -> None:
    assert token_of(RequestFactory().get("/")) is None


@table("scheme", ["Bearer", "bearer", "BEARER"], rolled_back=True)
def test_the_name_of_the_scheme_may_be_written_as_one_likes(scheme: str) -> None:
    assert asked_with(f"{scheme}  {make_token()} ").name == "Website"


@table("header", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Token abc", "Bearer,", "Bearer\x00x", "é"])
def test_any_other_header_is_refused(header: str) -> None:
    with pytest.raises(NotAuthenticated):
        asked_with(header)


def spoilt() -> list[str]:
    text = issue(name="Website", scopes=["preview"]).text
    begins, prefix, secret = text.split("_", 2)
    return [
        text[: len(text) // 2],
        text[:-1],
        text + "x",
        f"{begins}_{prefix}_",
        f"{begins}_{prefix}",
        f"{begins}__{secret}",
        f"ghp_{prefix}_{secret}",
        f"{begins}_{'a' * 8}_{secret}",
        text.swapcase(),
        f"{begins}_{prefix}\x00_{secret}",
        f"{begins}_{prefix}_{secret}é",
        "_" * 5000,
        "cms_" + "9" * 100_000,
        Token.objects.get(prefix=prefix).digest,
        f"{begins}_{prefix}_{Token.objects.get(prefix=prefix).digest}",
    ]


def test_half_a_token_and_every_other_misspelling_is_refused_alike() -> None:
    said = set()
    for text in spoilt():
        with pytest.raises(NotAuthenticated) as refused:
            checked(text)
        said.add(str(refused.value.detail))
        assert refused.value.headers["WWW-Authenticate"].startswith("Bearer")
    assert len(said) == 1


def test_a_token_is_good_until_it_expires() -> None:
    with time_machine.travel("2026-05-01T12:00Z", tick=False):
        text = make_token(expires_at=timezone.now() + timedelta(seconds=1))
        assert checked(text).is_valid
    with time_machine.travel("2026-05-01T12:00:01Z", tick=False), pytest.raises(NotAuthenticated, match="expired"):
        checked(text)


def test_a_revoked_token_is_refused_at_once() -> None:
    text = make_token()
    revoke(checked(text))

    with pytest.raises(NotAuthenticated, match="revoked"):
        checked(text)


def test_a_scope_that_it_lacks_is_forbidden() -> None:
    token = checked(make_token())
    require(token, "preview")

    with pytest.raises(Forbidden, match="write"):
        require(token, "write")


def noted() -> str:
    return str(Token.objects.get().last_used_at)


def test_a_use_is_noted_once_a_minute(django_assert_num_queries: Any) -> None:
    text = make_token()
    with time_machine.travel("2026-05-01T12:00Z", tick=False) as clock:
        asked_with(f"Bearer {text}")
        clock.shift(59)
        with django_assert_num_queries(1):
            asked_with(f"Bearer {text}")
        assert noted() == "2026-05-01 12:00:00+00:00"
        clock.shift(2)
        asked_with(f"Bearer {text}")
        assert noted() == "2026-05-01 12:01:01+00:00"


def test_a_refused_token_is_not_noted_as_used() -> None:
    text = make_token()
    with pytest.raises(NotAuthenticated):
        asked_with(f"Bearer {text}x")

    assert Token.objects.get().last_used_at is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_noting_a_use_waits_for_nobody_who_holds_the_row() -> None:
    text = make_token()
    other = connection.copy()
    other.set_autocommit(False)
    other.cursor().execute("SELECT 1 FROM tokens_token FOR UPDATE")
    try:
        assert asked_with(f"Bearer {text}").is_valid
        assert Token.objects.get().last_used_at is None
    finally:
        other.rollback()
        other.close()
    note_use(Token.objects.get())
    assert Token.objects.get().last_used_at is not None


LOCKED = """
import sqlite3, sys, time
import django; django.setup()
from django.db import connection
from cms.tokens.authentication import checked, note_use
from cms.tokens.issuing import issue
text = issue(name="Website", scopes=["preview"]).text
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
began = time.monotonic()
note_use(checked(text))
waited = time.monotonic() - began
assert checked(text).last_used_at is None
other.execute("ROLLBACK")
note_use(checked(text))
assert checked(text).last_used_at is not None
with connection.cursor() as cursor:
    cursor.execute("PRAGMA busy_timeout")
    print(waited, cursor.fetchone()[0])
"""


@pytest.mark.slow
def test_noting_a_use_waits_for_nobody_who_writes_to_sqlite(tmp_path: Path) -> None:
    """The test's own database lies in memory, where nobody else can lock it."""
    file = tmp_path / "db.sqlite3"
    variables = {"SECRET_KEY": "x", "DATABASE_URL": f"sqlite:///{file}", "DJANGO_SETTINGS_MODULE": "cms.settings"}
    assert start("manage.py", "migrate", "--verbosity", "0", **variables).returncode == 0

    done = start("-c", LOCKED, str(file), **variables)

    assert done.returncode == 0, done.stderr
    waited, timeout = done.stdout.split()
    assert float(waited) < 1
    assert int(timeout) == 20_000
