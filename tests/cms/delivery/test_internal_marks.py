"""No answer of any address holds what only the platform should see."""

import re
from typing import Any

import pytest
from django.test import Client

from cms.delivery.answer_renderer import AnswerRenderer, LeakedMark
from cms.delivery.resources import resources
from cms.markup.marks import mark
from cms.publishing.internal_marks import ALL, has_marks, linked_ids, resolved, without_marks
from tests.articles import makers
from tests.articles.asking import ask
from tests.articles.contract import openapi, reads_content

ID = "0a3e4b0e-5a3d-4b1c-8f5e-2f8f5f2a9c41"
TEXT = {"html": f"<p>{mark(ID, 'there')}</p>", "markdown": mark(f"{ID}#part", "there"), "text": "there"}
SLUGS = {"article": "about", "role": "b", "skill": "skill", "tag": "tag", "author": "author", "image": "image"}


def test_marks_are_found_and_resolved_as_the_text_is_written() -> None:
    assert linked_ids({"a": [TEXT, TEXT]}) == [ID]
    assert resolved(TEXT, lambda _: "/x") == {
        "html": '<p><a href="/x">there</a></p>',
        "markdown": "[there](/x#part)",
        "text": "there",
    }
    assert not has_marks(without_marks({"a": [TEXT, "\x05src", "\x06/path"]}))


def test_a_mark_that_nobody_resolved_is_an_error_here_and_mended_in_production(settings: Any) -> None:
    for data in ({"text": TEXT}, b"a\x05b"):
        with pytest.raises(LeakedMark):
            AnswerRenderer().render(data)
    settings.CHECK_ANSWERS = False
    body = AnswerRenderer().render({"text": TEXT, "src": "\x05x"})
    assert b"there" in body
    assert b"\\u000" not in body
    assert AnswerRenderer().render({"about": "the escape \\u0002 itself"}) == b'{"about":"the escape \\\\u0002 itself"}'


@pytest.mark.django_db
def test_no_address_answers_with_one() -> None:
    skill = makers.make_skill("Skill", slug="skill")
    b = makers.make_role("B", slug="b", skills={skill: 1})
    makers.make_role("A", slug="a", skills={skill: 1}, description="Unlike [b](role:b).")
    makers.make_call_to_action("Call", slug="call", url="/newsletters/weekly", is_default=True)
    makers.make_article(
        "About",
        slug="about",
        body="See [b](role:b).",
        roles=[b],
        skills=[skill],
        tags=[makers.make_tag("Tag", slug="tag")],
        authors=[makers.make_author("Author", slug="author")],
        hero=makers.make_image("Image", slug="image"),
    )
    asked = []
    for template, item in openapi()["paths"].items():
        if not reads_content(item):
            continue
        parameters = {each["name"]: each["schema"] for each in item["get"].get("parameters", [])}
        kind = template.split("/")[3].rstrip("s")
        path = template.removeprefix("/api/v1").replace("{slugs}", "a-vs-b").replace("{from}", "a").replace("{to}", "b")
        path = re.sub(r"{\w+}", SLUGS.get(kind, "call"), path)
        query: dict[str, Any] = {"skills": "skill", "path": "/articles/about"} | (
            {"q": "about"} if path == "/search/" else {}
        )
        query = {name: value for name, value in query.items() if name in parameters}
        includes = [of_type.includes for of_type in resources() if template.startswith(f"/api/v1/{of_type.path}/")]
        if "include" in parameters and includes and includes[0]:
            query["include"] = ",".join(includes[0])
        asked.append((path, ask(path, **query)))
    files = ("/sitemap.xml", "/llms.txt", "/feeds/articles.rss", "/feeds/articles.json")
    asked += [(path, Client().get(path)) for path in files]
    for path, response in asked:
        assert response.status_code in (200, 404), (path, response.content)
        body = response.content.decode()
        assert not any(each in body or f"\\u{ord(each):04x}" in body for each in ALL), path
    assert sum(response.status_code == 200 for _, response in asked) > 25
