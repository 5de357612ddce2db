"""The base of every view that answers a reader."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.http import http_date
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from cms.api import pagination
from cms.api.content_negotiation import JSONWhateverTheAccept
from cms.api.parameters import refuse_unknown
from cms.api.private_answers import is_private
from cms.api.problems import Moved
from cms.api.rate_limits import RateCount
from cms.api.read_view import ReadView
from cms.api.traffic import ROUTE
from cms.publishing.reading.perspectives import Perspective
from cms.publishing.timeline.content_version import Version, current_version, next_change_after
from cms.tokens.reading_limits import counted_reader

from .answer_renderer import AnswerRenderer
from .cache.dependencies import Dependencies
from .cache.representations import ALWAYS_ASK, DELIVERED, SETTLED, UNSETTLED, cache_control
from .cache.response_cache import KEPT
from .lists.entry_lists import list_entries
from .lists.filters import EntryFilters
from .parameters.answer_parameters import Answers
from .parameters.preview_parameters import PARAMETERS, perspective_asked_for
from .reader import Reader
from .resources import Resource

EXPOSED = "ETag, Last-Modified, Cache-Control, Cache-Tag, X-Content-Version, Location, Retry-After"
EXPOSED += ", RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
# A publish in the middle of building an answer can tear it; then it is built again, and this often at most.
BUILDS = 3


class DeliveryView(ReadView):
    """Answers GET and HEAD from one perspective. Subclasses write `answer`: it returns JSON data or raises a Problem.

    Safe by default: a parameter that is neither in `parameters` nor in `understood` is refused before `answer` is
    called, unless `takes_any_parameter` says otherwise; only tokens with the right scope see another perspective, and
    only if `previews`; no answer leaves with an internal mark in it (`answer_renderer`).

    `parameters` lists the query parameters that `answer` parses; `answers` describes what it answers, and is set by
    `documented`. `is_kept` says whether its answers are worth keeping until the content changes: not if
    hardly anybody asks the same again. `limited` names the limit in RATE_LIMITS (TOKEN_RATE_LIMITS) that its requests
    count towards.
    """

    renderer_classes = [AnswerRenderer]
    content_negotiation_class = JSONWhateverTheAccept
    parameters: tuple[str, ...] = ()
    takes_any_parameter = False
    # Whether the first page of the API links to it: not if it answers nothing without parameters of its own.
    is_linked = True
    is_kept = True
    # Whether it answers for other perspectives than the public's, to who may see them.
    previews = False
    limited = ""
    answers: Answers | None = None
    count: RateCount | None = None

    def answer(self, reader: Reader, **kwargs: str) -> Any:
        raise NotImplementedError

    def get(self, request: Request, **kwargs: Any) -> Response:
        self.count = counted_reader(request, self.limited)
        if self.count:
            self.count.refuse_too_many()
        for _ in range(BUILDS):
            version = current_version()
            reader = Reader(self.perspective(version))
            data, problem = self._build(reader, kwargs)
            # Absence tears too: between two queries a page can be past for the one and to come for the other.
            self.is_at_rest = current_version().token == version.token
            if self.is_at_rest:
                reader.remember()
                break
        self.version, self.dependencies = version, reader.dependencies
        if problem:
            raise problem
        return Response(data)

    def _build(self, reader: Reader, kwargs: dict[str, Any]) -> tuple[Any, APIException | None]:
        try:
            if not self.takes_any_parameter:
                refuse_unknown(self.request.query_params, self.all_parameters())
            asked = self.answers.asked(self.request.query_params) if self.answers else None
            reader.may_share = not (asked and asked.members)
            answer = self.answer(reader, **kwargs)
            return (asked.of(reader, answer) if asked else answer), None
        except Moved as moved:
            return None, self._moved_here(moved, kwargs)
        except APIException as problem:
            return None, problem

    def _moved_here(self, moved: Moved, kwargs: dict[str, Any]) -> Moved:
        """To the same view of the new slug, with the same query: `/articles/old/related/?page=2` is no article."""
        if moved.old_slug not in kwargs.values():
            return moved
        renamed = {name: moved.slug if value == moved.old_slug else value for name, value in kwargs.items()}
        match, query = self.request.resolver_match, iri_to_uri(self.request.META.get("QUERY_STRING", ""))
        path = reverse(match.view_name if match else "", kwargs=renamed)
        location = f"{settings.PUBLIC_API_URL}{path}" + (f"?{query}" if query else "")
        return Moved(location, old_slug=moved.old_slug, slug=moved.slug)

    def perspective(self, version: Version) -> Perspective:
        """Raises NotAuthenticated, Forbidden, InvalidValue."""
        return perspective_asked_for(self.request, version, previews=self.previews)

    def understood(self) -> tuple[str, ...]:
        """Names of the query parameters that this class understands, beside those of `answer`."""
        asking = self.answers.parameters if self.answers else ()
        return (*asking, *PARAMETERS) if self.previews else asking

    def all_parameters(self) -> tuple[str, ...]:
        return (*self.parameters, *self.understood())

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Expose-Headers"] = EXPOSED
        is_for_all = response.status_code < 500 and response.status_code != 429
        response.setdefault("Cache-Control", ALWAYS_ASK if is_for_all else "no-store")
        # Not Accept: it is JSON whatever that says.
        response.headers.pop("Vary", None)
        patch_vary_headers(response, ["Accept-Encoding"])
        match = request.resolver_match
        request.META[ROUTE] = match.view_name if match else ""
        if hasattr(self, "version") and not is_private(request):
            self._say_version(request, response, self.version, self.dependencies)
        # What is kept is the same for every client, and no longer counted.
        for name, value in self.count.headers.items() if self.count and KEPT not in request.META else ():
            response[name] = value
        return response

    def _say_version(self, request: Any, response: Response, version: Version, dependencies: Dependencies) -> None:
        response["X-Content-Version"] = version.token
        # Until its second is over, other content may come to have the same: till then it is the second before.
        changed_at = int(version.changed_at.timestamp())
        is_settled = version.now.timestamp() >= changed_at + 1
        response["Last-Modified"] = http_date(changed_at if is_settled else changed_at - 1)
        response["Cache-Tag"] = dependencies.tags()
        if response.status_code != 200:
            return
        changes_at = next_change_after(version)
        response["Cache-Control"] = cache_control((changes_at - version.now).total_seconds() if changes_at else None)
        request.META[DELIVERED] = SETTLED if is_settled else UNSETTLED
        if self.is_kept and self.is_at_rest:
            request.META[KEPT] = version.token


class EntryList(DeliveryView):
    """The list of a type."""

    previews = True
    resource: Resource
    filters: type[EntryFilters] = EntryFilters

    def all_parameters(self) -> tuple[str, ...]:
        return (*pagination.LIST_PARAMETERS, "ordering", *self.filters.names(), *self.understood())

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        path, query = self.request.path, self.request.query_params
        return list_entries(reader, self.resource, self.filters, path=path, query=query, also=self.understood())


class EntryDetail(DeliveryView):
    """The page of an entry: what its type's `page` makes, else its summary and its document."""

    previews = True
    resource: Resource

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        if self.resource.page:
            page: dict[str, Any] = self.resource.page(reader, kwargs["slug"])
            return page
        entry = reader.one(self.resource.name, kwargs["slug"])
        return reader.page(entry, reader.targets([*entry.references(), *entry.links]))
