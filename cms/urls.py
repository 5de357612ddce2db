"""The one place that knows every door."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from articles.urls import urlpatterns as file_urls
from cms.api import handlers
from cms.api.schema import Docs, Schema
from cms.delivery.entry_urls import entry_urls
from cms.frontend.urls import site_urls
from cms.media.picture_view import picture_urls
from cms.publishing.admin import database_outage
from cms.root import root_view
from newsletter.api.feed_views import feed_urls

handler400 = handlers.bad_request
handler403 = handlers.permission_denied
handler404 = handlers.page_not_found
handler500 = database_outage.server_error

API: list[URLPattern | URLResolver] = [
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    path("", include("cms.delivery.urls")),
    path("", include("articles.api.urls")),
    path("newsletter/", include("newsletter.api.urls")),
    *entry_urls(),
]
API = [path("", root_view([*API, *file_urls, *feed_urls]).as_view(), name="root"), *API]
DOORS: list[URLPattern | URLResolver] = [
    # Django's "view on site" leads to pages of this server, and fails on an id that is no UUID. Ours are elsewhere.
    path("admin/r/<path:anything>", handlers.no_such_page, name="no_view_on_site"),
    path("admin/", admin.site.urls),
    path("api/v1/", include(API)),
    *file_urls,
    *feed_urls,
    path("newsletter/", include("newsletter.urls")),
    *picture_urls(),
]
# The first words that the site must leave alone, whatever follows them.
TAKEN = {str(door.pattern).split("/")[0] for door in DOORS}
TAKEN |= {prefix.strip("/").split("/")[0] for prefix in (*handlers.SPEAKS_JSON, settings.STATIC_URL)}
urlpatterns = [
    *DOORS,
    handlers.end_of_api,
    *(site_urls(beside=TAKEN) if settings.FRONTEND else [path("", RedirectView.as_view(pattern_name="root"))]),
]
