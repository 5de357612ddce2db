"""Roles side by side: at an address of their own, and as the reader chooses them."""

from typing import Any

from django.utils.translation import gettext as _

from cms.frontend.api import Api
from cms.frontend.numbers import hundredths
from cms.frontend.page import SitePage, described
from cms.frontend.page_links import comparison_path, with_query
from cms.frontend.responses import page

from .roles import all_roles

LEAST, MOST = 2, 6


@page("comparison")
def comparison(api: Api, slug: str) -> SitePage:
    found = api.get("comparisons", slug)
    slugs = [role["slug"] for role in found["roles"]]
    return described(
        found,
        {"change_url": with_query("/compare", {"roles": ",".join(slugs)}), **side_by_side(found)},
        title=found["title"],
        description=_("%s: what they do, which skills they share, and which to choose.") % found["title"],
    )


@page("compare")
def compare(api: Api) -> SitePage:
    roles = all_roles(api)
    known = {role["slug"] for role in roles}
    # A form says each by itself, an address that somebody writes says them with commas.
    asked = dict.fromkeys(",".join(api.request.GET.getlist("roles")).split(","))
    wanted = [slug for slug in asked if slug in known]
    chosen = wanted[:MOST]
    context: dict[str, Any] = {
        "roles": roles,
        "chosen": chosen,
        "least": LEAST,
        "most": MOST,
        "is_too_many": len(wanted) > MOST,
    }
    if len(chosen) < LEAST:
        return SitePage(_("Compare roles"), context, description=_("Two to six roles, side by side."))
    found = api.get("comparisons", "-vs-".join(chosen))
    context |= {"own_page": comparison_path(*chosen), **side_by_side(found)}
    return described(
        found, context, title=found["title"], description=_("%s, side by side.") % found["title"], is_indexed=False
    )


def side_by_side(found: dict[str, Any]) -> dict[str, Any]:
    """What the templates of a comparison show: its rows, and which skills the roles share."""
    roles = [{**role, "tint": f"tint-{at % MOST + 1}"} for at, role in enumerate(found["roles"])]
    names = {role["slug"]: role["name"] for role in roles}
    pairs = found["similarity"].get("pairs") or []
    groups = _skill_groups(roles, found["skills"])
    return {
        "comparison": found,
        "roles_compared": roles,
        "choices": [role for role in roles if role["choose_if"]],
        "has_responsibilities": any(role["responsibilities"] for role in roles),
        "is_pair": len(roles) == 2,
        "groups": groups,
        "strip": _strip(groups) if len(roles) == 2 else [],
        "pairs": [(" – ".join(names[slug] for slug in pair["roles"]), pair["weighted"]) for pair in pairs],
    }


def _skill_groups(roles: list[dict[str, Any]], skills: dict[str, Any]) -> list[dict[str, Any]]:
    """Two roles have what only one needs on both sides of what they share; more begin with what all of them need."""
    alone = [
        {"title": _("Only %s") % role["name"], "skills": skills["unique"].get(role["slug"], []), "tint": role["tint"]}
        for role in roles
    ]
    shared = {"title": _("Both") if len(roles) == 2 else _("All of them"), "skills": skills["shared"], "tint": "both"}
    some = {"title": _("Some of them"), "skills": skills["partial"], "tint": "both"}
    groups = [alone[0], shared, alone[1]] if len(roles) == 2 else [shared, some, *alone]
    return [{**group, "rows": _rows(group["skills"], roles)} for group in groups if group["skills"]]


def _rows(skills: list[dict[str, Any]], roles: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """A skill, and how much each role needs it, of a hundred: nothing for not at all. Two roles stand beside each other
    in the row, for templates unpack faster than they index; more make a list."""
    rows = []
    for skill in skills:
        needs = [_of_a_hundred(skill["importance"].get(role["slug"])) for role in roles]
        rows.append((skill["name"], *needs) if len(roles) == 2 else (skill["name"], needs))
    return rows


def _of_a_hundred(share: float | None) -> str:
    return "" if share is None else str(hundredths(share))


def _strip(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many skills are on each side and in the middle, as parts of a hundred."""
    whole = sum(len(group["rows"]) for group in groups)
    parts, x = [], 0.0
    for group in groups:
        width = 100 * len(group["rows"]) / whole
        parts.append({"tint": group["tint"], "x": f"{x:.2f}", "width": f"{width - 0.3:.2f}"})
        x += width
    return parts
