"""Pages of the site are kept in memory as answers of the API are, and the same promises hold: fresh at once, never a
draft, each reader's own encoding."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import brotli
import pytest
from django.utils import timezone

from cms.delivery.cache.front import Environment, Start
from cms.publishing.publishing import expire, publish, retract
from cms.tokens.preview_links import PreviewLink, link_token
from tests.articles.makers import edit, edit_and_publish, make_article
from tests.cms.publishing.conftest import Time
from tests.fronted import FrontedClient, make_front

pytestmark = pytest.mark.django_db
ARTICLE = "/articles/one"


class Counting(FrontedClient):
    """A reader whose requests go through a front; `made` lists the pages of the site that Django was asked for."""

    def __init__(self) -> None:
        self.front, self.made = make_front(), list[str]()
        self._application = self.front.application
        self.front.application = self._asked
        super().__init__(self.front, HTTP_HOST="testserver")

    def _asked(self, environ: Environment, start_response: Start) -> Iterable[bytes]:
        self.made.append(environ["PATH_INFO"])
        return self._application(environ, start_response)

    def read(self, path: str, **headers: str) -> Any:
        """Asked twice by FrontedClient, if it is kept."""
        self.made.clear()
        return self.get(path, headers=headers)


def test_a_page_is_made_once_and_anew_as_soon_as_something_is_published() -> None:
    article = make_article("First title", slug="one")
    reader = Counting()

    before = reader.read(ARTICLE)
    assert (before.status_code, reader.made) == (200, [ARTICLE])
    assert b"First title" in before.content
    edit(article, title="A draft")
    assert reader.read(ARTICLE).content == before.content
    edit_and_publish(article, title="Second title")
    after = reader.read(ARTICLE)
    assert reader.made == [ARTICLE]
    assert b"Second title" in after.content
    assert after["ETag"] != before["ETag"]
    assert b"Second title" in reader.read("/").content
    retract(article)
    gone = reader.read(ARTICLE)
    assert (gone.status_code, gone["Cache-Control"]) == (410, "public, max-age=0, must-revalidate")
    assert b"Second title" not in reader.read("/").content


def test_a_scheduled_page_appears_and_expires_without_a_write(time: Time) -> None:
    article = make_article("one", is_draft=True)
    publish(article, starts_at=time.after(60))
    expire(article, at=time.after(120))
    reader = Counting()

    statuses = []
    for _ in range(3):
        statuses.append(reader.read(ARTICLE).status_code)
        time.advance(60)
    assert statuses == [404, 200, 410]


def test_each_reader_gets_an_encoding_and_a_304_without_the_page_being_made_again() -> None:
    make_article("one")
    reader = Counting()
    plain = reader.read(ARTICLE)

    packed = reader.read(ARTICLE, accept_encoding="br")
    assert brotli.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]
    known = reader.read(ARTICLE, accept_encoding="br", if_none_match=packed["ETag"])
    assert (known.status_code, known.content) == (304, b"")
    assert reader.made == []
    assert plain["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "entry-" in plain["Cache-Tag"]


def test_a_preview_never_enters_and_never_comes_out() -> None:
    article = make_article("As published", slug="one")
    edit(article, title="As drafted")
    reader = Counting()
    token = link_token(PreviewLink(("article", article.pk), timezone.now() + timedelta(days=1)))

    drafted = reader.read(f"{ARTICLE}?preview={token}")
    assert b"As drafted" in drafted.content
    assert drafted["Cache-Control"] == "private, no-store"
    assert not reader.front.store._kept
    assert b"As drafted" not in reader.read(ARTICLE).content
    assert b"As drafted" not in reader.read("/").content


def test_what_hardly_anybody_asks_twice_is_not_kept() -> None:
    make_article("one")
    reader = Counting()

    for path in ("/search?q=one", "/match?skills=python"):
        page = reader.read(path)
        assert not reader.front.store._kept
        assert page["Cache-Control"] == "private, max-age=0, must-revalidate"
        assert page["ETag"]
