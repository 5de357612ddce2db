"""The newsletter's addresses under /api/v1/newsletter/."""

from django.urls import URLPattern, URLResolver, path, re_path

from . import archive_views

# Wider than a slug, so that whatever is asked for is answered by a view, in words.
NEWSLETTER, SLUG = r"(?P<newsletter>[^/]+)", r"(?P<slug>[^/]+)"

# After the addresses of sign-up, whose first words no newsletter can be called.
archive_urls: list[URLPattern | URLResolver] = [
    path("", archive_views.NewsletterList.as_view(), name="newsletters"),
    re_path(rf"^{NEWSLETTER}/$", archive_views.NewsletterDetail.as_view(), name="newsletter"),
    re_path(rf"^{NEWSLETTER}/issues/$", archive_views.IssueList.as_view(), name="newsletter-issues"),
    re_path(rf"^{NEWSLETTER}/issues/{SLUG}/$", archive_views.IssueDetail.as_view(), name="newsletter-issue"),
]
urlpatterns: list[URLPattern | URLResolver] = [*archive_urls]
