"""The content's addresses outside of /api/v1/: files that stand where crawlers look for them."""

from django.urls import path, re_path

from .api import syndication_views
from .syndication.feed_formats import FORMATS

urlpatterns = [
    *(
        path(f"feeds/articles.{ending}", syndication_views.ArticlesFeed.as_view(ending=ending), name=f"feed-{ending}")
        for ending in FORMATS
    ),
    path("sitemap.xml", syndication_views.Sitemap.as_view(), name="sitemap"),
    re_path(
        r"^sitemap-(?P<name>[a-z]+)-(?P<number>[0-9]{1,6})\.xml$",
        syndication_views.SitemapPart.as_view(),
        name="sitemap-part",
    ),
    path("robots.txt", syndication_views.Robots.as_view(), name="robots"),
    path("llms.txt", syndication_views.ForLanguageModels.as_view(), name="llms"),
]
