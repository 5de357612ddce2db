"""The newsletter's pages for people, under /newsletter/: where links in mails lead, if no frontend has its own."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
