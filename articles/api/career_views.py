"""The endpoints that judge roles: similar ones, the way from one to another, and those that fit someone's skills."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from articles.careers.advice import MOST_SKILLS, match_roles, similar_roles, transition
from cms.api import pagination
from cms.api.parameters import invalid
from cms.delivery.openapi import value_schemas as values
from cms.delivery.openapi.operations import PAGES, SLUG, documented, envelope_of
from cms.delivery.reader import Reader
from cms.delivery.views import DeliveryView

from .career_serializers import ROLE_TRANSITION, RoleMatches, SimilarRole


@documented(
    "list_similar_roles",
    envelope_of(SimilarRole),
    parameters=[SLUG, *PAGES],
    problems=(301, 400, 404, 410),
    tag="roles",
)
class SimilarRoles(DeliveryView):
    """The roles most like one by their weighted skills, the most similar first; those with a score of 0 are left out.

    A role is read as a profile. It has a number for each skill that any role needs: the skill's importance for the
    role, 0 if the role does not need it, less what is to be expected, which is half of the skill's average importance
    over all live roles, and the role's own average over the skill's category. The score of two profiles A and B is
    2 A·B / (A·A + B·B), and 0 where that is negative: 1 for equal profiles, 0 for roles that have no more in common
    than is to be expected. It is the same in both directions.

    Exactly: importance - t · (½ · average over all roles + f · own average over the category), with t = n / (n + 10)
    for n live roles that need a skill, and f = r · m / (m + 5) for a category of m skills, where r is the share of
    pairs of a role and such a skill that have an importance. Averages count what is not needed as 0. So where there are
    few roles, or few skills are rated, the importance counts nearly as it stands. A skill with an importance of 0 is
    not needed; only live roles and skills count.
    """

    parameters = pagination.PARAMETERS

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        return similar_roles(reader, kwargs["slug"], pagination.page_of(self.request.path, self.request.query_params))


@documented(
    "get_role_transition",
    ROLE_TRANSITION,
    parameters=[
        OpenApiParameter("from", values.SLUG, OpenApiParameter.PATH, description="The slug of someone's role."),
        OpenApiParameter("to", values.SLUG, OpenApiParameter.PATH, description="The slug of the role that they want."),
    ],
    problems=(301, 400, 404, 410),
    tag="roles",
)
class RoleTransition(DeliveryView):
    """What a change from one role to another takes: skills to keep, to learn, with articles about them, and to drop.

    A skill with an importance of 0 is not needed. `similarity` is the score of the two in the list of similar roles.
    """

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        return transition(reader, [kwargs["from"], kwargs["to"]])


@documented(
    "match_roles",
    RoleMatches,
    parameters=[
        OpenApiParameter(
            "skills",
            values.text(),
            required=True,
            description=f"1 to {MOST_SKILLS} skills with commas between them, by name, slug or alias. Case, spaces, "
            "hyphens and dots do not matter; a misspelling is understood if one skill is clearly nearest.",
        ),
        *PAGES,
    ],
    problems=(400, 404),
    tag="roles",
)
class MatchingRoles(DeliveryView):
    """The roles that fit someone with these skills, the best first; of equals, by name.

    The score is the sum of importance² over the skills of the role that are covered, divided by the same sum over all
    skills that the role needs: 1 if they are all there, 0, and left out, if none is. The squares let what matters most
    decide: a skill of importance 1 weighs as much as four of 0.5.
    """

    parameters = (*pagination.PARAMETERS, "skills")
    limited, is_kept = "match", False
    is_linked = False

    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        query = self.request.query_params
        return match_roles(reader, _skills(query.get("skills", "")), pagination.page_of(self.request.path, query))


def _skills(text: str) -> list[str]:
    """What stands between the commas, each once, with the spaces behind it. Raises InvalidValue."""
    parts = list(dict.fromkeys(part.lstrip() for part in text.split(",")))
    if not all(part.strip() for part in parts):
        raise invalid("skills", "It needs the name of a skill; a comma separates several.")
    if len(parts) > MOST_SKILLS:
        raise invalid("skills", f"It takes at most {MOST_SKILLS} skills.")
    return parts
