"""What every answer to a reader has in common."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIRequestFactory

from cms.api.problems import NotFound
from cms.delivery.reader import Reader
from cms.delivery.views import BUILDS, DeliveryView
from tests.articles.asking import ask, read, refused
from tests.articles.makers import edit_and_publish, make_article
from tests.tables import table

pytestmark = pytest.mark.django_db


def answered_by(answer: Callable[[Reader], Any]) -> Any:
    """The response of a view that answers so."""

    class View(DeliveryView):
        def answer(self, reader: Reader, **kwargs: str) -> Any:
            return answer(reader)

    return View.as_view()(APIRequestFactory().get("/api/v1/anything/")).render()


def titles(reader: Reader) -> list[str]:
    return list(reader.perspective.entries("article").order_by("pk").values_list("title", flat=True))


def test_a_publish_in_the_middle_of_an_answer_builds_it_again() -> None:
    article = make_article("Before")
    interruptions = [lambda: edit_and_publish(article, title="After")]

    def answer(reader: Reader) -> list[list[str]]:
        first = titles(reader)
        if interruptions:
            interruptions.pop()()
        return [first, titles(reader)]

    assert answered_by(answer).data == [["After"], ["After"]]


def test_absence_is_built_again_too() -> None:
    interruptions = [lambda: make_article("There")]

    def answer(reader: Reader) -> list[str]:
        found = titles(reader)
        if interruptions:
            interruptions.pop()()
        if not found:
            raise NotFound("Nothing there yet.")
        return found

    response = answered_by(answer)
    assert (response.status_code, response.data) == (200, ["There"])


def test_an_answer_that_never_comes_to_rest_is_given_after_a_few_builds() -> None:
    article = make_article("0")
    built = []

    def answer(reader: Reader) -> int:
        built.append(True)
        edit_and_publish(article, title=str(len(built)))
        return len(built)

    assert answered_by(answer).status_code == 200
    assert len(built) == BUILDS


def test_the_version_is_on_every_answer_and_moves_when_content_does() -> None:
    article = make_article("one")
    seen = {path: ask(path).headers["X-Content-Version"] for path in ("/", "/articles/", "/articles/one/")}
    assert set(seen.values()) == {read("/")["content_version"]}
    assert ask("/articles/nothing/").headers["X-Content-Version"] == seen["/"]
    edit_and_publish(article, title="Another title")
    assert ask("/articles/").headers["X-Content-Version"] != seen["/"]


@table("path", ["/", "/articles/", "/articles/nothing/", "/articles/?nonsense=1"])
def test_answers_and_problems_may_be_kept_but_are_asked_for_again(path: str) -> None:
    headers = ask(path).headers
    assert headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    exposed = {name.strip() for name in headers["Access-Control-Expose-Headers"].split(",")}
    assert {"ETag", "Last-Modified", "Cache-Control", "Cache-Tag", "X-Content-Version"} <= exposed


def test_a_problem_is_the_same_shape_whatever_it_is() -> None:
    keys = {"type", "title", "status", "detail", "instance", "errors"}
    make_article("one")
    for problem in (
        refused("/articles/?nonsense=1"),
        refused("/articles/?page=0"),
        refused("/articles/?page=9", 404),
        refused("/articles/nothing/", 404),
        refused("/nothing/", 404),
        refused("/comparisons/a/"),
    ):
        assert set(problem) == keys
        assert problem["type"].startswith("https://api.example.org/problems/")
        assert problem["instance"].startswith("/api/v1/")
        assert all(set(error) == {"parameter", "detail", "nearest"} for error in problem["errors"])


def test_a_date_decides_a_304_where_no_tag_does(time: Any) -> None:
    article = make_article("Before")
    fresh = ask("/articles/")["Last-Modified"]
    time.advance(5)
    said = ask("/articles/")["Last-Modified"]
    assert ask("/articles/", headers={"If-Modified-Since": said}).status_code == 304
    assert ask("/articles/", headers={"If-Modified-Since": said, "If-None-Match": '"other"'}).status_code == 200
    for earlier in (fresh, "Thu, 01 Jan 1970 00:00:00 GMT", "never", "9" * 300):
        assert ask("/articles/", headers={"If-Modified-Since": earlier}).status_code == 200, earlier
    # What was read within a second may be other content than what the second ends with.
    edit_and_publish(article, title="Then")
    within = ask("/articles/")["Last-Modified"]
    edit_and_publish(article, title="After")
    for since in (said, within):
        assert ask("/articles/", headers={"If-Modified-Since": since}).status_code == 200
    time.advance(5)
    assert ask("/articles/", headers={"If-Modified-Since": within}).status_code == 200
