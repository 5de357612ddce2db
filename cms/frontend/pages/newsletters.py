"""Newsletters, their past issues, and the form that asks for one."""

from typing import Any

from django.utils.translation import gettext as _

from cms.frontend.api import Api, NotAnswered
from cms.frontend.lists import SiteList
from cms.frontend.page import Elsewhere, SitePage, card_of
from cms.frontend.page_links import newsletter_path
from cms.frontend.responses import page
from cms.frontend.texts import text_of

LONGEST_ADDRESS = 320


@page("newsletters")
def newsletters(api: Api) -> SitePage:
    found = SiteList.asked(api, "newsletter", path="/newsletters/", keeps=(), page_size=20)
    return SitePage(
        _("Newsletters"),
        {"list": found},
        description=_("What we send by mail, and what has been sent so far."),
        canonical=found.canonical(api),
    )


@page("newsletter", methods=("GET", "HEAD", "POST"))
def newsletter(api: Api, slug: str) -> SitePage | Elsewhere:
    found = api.get("newsletter", slug)
    context: dict[str, Any] = {"shown": found, "is_asked": "asked" in api.request.GET}
    if api.request.method == "POST":
        problem = _sign_up(api, found)
        if not problem:
            # A reload must not ask again.
            return Elsewhere(f"{newsletter_path(found['slug'])}?asked#subscribe")
        context |= {"problem": problem, "email": api.request.POST.get("email", "")[:LONGEST_ADDRESS]}
    if found["issues_url"]:
        path = newsletter_path(found["slug"])
        context["list"] = SiteList.asked(api, "newsletter", slug, "issues", path=path, keeps=(), page_size=20)
    return SitePage(
        found["name"],
        context,
        description=found["description"],
        canonical=found["url"],
        feeds=found["feeds"] or {},
        language=found["language"],
        has_signup=True,
    )


@page("issue")
def issue(api: Api, newsletter: str, slug: str) -> SitePage:
    of = api.get("newsletter", newsletter)
    found = api.get("newsletter", newsletter, "issues", slug)
    return SitePage(
        found["subject"],
        {"shown": of, "issue": found, "intro": text_of(api, found["intro"]["html"])},
        description=found["preheader"],
        canonical=found["url"],
        kind="article",
        feeds=of["feeds"] or {},
        language=of["language"],
        published_at=found["sent_at"],
        picture=card_of([item["article"] for item in found["articles"] if item["article"]]),
    )


def _sign_up(api: Api, newsletter: dict[str, Any]) -> dict[str, Any] | None:
    """Ask the API for what the form says. What is wrong with it, or None; raises NotAnswered for what is no mistake."""
    asked = api.request.POST
    email = asked.get("email", "").strip()
    consent = newsletter["consent_text"]
    if not consent:
        return {"text": _("This newsletter takes no new readers.")}
    if not email:
        return {"field": "email", "text": _("Type your e-mail address.")}
    if asked.get("consent_text") != str(consent["version"]):
        # Nobody agrees to what they have not seen.
        return {
            "text": _("What you agree to has changed since you opened the page. Please read it, and subscribe again.")
        }
    data = {"email": email, "newsletter": newsletter["slug"], "consent_text": consent["version"]}
    try:
        api.post("newsletter", "subscriptions", data=data)
    except NotAnswered as problem:
        return _what_is_wrong(problem)
    return None


def _what_is_wrong(problem: NotAnswered) -> dict[str, Any]:
    if problem.status == 400 and "email" in problem.errors:
        return {
            "field": "email",
            "text": _("This is not an e-mail address that we can write to. Type one such as name@example.org."),
        }
    if problem.status == 429:
        seconds = int(problem.retry_after) if problem.retry_after.isdecimal() else 60
        return {"text": _("That was often enough for now. Please try again in %s.") % _in_minutes(seconds)}
    if problem.status in (400, 404, 410):
        return {"text": _("This newsletter takes no new readers.")}
    raise problem


def _in_minutes(seconds: int) -> str:
    return _("a minute") if seconds <= 90 else _("%d minutes") % -(-seconds // 60)
