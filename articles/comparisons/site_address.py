"""What stands at the frontend's addresses that are no entry's own: comparisons."""

from typing import Any

from cms.api.problems import InvalidValue, NotFound
from cms.delivery.reader import Reader
from cms.delivery.site_paths import add_resolver

from .comparison import compare
from .comparison_slugs import PATH, comparison_api_url, slugs_in


def resolve_comparison(reader: Reader, slugs: str) -> dict[str, Any]:
    """`{"type", "slug", "url", "api_url", "title", "roles"}`; `url` is the one address of these roles that is to be
    indexed. Four queries. Raises Moved, Gone, NotFound."""
    try:
        answer = compare(reader, slugs_in(slugs))
    except InvalidValue as refusal:
        raise NotFound(str(refusal.detail)) from None
    shown = [{key: role[key] for key in ("id", "type", "slug", "url", "name", "summary")} for role in answer["roles"]]
    return {
        "type": "comparison",
        "slug": answer["slug"],
        "url": answer["canonical"],
        "api_url": comparison_api_url(answer["slug"]),
        "title": answer["title"],
        "roles": shown,
    }


add_resolver(PATH, resolve_comparison)
