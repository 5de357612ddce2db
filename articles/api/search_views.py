"""The search over everything that readers can find by words."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from articles.resources import ARTICLE, AUTHOR, DIMENSION, ROLE, SKILL, TAG
from cms.api import pagination
from cms.delivery.openapi import value_schemas as values
from cms.delivery.openapi.operations import PAGES, documented
from cms.delivery.reader import Reader
from cms.delivery.search.query_terms import MOST_CHARACTERS, MOST_WORDS
from cms.delivery.search.search_results import Searchable, search
from cms.delivery.views import DeliveryView

from .search_serializers import SEARCH_RESULTS, SUMMARIES

# Not pictures and calls to action: their names are for editors.
SEARCHED = Searchable(resources=(ARTICLE, ROLE, SKILL, TAG, AUTHOR, DIMENSION), facets=(TAG, ROLE))


@documented(
    "search",
    SEARCH_RESULTS,
    parameters=[
        OpenApiParameter(
            "q",
            values.WORDS,
            required=True,
            description=f"1 to {MOST_WORDS} words, at most {MOST_CHARACTERS} characters. In quotation "
            "marks they are found as they stand.",
        ),
        OpenApiParameter(
            "type",
            values.any_of(SUMMARIES),
            description=f"Any of these types: {', '.join(SUMMARIES)}; with commas.",
        ),
        OpenApiParameter("tag", values.SLUGS, description="Slugs of tags: what has any of them."),
        OpenApiParameter("role", values.SLUGS, description="Slugs of roles: what is about any of them."),
        *PAGES,
    ],
    problems=(400, 404),
    tag="search",
)
class Search(DeliveryView):
    """Articles, roles, skills, tags, authors and dimensions that have all of the words, the best first.

    A word is found in a title, in other names, or in the text, whatever its case, accents and ending: *engineers* finds
    *engineering*. The last word is found by its beginning, too, unless a space or a quotation mark follows it. The name
    of a tag, role, skill or author is found in what refers to it. Small words such as *the* and *of* are left out if
    there are others. A minus sign and AND, OR and NOT are no operators.

    At most 1,000 hits are ranked, counted and listed: of more, those published last, and those that have the words in
    their titles and names.
    """

    # Nearly every query is another one: kept answers would only push out what is asked for again.
    is_kept = False
    limited = "search"
    parameters = (*pagination.PARAMETERS, "q", "type", "tag", "role")

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        self.refuse_unknown_parameters()
        query = self.request.query_params
        return search(reader, SEARCHED, page=pagination.page_of(self.request.path, query), query=query.dict())
