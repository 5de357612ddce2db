"""The content's addresses under /api/v1/."""

from django.urls import path, re_path
from rest_framework.views import APIView

from articles.resources import ARTICLE, AUTHOR, CALL_TO_ACTION, DIMENSION, ROLE, SKILL, TAG
from cms.delivery.resources import IMAGE, Resource

from . import career_views, search_views, syndication_views, views

# Wider than a slug, so that whatever is asked for is answered by a view, in words.
SLUG = r"(?P<slug>[^/]+)"

PAIRS: list[tuple[Resource, type[APIView], type[APIView]]] = [
    (ARTICLE, views.ArticleList, views.ArticleDetail),
    (ROLE, views.RoleList, views.RoleDetail),
    (SKILL, views.SkillList, views.SkillDetail),
    (DIMENSION, views.DimensionList, views.DimensionDetail),
    (TAG, views.TagList, views.TagDetail),
    (AUTHOR, views.AuthorList, views.AuthorDetail),
    (IMAGE, views.ImageList, views.ImageDetail),
    (CALL_TO_ACTION, views.CallToActionList, views.CallToActionDetail),
]

urlpatterns = [
    path("search/", search_views.Search.as_view(), name="search"),
    re_path(rf"^articles/{SLUG}/related/$", views.RelatedArticles.as_view(), name="related-articles"),
    re_path(rf"^articles/{SLUG}\.md$", syndication_views.ArticleMarkdown.as_view(), name="article-markdown"),
    path("related-links/", views.RelatedLinkList.as_view(), name="related-links"),
    path("comparisons/", views.ComparisonList.as_view(), name="comparisons"),
    re_path(r"^comparisons/(?P<slugs>[^/]+)/$", views.ComparisonDetail.as_view(), name="comparison"),
    # Before the roles themselves: no role can be called match.
    path("roles/match/", career_views.MatchingRoles.as_view(), name="matching-roles"),
    re_path(rf"^roles/{SLUG}/similar/$", career_views.SimilarRoles.as_view(), name="similar-roles"),
    re_path(
        r"^roles/(?P<from>[^/]+)/transition/(?P<to>[^/]+)/$",
        career_views.RoleTransition.as_view(),
        name="role-transition",
    ),
]
for _resource, _list, _detail in PAIRS:
    urlpatterns += [
        path(f"{_resource.path}/", _list.as_view(), name=_resource.path),
        re_path(rf"^{_resource.path}/{SLUG}/$", _detail.as_view(), name=_resource.type),
    ]
