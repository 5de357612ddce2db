"""What the words of a search are found in. The address carries them, and what the hits are narrowed by."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.frontend.api import Api
from cms.frontend.lists import SiteList
from cms.frontend.page import SitePage
from cms.frontend.page_links import with_query
from cms.frontend.responses import page

WORD = re.compile(r"[^\W_]")
MOST_FACETS = 8  # of each: more would push the hits away
TYPES = {
    "article": gettext_lazy("Articles"),
    "role": gettext_lazy("Roles"),
    "skill": gettext_lazy("Skills"),
    "tag": gettext_lazy("Topics"),
    "author": gettext_lazy("Authors"),
    "dimension": gettext_lazy("What roles are compared on"),
}


@page("search", is_kept=False)
def search(api: Api) -> SitePage:
    words = api.request.GET.get("q", "").strip()
    context: dict[str, Any] = {"words": words}
    if WORD.search(words):
        found = SiteList.asked(api, "search", path="/search", keeps=("q", "type", "tag", "role"), page_size=15)
        context |= {
            "list": found,
            "is_narrowed": len(found.query.keys() - {"q", "page"}) > 0,
            "everything": with_query("/search", {"q": words}),
            "facets": _facets(found),
            "suggestions": [(text, with_query("/search", {"q": text})) for text in found.answer["suggestions"]],
        }
    title = _("Search: %s") % words if words else _("Search")
    return SitePage(title, context, description=_("Search all articles, roles and skills."), is_indexed=False)


def _facets(found: SiteList) -> list[dict[str, Any]]:
    facets = found.answer["facets"]
    offered = (
        (
            _("Kind"),
            "type",
            [(each["value"], TYPES.get(each["value"], each["value"]), each) for each in facets["type"]],
        ),
        (_("Topic"), "tag", [(each["slug"], each["name"], each) for each in facets["tag"]]),
        (_("Role"), "role", [(each["slug"], each["name"], each) for each in facets["role"]]),
    )
    rows = []
    for label, name, values in offered:
        chosen = found.query.get(name)
        if len(values) < 2 and not chosen:
            continue  # nothing to choose from
        shown = [each for at, each in enumerate(values) if at < MOST_FACETS or each[0] == chosen]
        row = found.row(label, name, [(value, text) for value, text, _each in shown])
        for link, (_value, _text, each) in zip(row["links"], shown, strict=True):
            link["count"] = each["count"]
        rows.append(row)
    return rows
