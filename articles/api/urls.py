"""Addresses under /api/v1/ that are neither the list nor the page of a type: those the platform makes."""

from django.urls import path, re_path

from cms.delivery.entry_urls import SLUG

from . import career_views, syndication_views, views

urlpatterns = [
    re_path(rf"^articles/{SLUG}/related/$", views.RelatedArticles.as_view(), name="related-articles"),
    re_path(rf"^articles/{SLUG}\.md$", syndication_views.ArticleMarkdown.as_view(), name="article-markdown"),
    path("related-links/", views.RelatedLinkList.as_view(), name="related-links"),
    path("comparisons/", views.ComparisonList.as_view(), name="comparisons"),
    re_path(r"^comparisons/(?P<slugs>[^/]+)/$", views.ComparisonDetail.as_view(), name="comparison"),
    # No role can be called match: its declaration reserves the slug.
    path("roles/match/", career_views.MatchingRoles.as_view(), name="matching-roles"),
    re_path(rf"^roles/{SLUG}/similar/$", career_views.SimilarRoles.as_view(), name="similar-roles"),
    re_path(
        r"^roles/(?P<from>[^/]+)/transition/(?P<to>[^/]+)/$",
        career_views.RoleTransition.as_view(),
        name="role-transition",
    ),
]
