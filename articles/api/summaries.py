"""How an entry looks in lists, and where others refer to it, for the OpenAPI document."""

from rest_framework import serializers as s

from cms.media.serializers import ImageDocument
from cms.publishing.serializers import Constant, EntrySummary, PageSummary


class TagSummary(EntrySummary):
    type = Constant("tag")
    name = s.CharField()


class AuthorSummary(EntrySummary):
    type = Constant("author")
    name = s.CharField()


class DimensionSummary(EntrySummary):
    type = Constant("dimension")
    name = s.CharField()
    position = s.IntegerField(help_text="Its place among the rows of a comparison.")


class SkillSummary(EntrySummary):
    type = Constant("skill")
    name = s.CharField()
    category = s.CharField()


class RoleSummary(PageSummary):
    type = Constant("role")
    name = s.CharField()
    plural = s.CharField()
    short_name = s.CharField()
    summary = s.CharField(help_text="The role in one sentence.")


class ArticleSummary(PageSummary):
    type = Constant("article")
    kind = s.ChoiceField(["article", "comparison"], help_text="A comparison is about two or more roles.")
    title = s.CharField()
    subtitle = s.CharField()
    excerpt = s.CharField()
    language = s.CharField()
    word_count = s.IntegerField()
    reading_minutes = s.IntegerField()
    authors = AuthorSummary(many=True)
    tags = TagSummary(many=True)
    hero = ImageDocument(allow_null=True)
    roles = RoleSummary(many=True)
