"""What is remembered of a version of the content."""

import pytest

from cms.publishing.timeline import content_version
from cms.publishing.timeline.content_version import current_version, remembered
from tests.articles.makers import make_article

pytestmark = pytest.mark.django_db


def test_it_is_made_once_for_each_key_and_again_when_the_content_changes() -> None:
    made: list[bytes] = []

    def make(key: bytes) -> int:
        made.append(key)
        return len(made)

    def ask(key: bytes, token: str) -> int:
        return remembered(key, token, lambda: make(key))

    token = current_version().token
    assert [ask(b"a", token), ask(b"a", token), ask(b"b", token), ask(b"a", token)] == [1, 1, 2, 1]
    make_article()
    assert ask(b"a", current_version().token) == 3
    assert [ask(b"a", ""), ask(b"a", "")] == [4, 5]


def test_what_a_publish_interrupted_is_not_remembered() -> None:
    token = current_version().token
    assert remembered(b"a", token, lambda: make_article().slug)
    assert remembered(b"a", current_version().token, lambda: 2) == 2
    assert remembered(b"a", token, lambda: 3) == 3


def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_version, "MOST_REMEMBERED", 2)
    token = current_version().token
    for key in (b"a", b"b", b"c"):
        remembered(key, token, lambda: 1)
    assert remembered(b"c", token, lambda: 2) == 1
    assert remembered(b"a", token, lambda: 2) == 2
