"""Answers against the OpenAPI document, strictly: what it does not name may not be there."""

import re
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from .asking import ROOT, ask

formats = FormatChecker(())


@formats.checks("uuid", raises=ValueError)
def _is_uuid(value: Any) -> bool:
    return str(UUID(value)) == value


@formats.checks("date-time", raises=ValueError)
def _is_utc(value: Any) -> bool:
    return value is None or (value.endswith("Z") and datetime.fromisoformat(value).tzinfo is not None)


@formats.checks("uri")
def _is_absolute(value: Any) -> bool:
    return value is None or (urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc))


@cache
def openapi() -> dict[str, Any]:
    """What it says of reading the content. What changes something, or stands behind a token, has tests of its own."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document | {"paths": {path: item for path, item in document["paths"].items() if reads_content(item)}}


def reads_content(item: dict[str, Any]) -> bool:
    """Whether a path of the document is one whose answer a reader may keep."""
    return "304" in item.get("get", {}).get("responses", {})


@cache
def _strict(is_whole: bool) -> dict[str, Any]:
    """The components, each closed: a key that is not documented is an error. Of an answer to `fields`, no key need be
    there."""
    components = deepcopy(openapi()["components"])
    if not is_whole:
        _require_nothing(components["schemas"])
    for schema in components["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return components


def _require_nothing(schema: Any) -> None:
    if isinstance(schema, list):
        for each in schema:
            _require_nothing(each)
    elif isinstance(schema, dict):
        if isinstance(schema.get("required"), list):
            del schema["required"]
        # Of several that nothing is required of, more than one may fit.
        if "oneOf" in schema:
            schema["anyOf"] = schema.pop("oneOf")
        for each in schema.values():
            _require_nothing(each)


def operation_of(path: str) -> dict[str, Any]:
    """The documented GET of a path such as `/articles/some-slug/`."""
    # What is written out first: /roles/match/ is no role's address.
    for template, item in sorted(openapi()["paths"].items(), key=lambda pair: pair[0].count("{")):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), ROOT + path):
            operation: dict[str, Any] = item["get"]
            return operation
    raise AssertionError(f"{path} is not in the OpenAPI document")


def wrong_with(answer: Any, path: str, status: int = 200, *, is_whole: bool = True) -> list[str]:
    """What an answer to a path is other than documented, as sentences. `is_whole`: `fields` left nothing out."""
    errors = _validator(operation_of(path)["operationId"], str(status), is_whole).iter_errors(answer)
    return [f"{path} {error.json_path}: {error.message[:300]}" for error in errors]


@cache
def _validator(operation_id: str, status: str, is_whole: bool) -> Draft202012Validator:
    operations = (item["get"] for item in openapi()["paths"].values())
    operation = next(each for each in operations if each["operationId"] == operation_id)
    media_type = "application/json" if status == "200" else "application/problem+json"
    schema = operation["responses"][status]["content"][media_type]["schema"]
    return Draft202012Validator({**schema, "components": _strict(is_whole)}, format_checker=formats)


def read_as_documented(path: str, /, **query: Any) -> Any:
    """A 200 whose body is what the OpenAPI document says."""
    response = ask(path, **query)
    assert response.status_code == 200, (path, response.content)
    answer = response.json()
    wrong = wrong_with(answer, path)
    assert not wrong, "\n".join(wrong)
    return answer
