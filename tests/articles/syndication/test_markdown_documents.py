"""What language models read: llms.txt, and articles as Markdown."""

import re

import pytest
from pytest_django import Settings

from cms import markup
from cms.publishing.publishing import retract
from tests.articles.api.conftest import through_the_front
from tests.articles.asking import ask, ask_at, problem_in, queries_at, refused
from tests.articles.makers import edit_and_publish, make_article, make_author, make_copies, make_role, make_tag
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("through_the_front")]
__all__ = ["through_the_front"]


def document(slug: str) -> str:
    response = ask(f"/articles/{slug}.md")
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    text: str = response.content.decode()
    return text


def llms() -> str:
    response = ask_at("/llms.txt")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text: str = response.content.decode()
    return text


def rendered(text: str) -> markup.RenderedText:
    return markup.render(text, links={})


def test_an_article_is_a_document_with_what_is_known_of_it() -> None:
    make_role("Other", is_draft=True)
    make_article(
        "One",
        subtitle="On one thing",
        excerpt="In short.",
        body="Read [them](role:analyst), <b>bold</b> <!-- hidden --> and [these](role:other).\n\n## Part",
        authors=[make_author("Ada"), make_author("Grace")],
        roles=[make_role("Analyst")],
        tags=[make_tag("Careers")],
    )
    text = document("one")
    assert text.startswith(
        "# One\n\n*On one thing*\n\n> In short.\n\n- Address: <https://www.example.org/articles/one>\n"
    )
    assert "- By: Ada, Grace\n- Roles: [Analyst](https://www.example.org/roles/analyst)\n- Tags: Careers\n" in text
    assert text.endswith("Read [them](https://www.example.org/roles/analyst), **bold** and these.\n\n## Part\n")
    assert re.search(r"- Published: \d{4}-\d\d-\d\d\n- Updated: \d{4}-\d\d-\d\d\n- Language: en\n", text)
    assert "hidden" not in text


@table(
    "hostile",
    ["# [x](javascript:a) <script>alert(1)</script> `code` *b* _i_ | ~~ > \\", "](https://evil.example)", "a\nb\n# c"],
    rolled_back=True,
)
def test_hostile_titles_are_titles(hostile: str) -> None:
    make_article(hostile, slug="one", excerpt=hostile, authors=[make_author(hostile, slug="x")])
    heading, *rest = document("one").split("\n")
    assert rendered(heading).toc[0]["title"] == " ".join(hostile.split())
    for line in (heading, *rest[:8]):
        assert "<script" not in rendered(line).html
        # A bare address is a link to itself, as everywhere; no title makes one that shows something else.
        shown = re.findall(r'href="([^"]*evil[^"]*)"[^>]*>([^<]*)<', rendered(line).html)
        assert all(text == address for address, text in shown)
    (listed,) = [line for line in llms().split("\n") if "/one.md" in line]
    first, *others = re.findall(r'href="([^"]*)"[^>]*>([^<]*)', rendered(listed).html)
    assert first[0] == "https://api.example.org/api/v1/articles/one.md"
    assert all(text == address for address, text in others)


def test_an_old_slug_a_retracted_article_and_a_draft_answer_as_the_article_does() -> None:
    article = make_article("One")
    edit_and_publish(article, slug="uno")
    response = ask("/articles/one.md")
    assert response.status_code == 301
    assert response["Location"] == "https://api.example.org/api/v1/articles/uno.md"
    retract(article)
    refused("/articles/uno.md", 410)
    make_article("Canary", is_draft=True)
    problem = refused("/articles/canary.md", 404)
    assert problem["detail"] == "There is no article “canary”."
    refused("/articles/none.md", 404)
    refused("/articles/\x00.md", 404)


def test_a_slug_that_ends_like_a_file_is_no_other_article() -> None:
    make_article("One")
    refused("/articles/one.md.md", 404)
    refused("/articles/one.md/", 404)


def test_an_unknown_parameter_is_refused_as_everywhere_in_the_api() -> None:
    make_article("One")
    refused("/articles/one.md", nonsense="1")


def test_the_list_links_to_the_documents() -> None:
    make_article("One", excerpt="In short.")
    make_article("Both", excerpt="", body="Text", roles=[make_role("A"), make_role("B")])
    make_article("Canary draft", is_draft=True)
    make_role("Canary role", is_draft=True)
    retract(make_article("Canary gone"))
    text = llms()
    assert text.startswith("# Roles, compared\n\n> What people in different roles do")
    api = "https://api.example.org/api/v1"
    assert f"## Comparisons\n\n- [Both]({api}/articles/both.md): Text\n" in text
    assert f"## Articles\n\n- [One]({api}/articles/one.md): In short.\n" in text
    assert f"## Roles\n\n- [A]({api}/roles/a/): What it is.\n- [B]({api}/roles/b/): What it is.\n" in text
    assert "canary" not in text.lower()
    for url in re.findall(r"\((https://api[^)]*)\)", text):
        assert ask_at(url.removeprefix("https://api.example.org")).status_code == 200, url


def test_the_list_of_an_empty_site_says_what_it_is() -> None:
    assert "## Articles" not in llms()
    assert "## Optional" in llms()


def test_its_name_and_description_are_the_operator_s(settings: Settings) -> None:
    settings.SITE_NAME, settings.SITE_DESCRIPTION = "Ours *", "All of\nit."
    assert llms().startswith("# Ours \\*\n\n> All of it.\n")


def test_parameters_do_no_harm_to_the_list() -> None:
    assert ask_at("/llms.txt?utm_source=x").status_code == 200
    problem_in(ask_at("/llms.txt/"), 404)


def test_they_cost_a_fixed_number_of_queries() -> None:
    article = make_article("One", roles=[make_role("A")], tags=[make_tag()], body="[x](role:a)")
    assert len(queries_at("/api/v1/articles/one.md")) == 2
    make_copies(article, 20)
    assert len(queries_at("/llms.txt")) == 2
