"""The newsletter's addresses under /api/v1/newsletter/."""

from django.urls import URLPattern, URLResolver, path, re_path

from . import archive_views
from .request_views import Erasures, Subscriptions
from .token_views import Confirmation, Erasure, Refusal, Unsubscribing

# Wider than a slug, so that whatever is asked for is answered by a view, in words.
NEWSLETTER, SLUG, TOKEN = r"(?P<newsletter>[^/]+)", r"(?P<slug>[^/]+)", r"(?P<token>[^/]+)"

calls: list[URLPattern | URLResolver] = [
    path("subscriptions/", Subscriptions.as_view(), name="newsletter-subscriptions"),
    re_path(rf"^confirmations/{TOKEN}/$", Confirmation.as_view(), name="newsletter-confirmation"),
    re_path(rf"^refusals/{TOKEN}/$", Refusal.as_view(), name="newsletter-refusal"),
    re_path(rf"^u/{TOKEN}/$", Unsubscribing.as_view(), name="newsletter-unsubscribing"),
    path("erasures/", Erasures.as_view(), name="newsletter-erasures"),
    re_path(rf"^erasures/{TOKEN}/$", Erasure.as_view(), name="newsletter-erasure"),
]
# After the addresses of sign-up, whose first words no newsletter can be called.
archive_urls: list[URLPattern | URLResolver] = [
    path("", archive_views.NewsletterList.as_view(), name="newsletters"),
    re_path(rf"^{NEWSLETTER}/$", archive_views.NewsletterDetail.as_view(), name="newsletter"),
    re_path(rf"^{NEWSLETTER}/issues/$", archive_views.IssueList.as_view(), name="newsletter-issues"),
    re_path(rf"^{NEWSLETTER}/issues/{SLUG}/$", archive_views.IssueDetail.as_view(), name="newsletter-issue"),
]
urlpatterns: list[URLPattern | URLResolver] = [*calls, *archive_urls]
