from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers as s

from articles.api.article_members import newest_articles
from articles.api.serializers import RoleNeedingSkill
from articles.api.summaries import SkillSummary
from articles.careers.advice import roles_needing
from articles.detail_pages import skill_page
from articles.models import Skill
from cms.delivery.lists.filters import ChoicesFilter, EntryFilters, ReferringFilter
from cms.delivery.parameters.optional_members import OfDocument, Ranked
from cms.delivery.reader import Reader
from cms.markup import web_address
from cms.publishing.content_types import EntryType, Rendered, Source, Texts, prose, register
from cms.publishing.refusals import Obstacle
from cms.publishing.serializers import Prose
from cms.publishing.web_addresses import web_urls


class SkillDocument(SkillSummary):
    aliases = s.ListField(child=s.CharField())
    description = Prose()
    same_as = s.ListField(child=s.URLField())
    roles = RoleNeedingSkill(many=True)


class SkillFilters(EntryFilters):
    category = ChoicesFilter(name="category", column="kind", label="Categories: in any of them.")
    role = ReferringFilter(kind="skill", of_type="role", label="Slugs of roles: needed by any of them.")
    role__all = ReferringFilter(
        kind="skill", of_type="role", match_all=True, label="Slugs of roles: needed by all of them."
    )


@register
class SkillType(EntryType):
    name, path = "skill", "skills"
    model = Skill
    markdown = ("description",)
    required = {"name": gettext_lazy("Give it a name.")}
    summary, document = SkillSummary, SkillDocument
    filters = SkillFilters
    members = (
        OfDocument(name="description", document=Prose()),
        Ranked(
            name="roles",
            document=RoleNeedingSkill(many=True, help_text="The 10 that need it most."),
            find=roles_needing,
        ),
        newest_articles("skill"),
    )
    includes = ("description", "roles", "articles", "roles.skills")
    list_description = "Skills by name."
    detail_description = "One skill with the roles that need it, those that need it most first."

    def render(self, source: Source) -> Rendered:
        (description,) = self.rendered_texts(source)
        return Rendered(
            title=source["name"],
            summary={"name": source["name"], "category": source["category"]},
            document={
                "aliases": source["aliases"],
                "description": prose(description),
                "same_as": [url for url in source["same_as"] if web_address(url)],
            },
            kind=source["category"],
        )

    def obstacles(self, source: Source) -> list[Obstacle]:
        return super().obstacles(source) + web_urls("same_as", source["same_as"], _("The public identifier"))

    def page(self, reader: Reader, slug: str) -> dict[str, Any]:
        return skill_page(reader, slug)

    def texts(self, summary: dict[str, Any], document: dict[str, Any]) -> Texts:
        return Texts(names=document["aliases"], body=[summary["category"], document["description"]["text"]])
