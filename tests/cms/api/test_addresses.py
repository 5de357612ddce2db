"""Whatever is asked of the API's address space, and however, the answer is one of ours, in JSON."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from cms.api import handlers
from cms.api.edge import api_edge
from cms.api.rates import Rate
from cms.delivery.cache.representations import ALWAYS_ASK
from cms.delivery.views import DeliveryView
from cms.urls import urlpatterns as real_patterns
from tests.articles.asking import ask, problem_in, queries_of, refused
from tests.tables import table

pytestmark = pytest.mark.django_db
WITH_AND_WITHOUT_DEBUG = pytest.mark.parametrize("debug", [False, True])


@pytest.fixture(autouse=True)
def _edge(settings: Any) -> None:
    settings.MIDDLEWARE = list(dict.fromkeys(["cms.api.edge.api_edge", *settings.MIDDLEWARE]))


@pytest.fixture
def _debug(debug: bool, settings: Any) -> None:
    settings.DEBUG = debug


class Broken(DeliveryView):
    def answer(self, reader: Any, **kwargs: str) -> Any:
        raise RuntimeError("SELECT secret FROM /srv/cms/settings.py")


urlpatterns = [path("api/v1/broken/", Broken.as_view()), *real_patterns]
handler404, handler500 = handlers.page_not_found, handlers.server_error


@WITH_AND_WITHOUT_DEBUG
@pytest.mark.usefixtures("_debug")
@table(
    "path",
    ["/nothing/", "/nothing", "/articles/a/b/c/", "//articles/", "/articles//", "/x%0Ay", "/x%0Ay/", "/articles/%2F/"],
)
def test_an_unknown_path_is_a_problem(path: str) -> None:
    problem = refused(path, 404)
    assert problem["type"] == "https://api.example.org/problems/not-found"
    assert problem["errors"] == []


@WITH_AND_WITHOUT_DEBUG
@pytest.mark.usefixtures("_debug")
@table("url", ["/api", "/api/", "/api/v2/articles/", "/api/v2", "/problems/not-found"])
def test_so_is_everything_beside_the_version(url: str) -> None:
    problem_in(Client(raise_request_exception=False).get(url), 404)


@WITH_AND_WITHOUT_DEBUG
@pytest.mark.usefixtures("_debug")
@table("path", ["", "/articles", "/articles/some-slug", "/comparisons/a-vs-b", "/schema", "/docs"])
@table("method", ["GET", "HEAD"])
def test_a_read_without_the_slash_is_redirected_with_its_query(path: str, method: str) -> None:
    response = ask(path, method=method, page="2", tag="ä,b")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/api/v1{path}/?page=2&tag=%C3%A4%2Cb"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=0" in response.headers["Cache-Control"]


@WITH_AND_WITHOUT_DEBUG
@pytest.mark.usefixtures("_debug")
@table("path", ["/articles", "/articles/some-slug", "/nothing", "/nothing/", ""])
@table("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_write_without_the_slash_or_to_nothing_is_a_404_problem(path: str, method: str) -> None:
    problem_in(ask(path, method=method), 404)


@table("path", ["/", "/articles/", "/roles/some-slug/", "/schema/", "/docs/", "/related-links/"])
@table("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_a_method_that_is_not_there_is_a_405_that_says_which_are(path: str, method: str) -> None:
    response = ask(path, method=method, headers={"accept": "text/html"})
    problem = problem_in(response, 405)
    assert problem["type"].endswith("/problems/method-not-allowed")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_what_is_not_here_or_elsewhere_is_asked_for_again_by_caches() -> None:
    for address in ("/api/v1/nothing/", "/nothing/", "/newsletter/confirm/x", "/admin"):
        answer = Client().get(address)
        assert answer.status_code in (301, 404), address
        assert answer["Cache-Control"] in ("no-cache", ALWAYS_ASK), address
        with override_settings(SECURE_SSL_REDIRECT=True):
            answer = Client().get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (301, "no-cache"), address


def test_a_body_of_ten_megabytes_is_refused_without_being_read() -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for content_type in ("application/json", "application/x-www-form-urlencoded", "text/plain"):
        problem_in(client.post("/api/v1/articles/", b"x" * 10_000_000, content_type=content_type), 405)


@WITH_AND_WITHOUT_DEBUG
@pytest.mark.usefixtures("_debug")
@override_settings(ROOT_URLCONF=__name__)
def test_what_nobody_foresaw_is_a_500_that_says_nothing_of_the_inside() -> None:
    response = ask("/broken/")
    problem_in(response, 500)
    for secret in (b"SELECT", b"secret", b"/srv", b"RuntimeError", b"Traceback", b"settings"):
        assert secret not in response.content
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_500_outside_of_a_view_is_the_same_under_the_api_and_a_page_elsewhere() -> None:
    problem_in_page = handlers.server_error(RequestFactory().get("/api/v1/articles/"))
    assert problem_in_page.status_code == 500
    assert problem_in_page.headers["Content-Type"] == "application/problem+json"
    assert handlers.server_error(RequestFactory().get("/admin/")).headers["Content-Type"].startswith("text/html")


@table(
    "path",
    [
        "/articles/a%00b/",
        "/articles/%00/",
        "/articles/a%0Ab/",
        "/articles/%FF%FE/",
        "/articles/%ED%A0%80/",
        "/articles/%E2%80%AE/",
        "/articles/%2e%2e%2f%2e%2e%2fetc%2fpasswd/",
        "/articles/..%5c..%5c/",
        "/articles/%25%32%65/",
        "/articles/%/",
        "/articles/%zz/",
        "/articles/☃/",
        "/articles/%27%20OR%201=1--/",
        "/articles/" + "x" * 8_000 + "/",
        "/roles/a%00b/",
        "/skills/a%00b/",
        "/tags/a%00b/",
        "/articles/a%00b/related/",
        "/comparisons/a%00-vs-b/",
        "/comparisons/" + "-vs-".join("ab") + "%FF/",
    ],
)
def test_odd_bytes_in_a_path_are_a_404_problem(path: str) -> None:
    problem = refused(path, 404)
    assert len(problem["detail"]) < 300
    assert problem["instance"].isascii()
    assert "\x00" not in problem["instance"]


@table(
    "query",
    [
        "q=%00",
        "q=%FF",
        "q=a%00b",
        "tag=%00",
        "tag=%ED%A0%80",
        "%00=1",
        "%FF=1",
        "=1",
        "page=%00",
        "ordering=%00",
        "published_at__gte=%00",
        "q=" + "x" * 8_000,
        "tag=" + ",".join("abcdefghijklmnopqrstuvwxyz"),
        "&".join(f"a{number}=1" for number in range(6_000)),
    ],
)
def test_odd_bytes_in_a_query_are_a_400_problem(query: str) -> None:
    problem = problem_in(ask(f"/articles/?{query}"), 400)
    assert len(problem["detail"]) < 3_000


@WITH_AND_WITHOUT_DEBUG
@pytest.mark.usefixtures("_debug")
@table("host", ["evil.example", "a_b", "testserver:99999x", "testserver@evil.example"])
@table("path", ["/articles/", "/articles", "/nothing/"])
def test_a_host_that_is_not_ours_is_a_400_problem_that_does_not_repeat_it(host: str, path: str) -> None:
    response = ask(path, headers={"host": host})
    problem_in(response, 400)
    assert b"evil" not in response.content


@override_settings(ALLOWED_HOSTS=["*"])
@table("path", ["/", "/articles/", "/articles", "/schema/", "/docs/", "/nothing/"])
def test_no_address_in_an_answer_comes_from_the_host_header(path: str) -> None:
    response = ask(path, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    assert b"evil" not in response.content
    assert "evil" not in str(response.headers)


@table(
    "accept", ["text/html", "application/xml", "image/*", "", "nonsense", "application/json;q=0", "text/html;v=1;q=x"]
)
@table(
    ("path", "status", "content_type"),
    [
        ("/articles/", 200, "application/json"),
        ("/", 200, "application/json"),
        ("/schema/", 200, "application/json"),
        ("/articles/nothing/", 404, "application/problem+json"),
        ("/articles/?nonsense=1", 400, "application/problem+json"),
        ("/nothing/", 404, "application/problem+json"),
    ],
)
def test_json_is_spoken_whatever_the_accept(accept: str, path: str, status: int, content_type: str) -> None:
    response = ask(path, headers={"accept": accept})
    assert response.status_code == status
    assert response.headers["Content-Type"] == content_type
    response.json()


@table("path", ["/articles/", "/", "/schema/"])
def test_head_is_get_without_a_body(path: str) -> None:
    got, headed = ask(path), ask(path, method="HEAD")
    assert headed.status_code == 200
    assert headed.content == b""
    assert dict(headed.headers) == dict(got.headers)


@table("path", ["/nothing/", "/articles/nothing/", "/articles/?nonsense=1", "/articles", "//"])
def test_head_of_an_error_or_a_redirect_is_get_without_a_body_too(path: str) -> None:
    got, headed = ask(path), ask(path, method="HEAD")
    assert got.status_code == headed.status_code >= 300
    assert got.content
    assert headed.content == b""
    assert headed.headers["Content-Length"] == str(len(got.content))
    assert dict(headed.headers) == dict(got.headers)


def test_the_body_of_head_is_taken_off_by_us_and_not_by_the_server_in_front() -> None:
    request = RequestFactory().head("/api/v1/articles/")
    for status in (200, 403):
        answered = api_edge(lambda _, status=status: HttpResponse(b"body", status=status))(request)  # type: ignore[misc]
        assert isinstance(answered, HttpResponse)
        assert answered.content == b""
        assert int(answered.headers["Content-Length"]) >= 4


@table("path", ["/", "/articles/", "/articles/nothing/", "/roles/match/", "/schema/", "/docs/"])
def test_options_says_what_may_be_done_and_nothing_of_how(path: str) -> None:
    response = ask(path, method="OPTIONS", headers={"origin": "https://elsewhere.example", "cookie": "sessionid=x"})
    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["Content-Length"] == "0"
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response.headers


def test_a_browser_may_ask_another_origin_with_the_headers_that_it_needs() -> None:
    asked = {
        "origin": "https://elsewhere.example",
        "access-control-request-method": "GET",
        "access-control-request-headers": "if-none-match,cache-control",
    }
    headers = ask("/articles/", method="OPTIONS", headers=asked).headers
    allowed = {name.strip().lower() for name in headers["Access-Control-Allow-Headers"].split(",")}
    assert {"if-none-match", "if-modified-since", "cache-control"} <= allowed
    assert headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert int(headers["Access-Control-Max-Age"]) > 0


def test_options_of_nothing_is_a_404_that_every_origin_may_read() -> None:
    response = ask("/nothing/", method="OPTIONS", headers={"origin": "https://elsewhere.example"})
    problem_in(response, 404)
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_options_costs_no_query_and_counts_towards_no_limit(settings: Any) -> None:
    settings.RATE_LIMITS = {"match": Rate(1, 60)}
    assert queries_of("/articles/") != []
    with CaptureQueriesContext(connection) as captured:
        for _ in range(3):
            assert ask("/roles/match/", method="OPTIONS").status_code == 200
    assert captured.captured_queries == []


@table(
    ("path", "status"),
    [("/articles/", 200), ("/", 200), ("/schema/", 200), ("/articles/x/", 404), ("/nothing/", 404), ("/?x=1", 400)],
)
def test_every_answer_is_open_to_all_origins_and_free_of_cookies(path: str, status: int) -> None:
    response = ask(path, headers={"origin": "https://elsewhere.example", "cookie": "sessionid=x; csrftoken=y"})
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response.headers
    # the client holds what it sent, and what an answer sets
    assert {name: cookie.value for name, cookie in response.cookies.items()} == {}
    assert "cookie" not in response.headers.get("Vary", "").lower()
