"""What `include` can add to an article, a role, a skill, an author and a tag. `articles.resources` says where."""

from typing import Any

from rest_framework import serializers as s

from articles.careers.advice import roles_needing, roles_similar
from articles.detail_pages import weighted_skills
from articles.related_articles import related_to_each
from articles.related_links import with_links
from articles.resources import ARTICLE
from cms.delivery.parameters.optional_members import Newest, OfDocument, Ranked, add_member
from cms.delivery.reader import Entries, Reader, ShownEntry, in_order_of_title

from . import serializers, summaries

# What an article's summary refers to.
IN_SUMMARY = ("author", "hero", "role", "tag")
OF_SUMMARY = ("article", "author", "image", "role", "tag")
# What a text links to.
LINKED = ("article", "role")
MOST_ARTICLES = 5


class ScoredRole(summaries.RoleSummary):
    score = s.FloatField(min_value=0, max_value=1, help_text="As in the list of roles similar to one.")


def _linked(key: str) -> Any:
    def make(reader: Reader, entry: ShownEntry, targets: Entries) -> Any:
        return with_links(entry.document[key], targets)

    return make


def _plain(key: str) -> Any:
    def make(reader: Reader, entry: ShownEntry, targets: Entries) -> Any:
        return entry.document[key]

    return make


def _skills(reader: Reader, entry: ShownEntry, targets: Entries) -> Any:
    return reader.summaries(in_order_of_title(entry.document["skills"], targets), targets)


def _weighted(reader: Reader, entry: ShownEntry, targets: Entries) -> Any:
    return weighted_skills(reader, entry, targets)


TEXT = s.CharField()
PROSE = serializers.Prose()
ARTICLES = summaries.ArticleSummary(many=True, help_text=f"The newest {MOST_ARTICLES}.")

add_member(
    OfDocument(
        of=summaries.ArticleSummary,
        name="body",
        document=serializers.Body(),
        make=_linked("body"),
        kinds=("link",),
        types=LINKED,
    )
)
add_member(
    OfDocument(
        of=summaries.ArticleSummary,
        name="skills",
        document=summaries.SkillSummary(many=True),
        make=_skills,
        kinds=("skill",),
        types=("skill",),
    )
)
add_member(
    Ranked(
        of=summaries.ArticleSummary,
        name="related",
        document=summaries.ArticleSummary(many=True, help_text="The first 5 of the related articles."),
        find=related_to_each,
        kinds=IN_SUMMARY,
        types=OF_SUMMARY,
    )
)
add_member(
    OfDocument(
        of=summaries.RoleSummary,
        name="description",
        document=PROSE,
        make=_linked("description"),
        kinds=("link",),
        types=LINKED,
    )
)
add_member(
    OfDocument(
        of=summaries.RoleSummary,
        name="responsibilities",
        document=s.ListField(child=s.CharField()),
        make=_plain("responsibilities"),
    )
)
add_member(OfDocument(of=summaries.RoleSummary, name="choose_if", document=TEXT, make=_plain("choose_if")))
add_member(
    OfDocument(
        of=summaries.RoleSummary,
        name="skills",
        document=serializers.WeightedSkill(many=True, help_text="The most important first."),
        make=_weighted,
        kinds=("skill",),
        types=("skill",),
    )
)
add_member(
    Ranked(
        of=summaries.RoleSummary,
        name="similar",
        document=ScoredRole(many=True, help_text="The 5 most similar roles."),
        find=roles_similar,
    )
)
add_member(
    OfDocument(
        of=summaries.SkillSummary,
        name="description",
        document=PROSE,
        make=_linked("description"),
        kinds=("link",),
        types=LINKED,
    )
)
add_member(
    Ranked(
        of=summaries.SkillSummary,
        name="roles",
        document=serializers.RoleNeedingSkill(many=True, help_text="The 10 that need it most."),
        find=roles_needing,
    )
)
add_member(OfDocument(of=summaries.AuthorSummary, name="bio", document=TEXT, make=_plain("bio")))
add_member(
    OfDocument(of=summaries.AuthorSummary, name="website", document=s.URLField(allow_null=True), make=_plain("website"))
)
add_member(OfDocument(of=summaries.TagSummary, name="description", document=TEXT, make=_plain("description")))
for _summary, _kind in (
    (summaries.RoleSummary, "role"),
    (summaries.SkillSummary, "skill"),
    (summaries.AuthorSummary, "author"),
    (summaries.TagSummary, "tag"),
):
    add_member(
        Newest(
            of=_summary,
            name="articles",
            document=ARTICLES,
            by=ARTICLE.type,
            through=_kind,
            most=MOST_ARTICLES,
            kinds=IN_SUMMARY,
            types=OF_SUMMARY,
        )
    )
