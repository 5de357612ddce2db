"""The list and the page of every content type, made of its declaration."""

from django.urls import URLPattern, path, re_path
from rest_framework.views import APIView

from cms.publishing.content_types import EntryType

from .lists.filters import filters_of
from .openapi.operations import detail, listing
from .resources import resources
from .views import EntryDetail, EntryList

# Wider than a slug, so that whatever is asked for is answered by a view, in words.
SLUG = r"(?P<slug>[^/]+)"


def entry_urls() -> list[URLPattern]:
    """To stand behind all others: an address such as `roles/match/` is no role's."""
    patterns = []
    for of_type in resources():
        entry_list, entry_detail = views_of(of_type)
        patterns += [
            path(f"{of_type.path}/", entry_list.as_view(), name=of_type.path),
            re_path(rf"^{of_type.path}/{SLUG}/$", entry_detail.as_view(), name=of_type.name),
        ]
    return patterns


def views_of(of_type: EntryType) -> tuple[type[APIView], type[APIView]]:
    """List and page of a type."""
    name, noun = of_type.name.replace("_", " "), of_type.path.replace("-", " ")
    filters = filters_of(of_type)
    about_list = of_type.list_description or f"{noun.capitalize()}{' in use' if of_type.publishes_on_save else ''}."
    about_detail = of_type.detail_description or f"One {name}{' in use' if of_type.publishes_on_save else ''}."
    entry_list = type("List", (EntryList,), {"resource": of_type, "filters": filters, "__doc__": about_list})
    entry_detail = type("Detail", (EntryDetail,), {"resource": of_type, "__doc__": about_detail})
    return (
        listing(of_type, filters, of_type.summary)(entry_list),
        detail(of_type, of_type.document)(entry_detail),
    )
