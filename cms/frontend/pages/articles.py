"""The start page, the list of articles, and one article."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.frontend.api import Api
from cms.frontend.lists import SiteList
from cms.frontend.page import SitePage, card_of, described
from cms.frontend.responses import page
from cms.frontend.texts import parts, text_of

from .comparisons import side_by_side

REFINING = ("kind", "tag", "role", "skill", "author", "q")
KINDS = (("comparison", gettext_lazy("Comparisons")), ("article", gettext_lazy("Articles")))


@page("home")
def home(api: Api) -> SitePage:
    listing = _articles(api, "/", page_size=7)
    picture = card_of(listing["list"].results)
    listing["lead"] = listing["list"].is_first and listing["list"].results[:1]
    if listing["lead"]:
        listing["list"].results = listing["list"].results[1:]
    found: SiteList = listing["list"]
    return SitePage("", listing, canonical=found.canonical(api), picture=picture, is_indexed=not found.query.get("q"))


@page("articles")
def articles(api: Api) -> SitePage:
    listing = _articles(api, "/articles/", page_size=9)
    found: SiteList = listing["list"]
    return SitePage(
        _("Articles"),
        listing,
        description=_("Roles explained and compared: all articles, by topic and role."),
        canonical=found.canonical(api),
        picture=card_of(found.results),
        is_indexed=not found.query.get("q"),
    )


def _articles(api: Api, path: str, *, page_size: int) -> dict[str, Any]:
    found = SiteList.asked(api, "articles", path=path, keeps=REFINING, page_size=page_size)
    topics = api.get("tags", query={"page_size": 30})["results"]
    roles = api.get("roles", query={"page_size": 30, "ordering": "title"})["results"]
    rows = [
        found.row(_("Kind"), "kind", KINDS),
        found.row(_("Topic"), "tag", [(topic["slug"], topic["name"]) for topic in topics]),
        found.row(_("Role"), "role", [(role["slug"], role["name"]) for role in roles]),
    ]
    return {"list": found, "filters": [row for row in rows if row["links"]]}


@page("article")
def article(api: Api, slug: str) -> SitePage:
    found = api.get("articles", slug)
    html = text_of(api, found["body"]["html"])
    introduction, chapters, last = parts(html)
    links = found["related_links"]
    context = {
        "article": found,
        "introduction": introduction,
        "chapters": chapters,
        "last_chapter": last,
        "headings": [heading for heading in found["body"]["toc"] if heading["level"] <= 3],
        "is_revised": found["updated_at"][:10] > found["published_at"][:10],
        "guides": [link for link in links if link["kind"] == "guide"],
        "further": sorted((link for link in links if link["kind"] == "related"), key=lambda link: not link["pinned"]),
        "sources": [link for link in links if link["kind"] == "source"],
    }
    if found["comparison"]:
        context |= side_by_side(found["comparison"])
    return described(
        found,
        context,
        title=found["title"],
        description=found["excerpt"],
        kind="article",
        language=found["language"],
        published_at=found["published_at"],
        updated_at=found["updated_at"],
        has_signup=bool(found["calls_to_action"]["inline"]),
    )
