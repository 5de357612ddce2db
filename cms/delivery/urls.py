"""Addresses under /api/v1/ that are about all content types."""

from django.urls import path

from .change_feed import Changes
from .search.search_view import Search
from .site_paths import Resolve

urlpatterns = [
    path("search/", Search.as_view(), name="search"),
    path("changes/", Changes.as_view(), name="changes"),
    path("resolve/", Resolve.as_view(), name="resolve"),
]
