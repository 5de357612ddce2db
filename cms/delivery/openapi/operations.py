"""What the OpenAPI document says of lists and details, in one line a view."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers as s

from cms.api import pagination
from cms.delivery.lists.entry_lists import orderings_of
from cms.delivery.lists.filters import EntryFilters
from cms.delivery.parameters.answer_parameters import Answers
from cms.delivery.parameters.preview_parameters import DOCUMENTED as PREVIEW
from cms.delivery.resources import Resource

from . import value_schemas as values
from .parameter_descriptions import asking_parameters, with_optional
from .response_headers import headers_of
from .shared_documents import ProblemDocument

View = TypeVar("View", bound=type[Any])
JSON, PROBLEM = "application/json", "application/problem+json"
PAGES = [
    OpenApiParameter("page", values.PAGE, description=f"From 1 on, as far as the {pagination.DEEPEST:,}th entry."),
    OpenApiParameter(
        "page_size",
        values.page_size(),
        description=f"From 1 to {pagination.MAX_PAGE_SIZE}; {pagination.PAGE_SIZE} if it is left out.",
    ),
]
LIST_PAGES = [
    *PAGES,
    OpenApiParameter(
        pagination.CURSOR,
        values.GIVEN,
        description="Walks the list from end to end, however long it is: empty at first, then as `next` and `previous` "
        "have it. The answer has no `count`. Not together with `page`.",
    ),
]
SLUG = OpenApiParameter("slug", values.SLUG, OpenApiParameter.PATH)
NOT_MODIFIED = OpenApiResponse(description="What the client has, by its `If-None-Match`, is what there is.")


def documented(
    operation_id: str,
    answer: Any,
    *,
    parameters: Sequence[OpenApiParameter] = (),
    includes: Sequence[str] = (),
    problems: Sequence[int] = (400,),
    tag: str,
    media_type: str = JSON,
) -> Callable[[View], View]:
    """Document a view's GET, and let its base class understand `fields`, and `include` of these paths.

    The description is the view's docstring. `problems` are those of this view; those that can befall every view, and a
    limited one, are added.
    """
    # Of a schema that is written by hand, or of one of several, nobody knows the members.
    has_members = media_type == JSON and not isinstance(answer, dict | PolymorphicProxySerializer)
    answers = Answers(answer, tuple(includes)) if has_members else None
    asking = asking_parameters(answers) if answers else []
    described = with_optional(answers) if answers else answer

    def decorate(view: View) -> View:
        view.answers = answers
        previews = getattr(view, "previews", False)
        is_limited = bool(getattr(view, "limited", ""))
        refusals = {*problems, 401, *([403] * previews), *([429] * is_limited), 503}
        refused = {(code, PROBLEM): ProblemDocument for code in sorted(refusals)}
        responses = {(200, media_type): described, 304: NOT_MODIFIED} | refused
        headers = headers_of(refusals, is_limited=is_limited)
        schema = extend_schema(
            operation_id=operation_id,
            parameters=[*parameters, *asking, *(PREVIEW if previews else ()), *headers],
            responses=responses,
            auth=[{}, {"bearer": []}],  # type: ignore[list-item]
            summary=first_sentence(view.__doc__ or ""),
            description=(view.__doc__ or "").strip(),
            tags=[tag],
        )
        return extend_schema_view(get=schema)(view)

    return decorate


def first_sentence(text: str) -> str:
    """What an operation does, short enough for a table of contents."""
    first = " ".join(text.strip().split("\n\n")[0].split())
    return first.split(". ")[0].split(":")[0].rstrip(".")


def listing(
    resource: Resource,
    filters: type[EntryFilters],
    item: type[Any],
    *,
    path: str = "",
    includes: Sequence[str] | None = None,
) -> Callable[[View], View]:
    """The list of a type, or one at another path whose items are made of its entries."""
    path = path or resource.path
    narrowing = [
        OpenApiParameter(name, values.values_of(chosen), description=values.about(chosen))
        for name, chosen in filters.base_filters.items()
    ]
    ordering = OpenApiParameter(
        "ordering", str, enum=orderings_of(resource), description=f"`{resource.default_ordering}` if it is left out."
    )
    return documented(
        f"list_{path.replace('-', '_')}",
        envelope_of(item, by_cursor=True),
        parameters=[*LIST_PAGES, ordering, *narrowing],
        includes=resource.includes if includes is None else includes,
        problems=(400, 404),
        tag=path,
    )


def detail(resource: Resource, document: type[Any]) -> Callable[[View], View]:
    return documented(
        f"get_{resource.type}",
        document,
        parameters=[SLUG],
        includes=resource.includes,
        problems=(301, 400, 404, 410),
        tag=resource.path,
    )


def envelope_of(item: type[Any], *, by_cursor: bool = False) -> Any:
    """The list envelope around a serializer."""
    count = s.IntegerField(required=False, help_text="Not by cursor.") if by_cursor else s.IntegerField()
    name = item.__name__.removesuffix("Document") + "List"
    return inline_serializer(
        name,
        {
            "count": count,
            "next": s.URLField(allow_null=True),
            "previous": s.URLField(allow_null=True),
            "results": item(many=True),
        },
    )
