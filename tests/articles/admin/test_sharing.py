"""Links to drafts, made by editors and on the command line."""

from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command

from articles.models import Article
from cms.publishing.binning import discard
from cms.tokens.preview_links import read_link
from tests.articles.asking import ask
from tests.articles.makers import edit, make_article, make_role, make_skill, make_tag
from tests.tables import table

from .browsing import url_of
from .people import make_client

pytestmark = pytest.mark.django_db


def made_by(person: str, entry: Any, hours: int = 48) -> dict[str, str]:
    """The addresses on the page, by the id of their fields."""
    response = make_client(person).post(url_of(entry, "preview"), {"hours": str(hours)})
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    return {str(field["id"]): str(field["value"]) for field in page.select("input.copied")}


def answered(url: str) -> Any:
    parts = urlsplit(url)
    query: dict[str, Any] = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return ask(parts.path.removeprefix("/api/v1"), **query)


@pytest.mark.parametrize("is_draft", [True, False])
def test_a_writer_shares_a_draft_with_whoever_has_no_account(is_draft: bool) -> None:
    article = make_article("Before", is_draft=is_draft)
    edit(article, title="After", slug="after")

    links = made_by("Writer", article)

    assert links["id_site_url"].startswith("https://www.example.org/articles/after?preview=")
    assert links["id_api_url"].startswith("https://api.example.org/api/v1/articles/after/?preview=")
    assert answered(links["id_api_url"]).json()["title"] == "After"
    edit(article, title="Later still")
    assert answered(links["id_api_url"]).json()["title"] == "Later still"


def test_what_the_site_has_no_page_for_has_a_link_to_the_api_alone() -> None:
    assert set(made_by("Editor", make_skill("Skill"))) == {"id_api_url"}
    assert set(made_by("Editor", make_role("Role"))) == {"id_api_url", "id_site_url"}


def test_that_a_link_was_made_is_in_the_history_and_the_link_is_not() -> None:
    article = make_article("Article", is_draft=True)
    token = made_by("Writer", article)["id_api_url"].partition("preview=")[2]

    page = make_client("Writer").get(url_of(article, "history")).content.decode()
    assert "Shared a preview, good until" in page
    assert token not in page
    assert token not in str(list(LogEntry.objects.values()))


def test_the_button_is_offered_to_who_may_change_the_entry_and_to_nobody_else() -> None:
    role = make_role("Role")

    assert url_of(role, "preview") in make_client("Editor").get(url_of(role)).content.decode()
    assert url_of(role, "preview") not in make_client("Writer").get(url_of(role)).content.decode()
    tag = make_tag("Tag")
    assert url_of(tag, "preview") not in make_client("Publisher").get(url_of(tag)).content.decode()


@table("hours", ["", "0", "-1", "49", "1000000", "48.5", "x", "\x00"], rolled_back=True)
def test_other_spans_than_those_offered_are_refused(hours: str) -> None:
    article = make_article("Article")
    response = make_client("Writer").post(url_of(article, "preview"), {"hours": hours})

    assert b"errorlist" in response.content
    assert b"preview=" not in response.content
    assert not LogEntry.objects.exists()


def test_what_cannot_be_shown_cannot_be_shared() -> None:
    article = make_article("Article")
    edit(article, body="word " * 50_000)
    response = make_client("Writer").post(url_of(article, "preview"), {"hours": "48"})

    assert b"cannot be shown as it is" in response.content
    assert b"preview=" not in response.content


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("preview_link", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue().splitlines()


def test_a_command_makes_a_link_to_one_draft() -> None:
    article = make_article("Live", slug="page")
    edit(article, title="Draft")
    api_url, site_url = run("article", "page", "--hours", "2")

    assert answered(api_url).json()["title"] == "Draft"
    assert site_url.startswith("https://www.example.org/articles/page?preview=")


def test_a_command_makes_a_link_to_every_draft() -> None:
    make_article("Draft", is_draft=True)
    api_url, site_url = run("--everything")

    assert answered(api_url).json()["count"] == 1
    assert read_link(site_url.partition("preview=")[2]).entry is None


@table(
    ("arguments", "said"),
    [
        ([], "Name a type and a slug"),
        (["article"], "Name a type and a slug"),
        (["article", "page", "--everything"], "Name a type and a slug"),
        (["artcle", "page"], "invalid choice"),
        (["article", "nothing"], "There is no article"),
        (["article", "page", "--hours", "0"], "1 to 720 hours"),
        (["article", "page", "--hours", "721"], "1 to 720 hours"),
        (["tag", "tag"], "no draft to share"),
    ],
    given=lambda: make_article("Article", slug="page", tags=[make_tag("Tag")]),
)
def test_a_command_says_what_it_cannot_do(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*arguments)


def test_what_lies_in_the_bin_is_shared_by_nobody() -> None:
    article = make_article("Article", slug="page")
    discard(Article.objects.get(pk=article.pk))

    assert make_client("Publisher").get(url_of(article, "preview")).status_code == 302
    with pytest.raises(CommandError, match="There is no article"):
        run("article", "page")
