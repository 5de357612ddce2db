"""How each content type is read."""

from django.conf import settings

from cms.delivery.resources import ORDERINGS, Resource, add_resource

BY_NAME = {"name": "sort_title", **ORDERINGS}
# Where comparisons are, on the site and in the API.
COMPARISONS_PATH = "comparisons"

ARTICLE = add_resource(
    Resource(
        type="article",
        is_dated=True,
        path="articles",
        internal=("links", "muted"),
        one=("hero",),
        many=("authors", "tags", "roles"),
        by_title=("tags",),
        site_path="articles",
        default_ordering="-published_at",
        includes=(
            *("body", "skills", "related"),
            *("authors.bio", "authors.website", "tags.description"),
            *("roles.description", "roles.responsibilities", "roles.choose_if", "roles.articles"),
            *("roles.skills", "roles.skills.description", "skills.description", "skills.roles"),
        ),
    )
)
ROLE = add_resource(
    Resource(
        type="role",
        is_dated=True,
        path="roles",
        internal=("links",),
        site_path="roles",
        orderings=BY_NAME,
        default_ordering="name",
        includes=(
            *("description", "responsibilities", "choose_if", "skills", "similar", "articles"),
            *("skills.description", "similar.description", "similar.skills"),
        ),
    )
)
SKILL = add_resource(
    Resource(
        type="skill",
        path="skills",
        internal=("links",),
        orderings=BY_NAME,
        default_ordering="name",
        includes=("description", "roles", "articles", "roles.skills"),
    )
)
DIMENSION = add_resource(Resource(type="dimension", path="dimensions", orderings=BY_NAME, default_ordering="name"))
TAG = add_resource(
    Resource(
        type="tag",
        path="tags",
        orderings=BY_NAME,
        default_ordering="name",
        includes=("description", "articles"),
    )
)
AUTHOR = add_resource(
    Resource(
        type="author",
        path="authors",
        orderings=BY_NAME,
        default_ordering="name",
        includes=("bio", "website", "articles"),
    )
)
CALL_TO_ACTION = add_resource(Resource(type="call_to_action", path="calls-to-action"))


def comparison_url(slug: str) -> str:
    """Where the frontend shows a comparison."""
    return f"{settings.PUBLIC_SITE_URL}/{COMPARISONS_PATH}/{slug}"


def comparison_api_url(slug: str) -> str:
    return f"{settings.PUBLIC_API_URL}/api/v1/{COMPARISONS_PATH}/{slug}/"
