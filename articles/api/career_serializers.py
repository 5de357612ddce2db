"""The shapes of the answers that judge roles, for the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers as s

from .serializers import ComparedSkill
from .summaries import ArticleSummary, RoleSummary, SkillSummary


class NeededSkill(SkillSummary):
    importance = s.FloatField(min_value=0, max_value=1, help_text="For the role that needs it.")


class LearntSkill(NeededSkill):
    articles = ArticleSummary(many=True, help_text="The newest 3 about the skill; for the first 100 skills.")


class SimilarRole(RoleSummary):
    score = s.FloatField(min_value=0, max_value=1, help_text="The similarity of the two roles.")
    shared = ComparedSkill(many=True, help_text="Needed by both; the most important on average first.")
    missing = NeededSkill(
        many=True, help_text="Needed by this role and not by the one asked about; the most important first."
    )


class MatchingRole(RoleSummary):
    score = s.FloatField(min_value=0, max_value=1, help_text="How much of what the role needs the skills cover.")
    have = NeededSkill(many=True, help_text="Needed and among the skills asked about; the most important first.")
    missing = NeededSkill(many=True, help_text="Needed and not among them; the most important first.")


class RecognisedSkill(s.Serializer[Any]):
    query = s.CharField(help_text="As it was asked.")
    skill = SkillSummary()


class UnrecognisedSkill(s.Serializer[Any]):
    query = s.CharField(help_text="As it was asked.")
    is_ambiguous = s.BooleanField(help_text="Whether each of the suggestions is called exactly that.")
    suggestions = SkillSummary(many=True, help_text="The likeliest first.")


class RoleMatches(s.Serializer[Any]):
    count = s.IntegerField()
    next = s.URLField(allow_null=True)
    previous = s.URLField(allow_null=True)
    results = MatchingRole(many=True)
    recognised = RecognisedSkill(many=True, help_text="What was understood, in the order asked.")
    unrecognised = UnrecognisedSkill(many=True, help_text="What was not, in the order asked; it counts for nothing.")


# No class: `from` is a word of Python's.
ROLE_TRANSITION = inline_serializer(
    "RoleTransition",
    {
        "from": RoleSummary(),
        "to": RoleSummary(),
        "similarity": s.FloatField(
            min_value=0, max_value=1, help_text="As the score in the list of roles similar to one."
        ),
        "keep": ComparedSkill(many=True, help_text="Needed by both; what the new role needs most first."),
        "learn": LearntSkill(many=True, help_text="Needed by the new role only; the most important first."),
        "drop": NeededSkill(many=True, help_text="Needed by the old role only; the most important first."),
    },
)
