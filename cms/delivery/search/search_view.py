"""The search over everything that readers can find by words."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from cms.api import pagination
from cms.delivery.openapi import value_schemas as values
from cms.delivery.openapi.operations import PAGES, documented
from cms.delivery.reader import Reader
from cms.delivery.resources import resources
from cms.delivery.views import DeliveryView

from .query_terms import MOST_CHARACTERS, MOST_WORDS
from .search_results import Searchable, search
from .serializers import search_results

# What has a name for editors only, such as a picture, declares no texts and is not found.
SEARCHED = [of_type for of_type in resources() if of_type.texts]
FACETS = [of_type for of_type in SEARCHED if of_type.is_facet]
NAMES = [of_type.name for of_type in SEARCHED]
PATHS = [of_type.path.replace("-", " ") for of_type in SEARCHED]


@documented(
    "search",
    search_results(SEARCHED, FACETS),
    parameters=[
        OpenApiParameter(
            "q",
            values.WORDS,
            required=True,
            description=f"1 to {MOST_WORDS} words, at most {MOST_CHARACTERS} characters. In quotation "
            "marks they are found as they stand.",
        ),
        OpenApiParameter(
            "type", values.any_of(NAMES), description=f"Any of these types: {', '.join(NAMES)}; with commas."
        ),
        *(
            OpenApiParameter(
                facet.name, values.SLUGS, description=f"Slugs of {facet.path}: what refers to any of them."
            )
            for facet in FACETS
        ),
        *PAGES,
    ],
    problems=(400, 404),
    tag="search",
)
class Search(DeliveryView):
    __doc__ = f"""{", ".join(PATHS[:-1]).capitalize()} and {PATHS[-1]} that have all of the words, the best first.

    A word is found in a title, in other names, or in the text, whatever its case, accents and ending: *engineers* finds
    *engineering*. The last word is found by its beginning, too, unless a space or a quotation mark follows it. The name
    of what an entry refers to, such as a tag, finds the entry. Small words such as *the* and *of* are left out if there
    are others. A minus sign and AND, OR and NOT are no operators.

    At most 1,000 hits are ranked, counted and listed: of more, those published last, and those that have the words in
    their titles and names.
    """

    # Nearly every query is another one: kept answers would only push out what is asked for again.
    is_kept = False
    limited = "search"
    parameters = (*pagination.PARAMETERS, "q", "type", *(facet.name for facet in FACETS))

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        query = self.request.query_params
        searchable = Searchable(resources=SEARCHED, facets=FACETS)
        return search(reader, searchable, page=pagination.page_of(self.request.path, query), query=query.dict())
