import re
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers as s

from articles.api.article_members import OF_SUMMARY, SHOWN_IN_SUMMARY
from articles.api.serializers import CallsToAction, ComparisonDocument, RelatedLinkDocument, Seo
from articles.api.summaries import ArticleSummary, SkillSummary
from articles.comparisons.role_pairs import PAIR, pairs_of
from articles.detail_pages import PLACEMENTS, article_page, skills_of
from articles.models import Article
from articles.related_articles import related_to_each
from articles.related_links import EXTERNAL_LINK, RELATED
from cms.delivery.lists.filters import ChoicesFilter, DatedFilters, SlugsFilter
from cms.delivery.parameters.optional_members import OfDocument, Ranked
from cms.delivery.reader import Reader
from cms.markup import web_address
from cms.publishing.content_types import WRITER, EntryType, Rendered, Source, Target, Texts, prose, register
from cms.publishing.refusals import Obstacle
from cms.publishing.serializers import Prose
from cms.publishing.web_addresses import web_url

WORDS_A_MINUTE = 230
MOST_ROLES = 6
EXCERPT_LENGTH = 280
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Heading(s.Serializer[Any]):
    id = s.CharField()
    level = s.IntegerField(min_value=2, max_value=6)
    title = s.CharField()


class Body(Prose):
    toc = Heading(many=True)


class ArticleDocument(ArticleSummary):
    body = Body()
    skills = SkillSummary(many=True)
    comparison = ComparisonDocument(allow_null=True)
    related_links = RelatedLinkDocument(many=True)
    calls_to_action = CallsToAction()
    seo = Seo()
    previous = ArticleSummary(allow_null=True, help_text="The article published before this one.")
    next = ArticleSummary(allow_null=True, help_text="The article published after this one.")


class ArticleFilters(DatedFilters):
    tag = SlugsFilter(kind="tag", label="Slugs of tags: with any of them.")
    tag__all = SlugsFilter(kind="tag", match_all=True, label="Slugs of tags: with all of them.")
    role = SlugsFilter(kind="role", label="Slugs of roles: about any of them.")
    role__all = SlugsFilter(kind="role", match_all=True, label="Slugs of roles: about all of them.")
    skill = SlugsFilter(kind="skill", label="Slugs of skills: about any of them.")
    skill__all = SlugsFilter(kind="skill", match_all=True, label="Slugs of skills: about all of them.")
    author = SlugsFilter(kind="author", label="Slugs of authors: by any of them.")
    author__all = SlugsFilter(kind="author", match_all=True, label="Slugs of authors: by all of them.")
    kind = ChoicesFilter(name="kind", choices=("article", "comparison"), label="`article` or `comparison`.")
    language = ChoicesFilter(name="language", label="Language codes, such as `en`.")


