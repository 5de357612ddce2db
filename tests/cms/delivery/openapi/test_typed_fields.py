"""The OpenAPI document says of which type an entry is, so that generated types can tell one from another."""

from typing import Any

import pytest

from cms.delivery.followed_types import followed_types
from cms.publishing.content_types import entry_types
from tests.articles.contract import openapi


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    found: dict[str, Any] = openapi()["components"]["schemas"]
    return found


def test_every_shape_of_an_entry_has_its_type_as_a_constant(schemas: dict[str, Any]) -> None:
    entries = {
        name: each["properties"] for name, each in schemas.items() if {"id", "slug"} <= {*each.get("properties", ())}
    }
    types = {name: members["type"].get("const") for name, members in entries.items() if name != "ChangeDocument"}
    assert set(types.values()) == {"article", "author", "call_to_action", "dimension", "image", "role", "skill", "tag"}
    assert types["ArticleDocumentRolesSkills"] == "skill"


def test_a_change_is_of_any_registered_type(schemas: dict[str, Any]) -> None:
    reference = schemas["ChangeDocument"]["properties"]["type"]["$ref"]
    names = {each.name for each in entry_types()} | {each.name for each in followed_types()}
    assert set(schemas[reference.rpartition("/")[2]]["enum"]) == names


def test_each_member_of_a_union_has_the_type_that_leads_to_it(schemas: dict[str, Any]) -> None:
    unions = {name: each["discriminator"] for name, each in schemas.items() if "discriminator" in each}
    assert set(unions) == {"LinkTarget", "SearchHit"}
    for discriminator in unions.values():
        for of_type, reference in discriminator["mapping"].items():
            assert schemas[reference.rpartition("/")[2]]["properties"]["type"]["const"] == of_type
