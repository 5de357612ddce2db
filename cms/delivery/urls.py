"""Addresses under /api/v1/ that are about all content types."""

from django.urls import path

from .changes import Changes
from .resolving import Resolve

urlpatterns = [
    path("changes/", Changes.as_view(), name="changes"),
    path("resolve/", Resolve.as_view(), name="resolve"),
]
