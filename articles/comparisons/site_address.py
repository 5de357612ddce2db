"""What stands at the frontend's addresses that are no entry's own: comparisons."""

from typing import Any

from rest_framework import serializers as s

from cms.api.problems import InvalidValue, NotFound
from cms.delivery.reader import Reader
from cms.delivery.site_paths import add_resolver
from cms.publishing.serializers import Constant

from .comparison import compare
from .comparison_slugs import PATH, comparison_api_url, slugs_in


class ResolvedRoleOfComparison(s.Serializer[Any]):
    id = s.UUIDField()
    type = Constant("role")
    slug = s.SlugField()
    url = s.URLField()
    name = s.CharField()
    summary = s.CharField()


class ResolvedComparison(s.Serializer[Any]):
    """What is there: a comparison, with its address in the API."""

    type = Constant("comparison")
    slug = s.SlugField()
    url = s.URLField(help_text="The one address to index for these roles, whatever their order.")
    api_url = s.URLField()
    title = s.CharField()
    roles = ResolvedRoleOfComparison(many=True)


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


add_resolver(PATH, ResolvedComparison, resolve_comparison)
