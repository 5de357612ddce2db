"""The files: feeds, sitemaps, and what is for language models."""

from django.conf import settings
from drf_spectacular.types import OpenApiTypes

from articles.syndication.feed_formats import FORMATS
from articles.syndication.feeds import articles_feed
from articles.syndication.markdown_documents import article_markdown, llms_text
from articles.syndication.sitemap import sitemap, sitemap_part
from cms.delivery.file_views import FileView, SiteFile
from cms.delivery.openapi.operations import SLUG, documented
from cms.delivery.reader import Reader

XML = "application/xml; charset=utf-8"
MARKDOWN = "text/markdown; charset=utf-8"


class ArticlesFeed(SiteFile):
    """The newest articles, whole; `tag` and `role` narrow them. `ending` is that of the address."""

    ending = "rss"

    @property
    def media_type(self) -> str:  # type: ignore[override]
        return FORMATS[self.ending][1]

    def answer(self, reader: Reader, **kwargs: str) -> bytes:
        write, _ = FORMATS[self.ending]
        return write(articles_feed(reader, self.request.path, self.request.query_params.dict()))


class Sitemap(SiteFile):
    media_type = XML

    def answer(self, reader: Reader, **kwargs: str) -> bytes:
        return sitemap(reader)


class SitemapPart(SiteFile):
    media_type = XML

    def answer(self, reader: Reader, **kwargs: str) -> bytes:
        return sitemap_part(reader, kwargs["name"], int(kwargs["number"]))


class Robots(SiteFile):
    """What crawlers may read: all that is public. It names the sitemap."""

    def answer(self, reader: Reader, **kwargs: str) -> bytes:
        return f"User-agent: *\nDisallow:\n\nSitemap: {settings.PUBLIC_API_URL}/sitemap.xml\n".encode()


class ForLanguageModels(SiteFile):
    media_type = "text/plain; charset=utf-8"

    def answer(self, reader: Reader, **kwargs: str) -> bytes:
        return llms_text(reader)


@documented(
    "get_article_markdown",
    OpenApiTypes.STR,
    parameters=[SLUG],
    problems=(301, 400, 404, 410),
    tag="articles",
    media_type="text/markdown",
)
class ArticleMarkdown(FileView):
    """One article as Markdown: title, dates, authors, roles and tags, and the text without raw HTML."""

    media_type = MARKDOWN

    def answer(self, reader: Reader, **kwargs: str) -> bytes:
        return article_markdown(reader, kwargs["slug"])
