"""Articles as Markdown documents, and the list of them for language models (llmstxt.org)."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from cms.delivery.reader import Reader, ShownEntry
from cms.delivery.resolved_links import with_links
from cms.publishing.content_types import entry_type

MOST_LISTED = 500
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def article_markdown(reader: Reader, slug: str) -> bytes:
    """One article: title, what is known of it, and its text as normalised Markdown. Two queries. Raises as
    `article_page` does."""
    article = reader.one("article", slug)
    targets = reader.targets({*article.references(), *article.links})
    summary = reader.summary(article, targets)
    body = with_links(article.document["body"], targets)["markdown"]
    parts = [f"# {inline(summary['title'])}"]
    if summary["subtitle"]:
        parts.append(f"*{inline(summary['subtitle'])}*")
    if summary["excerpt"]:
        parts.append(f"> {inline(summary['excerpt'])}")
    parts += ["\n".join(_facts(summary)), body]
    return ("\n\n".join(parts) + "\n").encode()


def llms_text(reader: Reader) -> bytes:
    """What there is to read here: the newest articles and all roles. Two queries."""
    newest = reader.perspective.entries("article").order_by("-published_at", "-id")[:MOST_LISTED]
    articles = reader.rows(newest)
    roles = reader.rows(reader.perspective.entries("role").order_by("sort_title", "id")[:MOST_LISTED])
    api = f"{settings.PUBLIC_API_URL}/api/v1/"
    parts = [f"# {inline(settings.SITE_NAME)}", f"> {inline(settings.SITE_DESCRIPTION)}"]
    sections = {
        "Comparisons": [_link_to(article) for article in articles if article.stored["kind"] == "comparison"],
        "Articles": [_link_to(article) for article in articles if article.stored["kind"] != "comparison"],
        "Roles": [_link(role.title, entry_type("role").api_url(role.slug), role.stored["summary"]) for role in roles],
        "Optional": [
            _link("All articles", f"{api}{entry_type('article').path}/", "the whole list, as JSON, page by page"),
            _link("API documentation", f"{api}schema/", "OpenAPI"),
            _link("Sitemap", f"{settings.PUBLIC_API_URL}/sitemap.xml", "every page of the site"),
        ],
    }
    parts += [f"## {title}\n\n" + "\n".join(links) for title, links in sections.items() if links]
    return ("\n\n".join(parts) + "\n").encode()


def markdown_url(slug: str) -> str:
    return f"{settings.PUBLIC_API_URL}/api/v1/{entry_type('article').path}/{slug}.md"


def inline(text: str) -> str:
    """A plain text as it stands within a line of Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _facts(summary: dict[str, Any]) -> Iterable[str]:
    yield f"- Address: <{summary['url']}>"
    yield f"- Published: {summary['published_at']:%Y-%m-%d}"
    yield f"- Updated: {summary['updated_at']:%Y-%m-%d}"
    yield f"- Language: {inline(summary['language'])}"
    if summary["authors"]:
        yield f"- By: {', '.join(inline(author['name']) for author in summary['authors'])}"
    if summary["roles"]:
        yield f"- Roles: {', '.join(_reference(role['name'], role['url']) for role in summary['roles'])}"
    if summary["tags"]:
        yield f"- Tags: {', '.join(inline(tag['name']) for tag in summary['tags'])}"


def _link_to(article: ShownEntry) -> str:
    return _link(article.title, markdown_url(article.slug), article.stored["excerpt"])


def _link(title: str, url: str, text: str) -> str:
    return f"- {_reference(title, url)}" + (f": {inline(text)}" if text else "")


def _reference(title: str, url: str) -> str:
    return f"[{inline(title)}]({url})"
