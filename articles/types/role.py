from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers as s

from articles.api.article_members import newest_articles
from articles.api.serializers import JsonLd, ScoredRole, Seo, WeightedSkill
from articles.api.summaries import ArticleSummary, RoleSummary
from articles.careers.advice import roles_similar
from articles.comparisons.cautions import copied_from_other_roles
from articles.comparisons.comparison_slugs import has_separator
from articles.detail_pages import role_page, weighted_skills
from articles.models import Role
from cms.delivery.lists.filters import DatedFilters, SlugsFilter
from cms.delivery.parameters.optional_members import OfDocument, Ranked
from cms.delivery.reader import Reader
from cms.markup import web_address
from cms.publishing.content_types import EntryType, Rendered, Source, Target, Texts, prose, register
from cms.publishing.refusals import Obstacle
from cms.publishing.serializers import Prose
from cms.publishing.web_addresses import web_urls


class RoleDimension(s.Serializer[Any]):
    slug = s.CharField()
    name = s.CharField()
    html = s.CharField()
    text = s.CharField()


class RoleDocument(RoleSummary):
    aliases = s.ListField(child=s.CharField())
    description = Prose()
    responsibilities = s.ListField(child=s.CharField())
    choose_if = s.CharField(help_text="Who should choose this role.")
    dimensions = RoleDimension(many=True)
    skills = WeightedSkill(many=True, help_text="The most important first.")
    same_as = s.ListField(child=s.URLField())
    articles = ArticleSummary(many=True, help_text="The newest 20 about this role.")
    seo = Seo()
    json_ld = JsonLd(help_text="schema.org, for a script of type application/ld+json.")


class RoleFilters(DatedFilters):
    skill = SlugsFilter(kind="skill", label="Slugs of skills: needing any of them.")
    skill__all = SlugsFilter(kind="skill", match_all=True, label="Slugs of skills: needing all of them.")


@register
class RoleType(EntryType):
    name, path, site_path = "role", "roles", "roles"
    model = Role
    rows = ("responsibilities", "role_skills", "dimension_texts")
    markdown = ("description", "dimension_texts.text")
    required = {"name": gettext_lazy("Give it a name."), "summary": gettext_lazy("Describe the role in one sentence.")}
    # /api/v1/roles/match/
    reserved_slugs = frozenset({"match"})
    summary, document = RoleSummary, RoleDocument
    filters = RoleFilters
    members = (
        OfDocument(name="description", document=Prose()),
        OfDocument(name="responsibilities", document=s.ListField(child=s.CharField())),
        OfDocument(name="choose_if", document=s.CharField()),
        OfDocument(
            name="skills",
            document=WeightedSkill(many=True, help_text="The most important first."),
            make=weighted_skills,
            kinds=("skill",),
            types=("skill",),
        ),
        Ranked(
            name="similar",
            document=ScoredRole(many=True, help_text="The 5 most similar roles."),
            find=roles_similar,
        ),
        newest_articles("role"),
    )
    includes = (
        *("description", "responsibilities", "choose_if", "skills", "similar", "articles"),
        *("skills.description", "similar.description", "similar.skills"),
    )
    list_description = "Roles by name."
    detail_description = "One role with its responsibilities, dimensions, weighted skills, and the articles about it."
    found_by = ("skill",)
    is_facet = True

    def render(self, source: Source) -> Rendered:
        description, *dimensions = self.rendered_texts(source)
        summary = {key: source[key] for key in ("name", "plural", "short_name", "summary")}
        document = {
            "aliases": source["aliases"],
            "description": prose(description),
            "responsibilities": [row["text"] for row in source["responsibilities"]],
            "choose_if": source["choose_if"],
            "dimensions": [
                {"dimension": row["dimension"], "html": text.html, "text": text.text}
                for row, text in zip(source["dimension_texts"], dimensions, strict=True)
            ],
            "skills": [
                {key: row[key] for key in ("skill", "importance", "tier", "note")}
                for row in sorted(source["role_skills"], key=lambda row: -row["importance"])
            ],
            "same_as": [url for url in source["same_as"] if web_address(url)],
        }
        targets = [Target("skill", row["skill"]) for row in source["role_skills"]]
        targets += [Target("dimension", row["dimension"]) for row in source["dimension_texts"]]
        return Rendered(title=source["name"], summary=summary, document=document, targets=targets)

    def obstacles(self, source: Source) -> list[Obstacle]:
        obstacles = super().obstacles(source)
        if has_separator(source["slug"]):
            said = _("A role's slug cannot contain “vs” between hyphens: addresses of comparisons use it.")
            obstacles.append(Obstacle("slug", said))
        if any(not 0 <= row["importance"] <= 1 for row in source["role_skills"]):
            obstacles.append(Obstacle("role_skills", _("A skill's importance lies between 0 and 1.")))
        return obstacles + web_urls("same_as", source["same_as"], _("The public identifier"))

    def cautions(self, source: Source) -> list[str]:
        return copied_from_other_roles(source)

    def page(self, reader: Reader, slug: str) -> dict[str, Any]:
        return role_page(reader, slug)

    def texts(self, summary: dict[str, Any], document: dict[str, Any]) -> Texts:
        said = [summary["summary"], document["description"]["text"], *document["responsibilities"]]
        said += [document["choose_if"], *(dimension["text"] for dimension in document["dimensions"])]
        return Texts(names=[summary["plural"], summary["short_name"], *document["aliases"]], body=said)
