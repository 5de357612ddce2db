"""Values that the seed has, for the parameters of the OpenAPI document."""

from typing import Any

from tests.articles.asking import slugs
from tests.cms.tokens.makers import make_link

MOMENTS = ["2020-01-01", "2026-05-17T09:00:00Z", "2999-12-31T23:59:59.999999Z"]


def values_of_the_seed() -> dict[str, list[str]]:
    """By the name of the parameter; a `slug` by the path, such as `/articles/`."""
    found = {
        f"/{name}/": slugs(f"/{name}/", page_size=100)
        for name in ("articles", "roles", "skills", "tags", "authors", "images", "dimensions", "calls-to-action")
    }
    found["newsletter"] = slugs("/newsletter/")
    found["/newsletter/"] = slugs(f"/newsletter/{found['newsletter'][0]}/issues/")
    roles, words = found["/roles/"], ["engineer", "ci/cd", '"machine learning"', "zzz"]
    found |= {
        "article": found["/articles/"],
        "from": roles,
        "to": roles,
        "slugs": ["-vs-".join(roles[:number]) for number in (2, 3, 6)],
        "language": ["en"],
        "kind": ["article", "comparison", "comparison,article"],
        "explain": ["0", "1"],
        "type": ["article", "role,skill"],
        "q": words,
        "skills": ["docker,k8s", "python"],
        "path": [f"/articles/{found['/articles/'][0]}", f"/comparisons/{roles[0]}-vs-{roles[1]}", "/nothing/here"],
        "perspective": ["draft", *MOMENTS],
        "preview": [make_link()],
        "cursor": [""],
        "since": [""],
    }
    for name in ("tag", "role", "skill", "author"):
        each = found[f"/{name}s/"]
        found[name] = found[f"{name}__all"] = [*each, ",".join(each[:2])]
    for name in ("published_at__gte", "published_at__lt", "updated_at__gte", "updated_at__lt"):
        found[name] = MOMENTS
    return found


def values_for(name: str, path: str, values: dict[str, list[str]]) -> list[str]:
    """Of one parameter of an operation; empty if the seed does not say."""
    noun = path.removeprefix("/api/v1").partition("{")[0]
    return values.get(noun if name == "slug" else name, [])


def with_dictionaries(document: dict[str, Any], values: dict[str, list[str]]) -> dict[str, Any]:
    """What makes schemathesis take every other value from the seed."""
    dictionaries: dict[str, Any] = {}
    operations = []
    for path, item in document["paths"].items():
        bound = {}
        for parameter in item["get"].get("parameters", []):
            name, where = parameter["name"], parameter["in"]
            known = [value for value in values_for(name, path, values) if value]
            if known:
                key = name if name != "slug" else path.split("/")[3]
                dictionaries[key] = {"values": known}
                bound[f"{where}.{name}"] = {"dictionary": key, "probability": 0.7}
        operations.append({"include-operation-id": item["get"]["operationId"], "parameters": bound})
    return {"dictionaries": dictionaries, "operations": operations}
