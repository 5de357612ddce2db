"""What the OpenAPI document says of lists and details, in one line a view."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers as s

from cms.api import pagination

from .documents import ProblemDocument
from .filters import EntryFilters
from .listing import orderings_of
from .previewing import DOCUMENTED as PREVIEW
from .resources import Resource

View = TypeVar("View", bound=type[Any])
PROBLEM = "application/problem+json"
PAGES = [
    OpenApiParameter("page", int, description=f"From 1 on, as far as the {pagination.DEEPEST:,}th entry."),
    OpenApiParameter(
        "page_size",
        int,
        description=f"From 1 to {pagination.MAX_PAGE_SIZE}; {pagination.PAGE_SIZE} if it is left out.",
    ),
]
SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH)


def documented(
    operation_id: str,
    answer: Any,
    *,
    parameters: Sequence[OpenApiParameter] = (),
    problems: Sequence[int] = (400,),
    tag: str,
) -> Callable[[View], View]:
    """Document a view's GET. The description is the view's docstring."""

    def decorate(view: View) -> View:
        previews = getattr(view, "previews", False)
        refusals = (401, 403) if previews else (401,)
        responses = {200: answer} | {(code, PROBLEM): ProblemDocument for code in sorted({*problems, *refusals})}
        schema = extend_schema(
            operation_id=operation_id,
            parameters=[*parameters, *(PREVIEW if previews else ())],
            responses=responses,
            auth=[{}, {"bearer": []}],  # type: ignore[list-item]
            description=(view.__doc__ or "").strip(),
            tags=[tag],
        )
        return extend_schema_view(get=schema)(view)

    return decorate


def listing(resource: Resource, filters: type[EntryFilters], item: type[Any]) -> Callable[[View], View]:
    narrowing = [
        OpenApiParameter(name, str, description=str(chosen.label)) for name, chosen in filters.base_filters.items()
    ]
    ordering = OpenApiParameter(
        "ordering", str, enum=orderings_of(resource), description=f"`{resource.default_ordering}` if it is left out."
    )
    return documented(
        f"list_{resource.path.replace('-', '_')}",
        envelope_of(item),
        parameters=[*PAGES, ordering, *narrowing],
        problems=(400, 404),
        tag=resource.path,
    )


def detail(resource: Resource, document: type[Any]) -> Callable[[View], View]:
    return documented(
        f"get_{resource.type}", document, parameters=[SLUG], problems=(301, 400, 404, 410), tag=resource.path
    )


def envelope_of(item: type[Any]) -> Any:
    """The list envelope around a serializer."""
    name = item.__name__.removesuffix("Document") + "List"
    return inline_serializer(
        name,
        {
            "count": s.IntegerField(),
            "next": s.URLField(allow_null=True),
            "previous": s.URLField(allow_null=True),
            "results": item(many=True),
        },
    )
