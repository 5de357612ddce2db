"""The newsletter's addresses under /api/v1/newsletter/."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
