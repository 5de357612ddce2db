"""Roles, one role, the way from one to another, and which is nearest to what somebody knows."""

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from cms.frontend.api import Api, NotAnswered
from cms.frontend.lists import SiteList
from cms.frontend.page import Elsewhere, SitePage, described
from cms.frontend.page_links import comparison_path, transition_path, with_query
from cms.frontend.responses import page
from cms.frontend.texts import text_of

# A thousand roles: beyond that a list to choose from is the wrong tool.
MOST_PAGES = 10
MOST_SKILLS = 50


@page("roles")
def roles(api: Api) -> SitePage:
    found = SiteList.asked(api, "roles", path="/roles/", keeps=("skill",), page_size=24, also={"ordering": "title"})
    skill = next(iter(_skills_named(api, found.query.get("skill", ""))), None)
    return SitePage(
        _("Roles that need %s") % skill["name"] if skill else _("Roles"),
        {"list": found, "skill": skill},
        description=_("What each role does, and the skills it takes."),
        canonical=found.canonical(api),
    )


@page("role")
def role(api: Api, slug: str) -> SitePage:
    found = api.get("roles", slug)
    similar = api.get("roles", slug, "similar", query={"page_size": 6})["results"]
    tiers = ((_("Essential"), "essential"), (_("Useful"), "useful"))
    context = {
        "role": found,
        "description": text_of(api, (found["description"] or {}).get("html", "")),
        "tiers": [
            (title, its) for title, tier in tiers if (its := [each for each in found["skills"] if each["tier"] == tier])
        ],
        "similar": [
            {
                "role": other,
                "comparison": comparison_path(found["slug"], other["slug"]),
                "transition": transition_path(found["slug"], other["slug"]),
            }
            for other in similar
        ],
        "compare_url": with_query("/compare", {"roles": found["slug"]}),
        "transition_url": with_query("/transition", {"to": found["slug"]}),
    }
    return described(found, context, title=found["name"], description=found["summary"])


@page("transition")
def choose_transition(api: Api) -> SitePage | Elsewhere:
    """The form. Without JavaScript it comes back here with what was chosen."""
    start, end = (api.request.GET.get(name, "") for name in ("from", "to"))
    found = all_roles(api)
    known = {role["slug"] for role in found}
    if start != end and {start, end} <= known:
        return Elsewhere(transition_path(start, end))
    return SitePage(
        _("Change roles"),
        {"roles": found, "start": start, "end": end, "is_same": bool(start) and start == end},
        description=_("What to keep, what to learn and what to leave behind when you move from one role to another."),
        canonical=f"{api.root['site_url']}/transition",
    )


@page("transition")
def transition(api: Api, start: str, end: str) -> SitePage:
    way = api.get("roles", start, "transition", end)
    one, other = way["from"], way["to"]
    title = _("From %(one)s to %(other)s") % {"one": one["name"], "other": other["name"]}
    columns = (
        ("learn", _("Learn"), _("The most important first."), _("Nothing new to learn."), way["learn"], other),
        (
            "keep",
            _("Keep"),
            _("You know these, and the new role needs them."),
            _("Nothing carries over."),
            way["keep"],
            other,
        ),
        ("leave", _("Leave"), _("The new role does not ask for these."), _("Nothing is lost."), way["drop"], one),
    )
    context = {
        "roles": all_roles(api),
        "start": one["slug"],
        "end": other["slug"],
        "way": way,
        "needed": len(way["keep"]) + len(way["learn"]),
        "columns": [
            {"kind": kind, "title": title, "hint": hint if skills else none, "skills": _weighed(skills, role["slug"])}
            for kind, title, hint, none, skills, role in columns
        ],
        "turned_round": transition_path(other["slug"], one["slug"]),
        "comparison_url": comparison_path(one["slug"], other["slug"]),
    }
    return SitePage(
        title,
        context,
        description=_("What to keep, what to learn and what to leave behind on the way %s.") % title[:1].lower()
        + title[1:],
        canonical=f"{api.root['site_url']}{transition_path(one['slug'], other['slug'])}",
    )


@page("match", is_kept=False)
def match(api: Api) -> SitePage:
    names = _names(api.request.GET.get("skills", ""))
    context: dict[str, Any] = {"names": names, "most": MOST_SKILLS, "shelves": _shelves(api, names)}
    if len(names) > MOST_SKILLS:
        context["problem"] = _("That is too many: name up to %d skills.") % MOST_SKILLS
    elif names:
        try:
            context["found"] = _understood(api.get("roles", "match", query={"skills": ",".join(names)}), names)
        except NotAnswered as problem:
            if problem.status != 400:
                raise
            context["problem"] = _("We cannot read this list. Name skills with commas between them.")
    return SitePage(
        _("Match your skills"),
        context,
        description=_("Name what you know, and see which role is nearest to it."),
        canonical=f"{api.root['site_url']}/match",
        is_indexed=not names,
    )


def all_roles(api: Api) -> list[dict[str, Any]]:
    """Every role there is, by name, for choosing among them."""
    found: list[dict[str, Any]] = []
    for number in range(1, MOST_PAGES + 1):
        answer = api.get("roles", query={"page": number, "page_size": 100, "ordering": "title"})
        found += answer["results"]
        if not answer["next"]:
            break
    return found


def _skills_named(api: Api, slug: str) -> list[dict[str, Any]]:
    if not slug or "," in slug:
        return []
    try:
        return [api.get("skills", slug)]
    except NotAnswered:  # the list says that it is empty
        return []


def _weighed(skills: list[dict[str, Any]], slug: str) -> list[dict[str, Any]]:
    """With how much the role needs each of them."""
    shares = ((skill, skill["importance"]) for skill in skills)
    return [{**skill, "share": share.get(slug, 0) if isinstance(share, dict) else share} for skill, share in shares]


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, map(str.strip, text.replace(";", ",").replace("\n", ",").split(",")))))


def _match_url(names: list[str]) -> str:
    return with_query("/match", {"skills": ",".join(names)})


def _understood(found: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """What was taken for what; a suggestion leads to the same names with the word that it is for replaced."""
    taken: dict[str, list[str]] = {}
    for each in found["recognised"]:
        name, query = each["skill"]["name"], each["query"]
        taken.setdefault(name, []).extend([f"“{query}”"] if query.lower() != name.lower() else [])
    return {
        **found,
        "taken": [f"{name} ({', '.join(others)})" if others else name for name, others in taken.items()],
        "unknown": [
            {
                **each,
                "ways": [
                    (skill["name"], _match_url([skill["name"] if name == each["query"] else name for name in names]))
                    for skill in each["suggestions"]
                ],
            }
            for each in found["unrecognised"]
        ],
    }


def _shelves(api: Api, names: list[str]) -> list[tuple[str, list[dict[str, Any]]]]:
    """All skills by category, each a link that adds it: for who does not know what they are called here."""
    taken = {name.lower() for name in names}

    def category(skill: dict[str, Any]) -> str:
        return str(skill["category"] or _("other"))

    skills = sorted(api.get("skills", query={"page_size": 100})["results"], key=category)
    return [
        (
            title,
            [
                {
                    "name": skill["name"],
                    "is_on": skill["name"].lower() in taken,
                    "url": _match_url([name for name in names if name.lower() != skill["name"].lower()])
                    if skill["name"].lower() in taken
                    else _match_url([*names, skill["name"]]),
                }
                for skill in its
            ],
        )
        for title, its in groupby(skills, category)
    ]
