"""JSON-LD, against what schema.org has words for and search engines ask for."""

import json
from typing import Any

import pytest
from pytest_django import Settings

from articles.structured_data import licence_url
from cms.publishing.publishing import retract
from tests.articles.api.conftest import through_the_front
from tests.articles.asking import queries_of, read
from tests.articles.makers import make_article, make_author, make_image, make_role, make_skill, make_tag
from tests.tables import table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("through_the_front")]
__all__ = ["through_the_front"]
SITE = "https://www.example.org"

# Which properties each type has, of those that are used here (schema.org), and which a search engine requires.
OF_A_THING = {"@id", "@type", "name", "url", "description", "image", "sameAs", "alternateName", "mainEntityOfPage"}
OF_A_WORK = OF_A_THING | {"headline", "alternativeHeadline", "datePublished", "dateModified", "inLanguage", "author"}
OF_A_WORK |= {"publisher", "keywords", "about", "isPartOf", "license", "creditText", "acquireLicensePage"}
PROPERTIES = {
    "Article": OF_A_WORK | {"wordCount"},
    "BreadcrumbList": OF_A_THING | {"itemListElement"},
    "CreativeWork": OF_A_WORK,
    "DefinedTerm": OF_A_THING,
    "ImageObject": OF_A_WORK | {"contentUrl", "width", "height", "caption"},
    "ItemList": OF_A_THING | {"itemListElement", "numberOfItems"},
    "ListItem": OF_A_THING | {"position", "item"},
    "Occupation": OF_A_THING | {"skills", "responsibilities"},
    "Organization": OF_A_THING,
    "Person": OF_A_THING,
    "WebSite": OF_A_WORK,
}
REQUIRED = {
    "Article": {"headline", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage", "description"},
    "BreadcrumbList": {"itemListElement"},
    "DefinedTerm": {"name"},
    "ImageObject": {"contentUrl"},
    "ItemList": {"itemListElement"},
    "ListItem": {"position", "item"},
    "Occupation": {"name"},
    "Person": {"name"},
}
ADDRESSES = {"url", "contentUrl", "@id", "acquireLicensePage", "mainEntityOfPage"}


def check(node: Any, *, is_root: bool = True) -> None:
    """Fails for a type or property that schema.org does not have there, for an empty value, a relative address."""
    if is_root:
        assert node.pop("@context") == "https://schema.org"
        assert json.loads(json.dumps(node)) == node
        if "@graph" in node:
            assert set(node) == {"@graph"}
            ids = {one["@id"] for one in node["@graph"]}
            assert len(ids) == len(node["@graph"])
            for one in node["@graph"]:
                check(one, is_root=False)
            return
    if isinstance(node, list):
        for one in node:
            check(one, is_root=False)
    if not isinstance(node, dict) or set(node) == {"@id"}:
        return
    name = node["@type"]
    assert set(node) <= PROPERTIES[name] | {"@type"}, name
    assert set(node) >= REQUIRED.get(name, set()), name
    for key, value in node.items():
        assert value not in (None, "", [], {}), (name, key)
        if key in ADDRESSES:
            assert value.startswith(("https://", "http://")), (name, key, value)
        check(value, is_root=False)


def of_article(slug: str) -> dict[str, Any]:
    """The nodes of an article's JSON-LD, by type."""
    json_ld = read(f"/articles/{slug}/")["seo"]["json_ld"]
    check(dict(json_ld))
    return {node["@type"]: node for node in json_ld["@graph"]}


def test_an_article_is_an_article_in_its_trail_with_its_picture() -> None:
    image = make_image("Hero", credit_name="Ada", credit_source="Archive", licence="CC BY 4.0", caption="A desk")
    make_article(
        "One",
        subtitle="Sub",
        excerpt="In short.",
        hero=image,
        authors=[make_author("Ada"), make_author("Grace")],
        tags=[make_tag("Careers")],
        roles=[make_role("Analyst")],
    )
    nodes = of_article("one")
    page = read("/articles/one/")
    article, url = nodes["Article"], f"{SITE}/articles/one"
    assert article["headline"] == "One"
    assert article["description"] == "In short."
    assert (article["datePublished"], article["dateModified"]) == (page["published_at"], page["updated_at"])
    assert article["author"] == [{"@type": "Person", "name": "Ada"}, {"@type": "Person", "name": "Grace"}]
    assert article["keywords"] == ["Careers"]
    assert article["about"][0]["url"] == f"{SITE}/roles/analyst"
    assert article["mainEntityOfPage"] == url
    picture = nodes["ImageObject"]
    assert article["image"] == {"@id": picture["@id"]}
    assert picture["contentUrl"] == page["hero"]["src"]
    assert picture["creditText"] == "Ada / Archive"
    assert picture["license"] == "https://creativecommons.org/licenses/by/4.0/"
    trail = [(item["position"], item["item"]) for item in nodes["BreadcrumbList"]["itemListElement"]]
    assert trail == [(1, f"{SITE}/"), (2, f"{SITE}/articles/"), (3, url)]


def test_an_article_with_nothing_but_its_text_is_valid() -> None:
    make_article("One")
    nodes = of_article("one")
    assert nodes["Article"]["author"] == [nodes["Article"]["publisher"]]
    assert set(nodes) == {"Article", "BreadcrumbList"}


def test_a_licence_that_has_no_address_is_named() -> None:
    make_article("One", hero=make_image("Hero", licence="By courtesy of the archive"))
    expected = {"@type": "CreativeWork", "name": "By courtesy of the archive"}
    assert of_article("one")["ImageObject"]["license"] == expected


def test_what_search_engines_are_told_is_what_the_editor_said() -> None:
    make_article("One", seo_description="For them.", canonical_url="https://elsewhere.example/one")
    article = of_article("one")["Article"]
    assert article["description"] == "For them."
    assert article["mainEntityOfPage"] == "https://elsewhere.example/one"


def test_what_is_not_public_is_in_none_of_it() -> None:
    role = make_role("Canary role", is_draft=True)
    skill = make_skill("Canary skill", same_as=["https://canary.example"], is_draft=True)
    other = make_role("Analyst", skills={skill: 0.5})
    make_article("One", roles=[role, other])
    for path in ("/articles/one/", "/roles/analyst/"):
        assert "canary" not in json.dumps(read(path)).lower()


def test_a_role_is_an_occupation_with_its_skills_as_terms() -> None:
    sql = make_skill("SQL", same_as=["https://www.wikidata.org/wiki/Q47607"])
    gone, unused = make_skill("Gone"), make_skill("Unused")
    make_role(
        "Analyst",
        aliases=["Data analyst"],
        same_as=["https://www.wikidata.org/wiki/Q1"],
        responsibilities=["Look", "Tell"],
        skills={sql: 0.9, gone: 0.4, make_skill("Excel"): 0.3, unused: 0},
    )
    retract(gone)
    json_ld = read("/roles/analyst/")["json_ld"]
    check(dict(json_ld))
    occupation, trail = json_ld["@graph"]
    assert (occupation["@type"], occupation["name"]) == ("Occupation", "Analyst")
    assert occupation["skills"] == [
        {"@type": "DefinedTerm", "name": "SQL", "sameAs": ["https://www.wikidata.org/wiki/Q47607"]},
        {"@type": "DefinedTerm", "name": "Excel"},
    ]
    assert occupation["responsibilities"] == ["Look", "Tell"]
    assert occupation["alternateName"] == ["Data analyst"]
    assert trail["itemListElement"][-1]["item"] == f"{SITE}/roles/analyst"


def test_a_comparison_is_a_list_of_its_roles_in_order() -> None:
    a, b = make_role("A"), make_role("B")
    make_article("On them", roles=[b, a])
    comparison = read("/comparisons/a-vs-b/")
    json_ld = comparison["json_ld"]
    assert json_ld == {**json_ld, "url": f"{SITE}/comparisons/b-vs-a", "numberOfItems": 2}
    assert [item["item"]["name"] for item in json_ld["itemListElement"]] == ["A", "B"]
    check(dict(json_ld))
    check(dict(read("/articles/on-them/")["comparison"]["json_ld"]))


def test_hostile_texts_stay_texts() -> None:
    hostile = "</script><script>alert(1)</script> \" ' \\ \u2028 ]]>"
    make_article(hostile, slug="one", authors=[make_author(hostile, slug="x")])
    assert of_article("one")["Article"]["headline"] == hostile


def test_the_addresses_follow_the_settings(settings: Settings) -> None:
    settings.PUBLIC_SITE_URL, settings.SITE_NAME = "https://other.example", "Other"
    make_article("One")
    article = of_article("one")["Article"]
    assert article["url"] == "https://other.example/articles/one"
    assert article["publisher"] == {"@type": "Organization", "name": "Other", "url": "https://other.example/"}


def test_structured_data_costs_no_query() -> None:
    make_article("One", roles=[make_role("A", skills={make_skill(): 0.5}), make_role("B")], hero=make_image())
    assert len(queries_of("/articles/one/")) <= 4
    assert len(queries_of("/roles/a/")) <= 4
    assert len(queries_of("/comparisons/a-vs-b/")) <= 4


@table(
    ("licence", "url"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc by-nc-sa 3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        ("CC BY-SA 2.0 DE", "https://creativecommons.org/licenses/by-sa/2.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://unsplash.com/license", "https://unsplash.com/license"),
        ("All rights reserved", ""),
        ("CC BY", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_licence_has_an_address(licence: str, url: str) -> None:
    assert licence_url(licence) == url
