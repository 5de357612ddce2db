"""What the OpenAPI document says of the calls, in one line each."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from cms.delivery.openapi.operations import first_sentence
from cms.delivery.openapi.shared_documents import ProblemDocument

Method = TypeVar("Method", bound=Callable[..., Any])
PROBLEM = "application/problem+json"
TOKEN = OpenApiParameter("token", str, OpenApiParameter.PATH, description="As the mail has it.")
RETRY = OpenApiParameter(
    "Retry-After", int, OpenApiParameter.HEADER, response=[429, 503], description="Seconds until it is worth trying."
)


def call(
    operation_id: str,
    answer: Any,
    *,
    takes: Any = None,
    status: int = 200,
    problems: tuple[int, ...] = (),
    has_token: bool = True,
) -> Callable[[Method], Method]:
    """Document one method of a view; its docstring is the description."""

    def decorate(method: Method) -> Method:
        refusals = {(code, PROBLEM): ProblemDocument for code in sorted({400, *problems, 503})}
        return extend_schema(
            operation_id=operation_id,
            parameters=[*([TOKEN] if has_token else []), RETRY],
            request=takes,
            responses={status: OpenApiResponse(answer), **refusals},
            auth=[{}],  # type: ignore[list-item]
            summary=first_sentence(method.__doc__ or ""),
            description=(method.__doc__ or "").strip(),
            tags=["newsletter"],
        )(method)

    return decorate