@register
class ArticleType(EntryType):
    name, path, site_path = "article", "articles", "articles"
    model = Article
    rows = ("article_authors", "article_roles", "article_calls", "related_links")
    markdown = ("body",)
    required = {"title": gettext_lazy("Give it a title."), "body": gettext_lazy("Write a text.")}
    kept_by = WRITER
    summary, document = ArticleSummary, ArticleDocument
    by_title = ("tags",)
    internal = ("muted",)
    filters = ArticleFilters
    default_ordering = "-published_at"
    members = (
        OfDocument(name="body", document=Body()),
        OfDocument(name="skills", document=SkillSummary(many=True), make=skills_of, kinds=("skill",), types=("skill",)),
        Ranked(
            name="related",
            document=ArticleSummary(many=True, help_text="The first 5 of the related articles."),
            find=related_to_each,
            kinds=SHOWN_IN_SUMMARY,
            types=OF_SUMMARY,
        ),
    )
    includes = (
        *("body", "skills", "related"),
        *("authors.bio", "authors.website", "tags.description"),
        *("roles.description", "roles.responsibilities", "roles.choose_if", "roles.articles"),
        *("roles.skills", "roles.skills.description", "skills.description", "skills.roles"),
    )
    list_description = "Articles, the newest first."
    detail_description = (
        "One article with all that its page needs: text, roles compared, related links, calls to action, neighbours."
    )
    found_by = ("author", "role", "tag", "skill")

    def render(self, source: Source) -> Rendered:
        (body,) = self.rendered_texts(source)
        roles = [row["role"] for row in source["article_roles"]]
        authors = [row["author"] for row in source["article_authors"]]
        excerpt = source["excerpt"] or _beginning(body.text)
        kind = "comparison" if len(roles) > 1 else "article"
        reading_minutes = max(1, ceil(body.word_count / WORDS_A_MINUTE))
        summary = {
            "kind": kind,
            "title": source["title"],
            "subtitle": source["subtitle"],
            "excerpt": excerpt,
            "language": source["language"],
            "word_count": body.word_count,
            "reading_minutes": reading_minutes,
            "authors": authors,
            "tags": source["tags"],
            "hero": source["hero"],
            "roles": roles,
        }
        document = {
            "body": {**prose(body), "toc": body.toc},
            "skills": source["skills"],
            "related_links": [_related_link(row) for row in source["related_links"] if not row["is_muted"]],
            "muted": [row["target_article"] for row in source["related_links"] if row["is_muted"]],
            "calls_to_action": {
                placement: [row["call_to_action"] for row in source["article_calls"] if row["placement"] == placement]
                for placement in PLACEMENTS
            },
            "seo": {
                "title": source["seo_title"] or source["title"],
                "description": source["seo_description"] or excerpt,
                "canonical_url": web_address(source["canonical_url"]) or None,
                "image": source["seo_image"] or source["hero"],
            },
        }
        return Rendered(
            title=source["title"],
            summary=summary,
            document=document,
            targets=_targets(source, roles, authors),
            kind=kind,
            language=source["language"],
            reading_minutes=reading_minutes,
        )

    def obstacles(self, source: Source) -> list[Obstacle]:
        obstacles = super().obstacles(source)
        if not _LANGUAGE.fullmatch(source["language"]):
            obstacles.append(Obstacle("language", _("The language is a code such as en or pt-BR.")))
        if len(source["article_roles"]) > MOST_ROLES:
            obstacles.append(
                Obstacle(
                    "article_roles", _("An article compares at most {most_roles} roles.").format(most_roles=MOST_ROLES)
                )
            )
        obstacles += web_url("canonical_url", source["canonical_url"], _("The canonical URL"))
        return obstacles + _wrong_links(source)

    def page(self, reader: Reader, slug: str) -> dict[str, Any]:
        return article_page(reader, slug)

    def texts(self, summary: dict[str, Any], document: dict[str, Any]) -> Texts:
        return Texts(names=[summary["subtitle"]], body=[summary["excerpt"], document["body"]["text"]])


def _wrong_links(source: Source) -> list[Obstacle]:
    obstacles = []
    seen: set[str | None] = set()
    for row in source["related_links"]:
        obstacles += web_url("related_links", row["url"], _("A related link"))
        if not (row["url"] or row["target_article"] or row["target_role"]):
            obstacles.append(Obstacle("related_links", _("A related link leads nowhere: choose a page or give a URL.")))
        target = row["target_article"] or row["target_role"]
        if target and target in seen:
            obstacles.append(Obstacle("related_links", _("Two related links lead to the same page.")))
        seen.add(target)
        if row["target_article"] == source["id"]:
            obstacles.append(Obstacle("related_links", _("A related link leads to this article itself.")))
    return obstacles


def _related_link(row: Source) -> Source:
    return {
        "id": row["id"],
        "kind": row["kind"],
        "title": row["title"],
        "text": row["text"],
        "url": web_address(row["url"]) or None,
        "target": row["target_article"] or row["target_role"],
        "pinned": row["is_pinned"],
    }


def _targets(source: Source, roles: list[str], authors: list[str]) -> list[Target]:
    images = {source["hero"]: "hero", source["seo_image"]: "seo_image"}
    targets = [Target(kind, image) for image, kind in images.items() if image]
    targets += [Target("author", author) for author in authors]
    targets += [Target("role", role) for role in roles]
    targets += [Target(PAIR, pair, is_entry=False) for pair in pairs_of(roles)]
    targets += [Target("tag", tag) for tag in source["tags"]]
    targets += [Target("skill", skill) for skill in source["skills"]]
    targets += [Target("call_to_action", row["call_to_action"]) for row in source["article_calls"]]
    return targets + [_link_target(row) for row in source["related_links"]]


def _link_target(row: Source) -> Target:
    if row["url"]:
        return Target("muted" if row["is_muted"] else EXTERNAL_LINK, row["id"], is_entry=False)
    return Target("muted" if row["is_muted"] else RELATED, row["target_article"] or row["target_role"])


def _beginning(text: str) -> str:
    """The first paragraph, cut at a word."""
    first = text.strip().partition("\n\n")[0].replace("\n", " ")
    if len(first) <= EXCERPT_LENGTH:
        return first
    return first[:EXCERPT_LENGTH].rpartition(" ")[0] + "…"
