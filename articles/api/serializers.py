"""The shapes of the answers, for the OpenAPI document. No answer is made by them; tests hold every one against them."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers as s

from articles.structured_data import CONTEXT
from cms.media.serializers import ImageDocument
from cms.publishing.serializers import Constant, EntrySummary

from .summaries import ArticleSummary, RoleSummary, SkillSummary

# schema.org names so many more that a client's own types for them, if it has any, serve it better.
JSON_LD = {
    "type": "object",
    "properties": {"@context": {"type": "string", "const": CONTEXT}},
    "required": ["@context"],
    "additionalProperties": {},
}


@extend_schema_field(JSON_LD)
class JsonLd(s.JSONField):
    """An object of schema.org's."""


class Seo(s.Serializer[Any]):
    """What a page says about itself to search engines and where it is shared: the same of every kind of page."""

    title = s.CharField()
    description = s.CharField()
    canonical_url = s.URLField()
    image = ImageDocument(allow_null=True)
    json_ld = JsonLd(help_text="schema.org, for a script of type application/ld+json.")


class CallToActionDocument(EntrySummary):
    type = Constant("call_to_action")
    text = s.CharField()
    label = s.CharField()  # type: ignore[assignment]
    url = s.URLField()
    placement = s.ChoiceField(["top", "inline", "bottom"])


class RoleNeedingSkill(RoleSummary):
    importance = s.FloatField(min_value=0, max_value=1)
    tier = s.ChoiceField(["essential", "useful"])
    note = s.CharField()


class WeightedSkill(SkillSummary):
    importance = s.FloatField(min_value=0, max_value=1)
    tier = s.ChoiceField(["essential", "useful"])
    note = s.CharField()


class ScoredRole(RoleSummary):
    score = s.FloatField(min_value=0, max_value=1, help_text="As in the list of roles similar to one.")


class RelatedArticle(ArticleSummary):
    score = s.FloatField(required=False, help_text="With `explain=1`: the higher, the more related.")
    reasons = s.ListField(child=s.CharField(), required=False, help_text="With `explain=1`: why, in words.")


class ComparedRole(RoleSummary):
    responsibilities = s.ListField(child=s.CharField())
    choose_if = s.CharField()


class ComparedCell(s.Serializer[Any]):
    role = s.CharField(help_text="The role's slug.")
    html = s.CharField(help_text="Empty where the role has no text in this dimension.")
    text = s.CharField()


class ComparedDimension(s.Serializer[Any]):
    slug = s.CharField()
    name = s.CharField()
    cells = ComparedCell(many=True, help_text="One for each role, in the order of the roles.")
    is_complete = s.BooleanField(help_text="Whether every role has a text.")
    is_distinct = s.BooleanField(help_text="False when two of the roles have (nearly) the same text.")


class ComparedSkill(SkillSummary):
    importance = s.DictField(child=s.FloatField(), help_text="By role slug, from 0 to 1.")


class ComparedSkills(s.Serializer[Any]):
    shared = ComparedSkill(many=True, help_text="Needed by every role.")
    partial = ComparedSkill(  # type: ignore[assignment]
        many=True, help_text="Needed by some of three or more roles."
    )
    unique = s.DictField(child=ComparedSkill(many=True), help_text="By role slug: needed by it alone.")


class PairSimilarity(s.Serializer[Any]):
    roles = s.ListField(child=s.CharField(), min_length=2, max_length=2)
    jaccard = s.FloatField(min_value=0, max_value=1)
    weighted = s.FloatField(min_value=0, max_value=1)


class Similarity(s.Serializer[Any]):
    jaccard = s.FloatField(
        min_value=0,
        max_value=1,
        help_text="|A ∩ B| / |A ∪ B| over the skills that each role needs. "
        "For more than two roles the mean over pairs.",
    )
    weighted = s.FloatField(
        min_value=0,
        max_value=1,
        help_text="Σ min(importance) / Σ max(importance) over the skills of either role (Ruzicka). "
        "For more than two roles the mean over pairs.",
    )
    pairs = PairSimilarity(many=True, required=False, help_text="For more than two roles: each pair.")


class ComparisonDocument(s.Serializer[Any]):
    slug = s.CharField(help_text="In the order of the path.")
    canonical = s.URLField(help_text="The one address to index for these roles, whatever their order.")
    title = s.CharField()
    roles = ComparedRole(many=True)
    dimensions = ComparedDimension(many=True)
    skills = ComparedSkills()
    similarity = Similarity()
    articles = ArticleSummary(many=True, help_text="The newest 20 about all of these roles.")
    seo = Seo()
    json_ld = JsonLd(help_text="schema.org, for a script of type application/ld+json.")


class ComparisonPage(ComparisonDocument):
    """The same with an address of its own, where more can be included."""


class ComparisonItem(s.Serializer[Any]):
    slug = s.CharField()
    title = s.CharField()
    roles = RoleSummary(many=True)
    article = ArticleSummary()


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="LinkTarget",
        serializers={"article": ArticleSummary, "role": RoleSummary},
        resource_type_field_name="type",
    )
)
class LinkTarget(s.JSONField):
    pass


class RelatedLinkDocument(s.Serializer[Any]):
    kind = s.ChoiceField(["related", "guide", "source"])
    title = s.CharField()
    text = s.CharField()
    url = s.URLField()
    target = LinkTarget(allow_null=True, help_text="An article summary or a role summary; null for an external URL.")
    pinned = s.BooleanField()


class ListedRelatedLink(RelatedLinkDocument):
    article = s.CharField(help_text="The slug of the article that the link belongs to.")


class CallsToAction(s.Serializer[Any]):
    top = CallToActionDocument(many=True)
    inline = CallToActionDocument(many=True)
    bottom = CallToActionDocument(many=True)
