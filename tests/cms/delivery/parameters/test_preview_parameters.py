"""Who may see what the public does not, and what such answers carry."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from articles.models import Article
from cms.tokens.issuing import revoke
from cms.tokens.models import Token
from cms.tokens.preview_links import revoke_links
from tests.articles.asking import ask, asking_django, problem_in, read, refused
from tests.articles.makers import edit, edit_and_publish, make_article, make_role
from tests.cms.tokens.makers import bearer, make_link, make_token
from tests.tables import each_once, table

pytestmark = pytest.mark.django_db
SITE = "https://www.example.org"
# Addresses that answer for other perspectives, and those that do not.
PREVIEWED = ("/articles/", "/articles/a/", "/roles/", "/tags/", "/images/", "/comparisons/", "/comparisons/a-vs-b/")
BAD_HEADERS = ("", "Bearer", "Bearer half", "Basic dXNlcjpwYXNz", f"Bearer cms_{'a' * 8}_x")
OTHERS = ("/", "/articles/a/related/", "/roles/match/", "/roles/a/similar/", "/related-links/")


def assert_private(response: Any) -> None:
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "Origin" in response["Vary"]
    for name in ("Access-Control-Allow-Origin", "ETag", "X-Content-Version", "Set-Cookie"):
        assert not response.has_header(name), name


# --- who may


@table("path, perspective", each_once(PREVIEWED, ["draft", "2026-12-24T08:00Z", "nonsense", ""]))
def test_a_stranger_who_asks_for_a_perspective_is_told_to_bring_a_token(path: str, perspective: str) -> None:
    response = ask(path, perspective=perspective)

    problem_in(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert_private(response)


@table("path, header", each_once([*PREVIEWED, *OTHERS], BAD_HEADERS))
def test_a_header_that_is_no_good_token_is_never_overlooked(path: str, header: str) -> None:
    response = ask(path, headers={"Authorization": header})

    problem_in(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert_private(response)


@table("path, token", each_once(PREVIEWED, ["", "half", ".", "x.y", "\x00", "é", "x" * 5_000]))
def test_a_link_that_is_no_good_is_never_overlooked(path: str, token: str) -> None:
    problem_in(ask(path, preview=token), 401)
    problem_in(ask(path, preview=token, perspective="draft"), 401)


def test_an_expired_a_revoked_and_a_foreign_token_are_refused(settings: Settings) -> None:
    text, link = make_token(), make_link()
    with time_machine.travel("2020-01-01"):
        late = make_link()
    settings.SECRET_KEY, ours = "another", settings.SECRET_KEY
    foreign = make_link()
    settings.SECRET_KEY = ours
    assert ask("/articles/", preview=link).status_code == 200

    revoke(Token.objects.get())
    revoke_links()

    for token in (link, late, foreign):
        problem = refused("/articles/", 401, preview=token)
        assert token not in str(problem)
    assert "revoked" in problem_in(ask("/articles/", **bearer(text)), 401)["detail"]


def test_a_token_without_the_scope_reads_what_everybody_reads_and_no_more() -> None:
    text = make_token()
    Token.objects.update(scopes=["another"])

    assert ask("/articles/", **bearer(text)).status_code == 200
    assert "preview" in problem_in(ask("/articles/", perspective="draft", **bearer(text)), 403)["detail"]


def test_a_good_header_does_not_excuse_a_bad_link_nor_the_other_way_round() -> None:
    problem_in(ask("/articles/", preview="half", **bearer(make_token())), 401)
    problem_in(ask("/articles/", preview=make_link(), **bearer("half")), 401)


# --- what is seen


def test_a_token_alone_sees_what_the_public_sees() -> None:
    make_article("Draft", is_draft=True)
    response = ask("/articles/", **bearer(make_token()))

    assert response.json()["count"] == 0
    assert_private(response)


def test_with_a_perspective_a_token_sees_every_draft() -> None:
    article = make_article("Before")
    edit(article, title="After", slug="after")
    make_article("Draft", is_draft=True)
    token = bearer(make_token())

    found = ask("/articles/", perspective="draft", ordering="title", **token).json()
    assert [result["title"] for result in found["results"]] == ["After", "Draft"]
    assert ask("/articles/after/", perspective="draft", **token).json()["title"] == "After"
    problem_in(ask("/articles/before/", perspective="draft", **token), 404)


@pytest.mark.parametrize("query", [{}, {"perspective": "draft"}])
def test_a_link_for_everything_shows_drafts(query: dict[str, str]) -> None:
    make_article("Draft", is_draft=True)

    assert read("/articles/draft/", preview=make_link(), **query)["title"] == "Draft"


def test_where_a_request_carries_both_the_link_says_what_is_seen() -> None:
    one = make_article("One", is_draft=True)
    make_article("Other", is_draft=True)
    both = bearer(make_token())

    assert ask("/articles/", preview=make_link(one), **both).json()["count"] == 1
    assert ask("/articles/", preview=make_link(), **both).json()["count"] == 2


@table("path", OTHERS)
@table("name", ["preview", "perspective"])
def test_elsewhere_there_is_no_such_parameter(path: str, name: str) -> None:
    given = {name: make_link() if name == "preview" else "draft", **bearer(make_token())}
    response = ask(path, **given)

    assert name in [error["parameter"] for error in problem_in(response, 400)["errors"]]
    assert_private(response)


@table(
    ("perspective", "nearest"),
    [
        ("drafts", "draft"),
        ("Draft", "draft"),
        ("", None),
        ("published", None),
        ("2026-13-01", None),
        ("2026-02-30T00:00Z", None),
        ("0001-01-01", None),
        ("9999-12-31T23:59:59.999999Z", None),
        ("9999-12-31T23:59-23:00", None),
        ("9" * 1_000, None),
        ("٢٠٢٦-01-01", None),
        ("\x00", None),
    ],
)
def test_a_perspective_that_is_none_is_named(perspective: str, nearest: str | None) -> None:
    problem = refused("/articles/", 400, preview=make_link(), perspective=perspective)

    assert [(error["parameter"], error["nearest"]) for error in problem["errors"]] == [("perspective", nearest)]


@pytest.fixture
def now() -> None:
    make_article("Now", slug="now")


@table("perspective", ["1000-01-01", "2999-12-31T23:59:59.999999Z", "2026-05-17 09:00+02:00"])
@pytest.mark.usefixtures("now")
def test_a_far_away_moment_is_answered(perspective: str) -> None:
    for path in ("/articles/", "/articles/now/", "/comparisons/", "/tags/", "/roles/x/"):
        assert ask(path, preview=make_link(), perspective=perspective).status_code in (200, 404, 410)


def test_given_twice_it_is_refused() -> None:
    link = make_link()
    assert ask(f"/articles/?preview={link}&preview={link}").status_code == 400
    assert ask(f"/articles/?preview={link}&perspective=draft&perspective=draft").status_code == 400


def test_only_what_is_published_is_searched() -> None:
    problem = refused("/articles/", 400, preview=make_link(), q="words")
    assert problem["errors"][0]["parameter"] == "q"
    assert refused("/articles/", 400, preview=make_link(), perspective="2026-01-01", q="words")
    assert ask("/articles/", q="words", **bearer(make_token())).status_code == 200


def test_a_link_for_one_entry_shows_no_other_moment() -> None:
    problem = refused("/articles/", 400, preview=make_link(make_article()), perspective="2026-12-24")

    assert problem["errors"][0]["parameter"] == "perspective"
    assert problem["errors"][0]["nearest"] == "draft"


# --- links in answers


def test_links_in_answers_stay_in_the_preview() -> None:
    for _ in range(3):
        make_article(is_draft=True)
    link = make_link()
    first = read("/articles/", preview=link, perspective="draft", page_size=1)

    assert f"preview={link}" in first["next"]
    assert "perspective=draft" in first["next"]
    second = read(first["next"].partition("/api/v1")[2])
    assert f"preview={link}" in second["previous"]


def test_redirects_stay_in_the_preview_and_in_no_cache() -> None:
    article = make_article("Old name")
    edit(article, slug="new-name")
    link = make_link(article)
    for path in ("/articles/old-name/", "/articles"):
        response = ask(path, preview=link)
        assert response.status_code == 301, path
        assert f"preview={link}" in response["Location"]
        assert_private(response)


def test_a_moment_redirects_to_the_name_of_that_moment() -> None:
    article = make_article("First")
    edit_and_publish(article, slug="second")
    response = ask("/articles/first/", preview=make_link(), perspective="2999-01-01")

    assert response.status_code == 301
    assert "/articles/second/?" in response["Location"]
    assert "perspective=2999-01-01" in response["Location"]


# --- what the answers carry


@table("path", ["/articles/", "/articles/nothing/", "/nothing/", "/schema/", "/articles"])
@table("given", [{"preview": "x"}, {"perspective": "draft"}, {"headers": {"Authorization": "Bearer x"}}])
def test_nothing_that_carries_a_token_is_kept_by_a_cache(path: str, given: dict[str, Any]) -> None:
    assert_private(ask(path, **given))


def test_a_name_that_is_written_in_escapes_is_the_same_name() -> None:
    response = ask("/articles/?%70review=half")

    problem_in(response, 401)
    assert_private(response)


def test_what_anybody_may_read_is_open_to_every_origin_as_before() -> None:
    response = ask("/articles/", headers={"Origin": "https://elsewhere.example"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"].startswith("public")
    assert not response.has_header("X-Robots-Tag")


@table("path", ["/articles/", "/articles/nothing/", "/nothing/"])
def test_a_preview_is_open_to_the_origins_of_the_settings_alone(path: str, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    link = make_link()

    assert ask(path, preview=link, headers={"Origin": SITE})["Access-Control-Allow-Origin"] == SITE
    for origin in ("https://elsewhere.example", "null", f"{SITE}.evil.example", SITE.replace("https", "http"), ""):
        assert_private(ask(path, preview=link, headers={"Origin": origin}))


def preflight(origin: str, wanted: str) -> Any:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": wanted,
    }
    return ask("/articles/", method="OPTIONS", headers=headers)


@table("wanted", ["authorization", "Authorization", "accept, authorization"])
def test_a_browser_may_send_a_token_from_those_origins(wanted: str, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [SITE]

    allowed = preflight(SITE, wanted)
    assert allowed.status_code == 204
    assert allowed["Access-Control-Allow-Origin"] == SITE
    assert allowed["Access-Control-Allow-Headers"] == "Authorization"
    assert "GET" in allowed["Access-Control-Allow-Methods"]
    assert "Origin" in allowed["Vary"]
    refused = preflight("https://elsewhere.example", wanted)
    assert not refused.has_header("Access-Control-Allow-Origin")
    assert not refused.has_header("Access-Control-Allow-Headers")


def test_head_is_answered_as_get_without_the_body() -> None:
    make_article("Draft", is_draft=True)
    response = ask("/articles/draft/", method="HEAD", preview=make_link())

    assert response.status_code == 200
    assert response.content == b""
    assert_private(response)


def test_no_token_is_ever_logged(
    settings: Settings, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.ACCESS_LOG = True
    text, link = make_token(), make_link()
    for path in (*PREVIEWED, *OTHERS, "/nothing/", "/articles"):
        ask(path, preview=link, perspective="draft", **bearer(text))
        ask(path, preview=f"{link}x", **bearer(f"{text}x"))

    said = caplog.text + "".join(capfd.readouterr())
    assert link not in said
    assert text.split("_", 2)[2] not in said


# --- queries


def count_of(path: str, **given: Any) -> int:
    """Of an answer that Django makes, what a process remembers and the note of a token's use being there already."""
    with asking_django():
        ask(path, **given)
        with CaptureQueriesContext(connection) as captured:
            assert ask(path, **given).status_code == 200
    return len(captured)


@pytest.fixture
def previewed() -> Article:
    return make_article("One", roles=[make_role("A"), make_role("B")])


@table(
    "path", ["/articles/", "/articles/?role=a", "/articles/one/", "/roles/a/", "/comparisons/", "/comparisons/a-vs-b/"]
)
def test_a_preview_costs_its_token_and_what_is_remembered_of_the_present(path: str, previewed: Article) -> None:
    public = count_of(path)
    again = "&" if "?" in path else "?"

    assert count_of(path, **bearer(make_token())) == public + 1
    for link in (make_link(), make_link(previewed)):
        assert count_of(f"{path}{again}preview={link}") <= public + 5
    for perspective in ("draft", "2999-01-01"):
        assert count_of(f"{path}{again}perspective={perspective}", **bearer(make_token())) <= public + 5
