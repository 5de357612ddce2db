"""HTML that the API has rendered and sanitised, made ready for a page: wide things scroll by themselves, links stay on
the site, and calls to action find their places between chapters."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _

from .api import Api
from .page_links import origin

# The API closes what it opens and quotes every attribute. Possessive, so that a text that does not costs no more.
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*+)>")
CODE = re.compile(r"<pre([^>]*)>(\s*(?:<span></span>)?<code[^>]*?class=\"[^\"]*?language-([\w+#.-]+))?")
ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")
VOID = frozenset({"br", "hr", "img", "input", "source", "col", "wbr"})


def text_of(api: Api, html: str) -> str:
    """A text of the API, for a page of this site."""
    return prepared(html, site_url=api.root["site_url"], pictures=pictures_from(api.root["links"]["articles"]))


def pictures_from(api_url: str) -> list[str]:
    """The origins that pictures may come from, besides this site: where the API keeps them."""
    return [where for where in (origin(settings.MEDIA_URL) or origin(api_url),) if where]


def prepared(html: str, *, site_url: str, pictures: Iterable[str]) -> str:
    """`pictures` are the origins that pictures may come from, besides this site."""
    html = html.replace(f'href="{site_url}/', 'href="/')
    if "<table" in html:
        label = escape(_("Table"))
        html = html.replace("<table", f'<div class="sideways" tabindex="0" role="region" aria-label="{label}"><table')
        html = html.replace("</table>", "</table></div>")
    if "<pre" in html:
        html = CODE.sub(_within_reach, html)
    if "<img" in html:
        allowed = {"", *pictures}
        html = TAG.sub(lambda tag: _kept_or_named(tag, allowed) if tag[2] == "img" else tag[0], html)
    return html


def parts(html: str) -> tuple[str, str, str]:
    """What comes before the first chapter, the chapters, and the last one of three or more."""
    chapters, depth = [], 0
    for tag in TAG.finditer(html) if "<h2" in html else ():
        if tag[1]:
            depth -= 1
        else:
            if depth == 0 and tag[2] == "h2":
                chapters.append(tag.start())
            depth += tag[2] not in VOID
    if not chapters:
        return html, "", ""
    first, last = chapters[0], chapters[-1] if len(chapters) > 2 else len(html)
    return html[:first], html[first:last], html[last:]


def _within_reach(code: re.Match[str]) -> str:
    """It scrolls sideways, and so the keyboard must get there."""
    label = _("Code, %s") % code[3] if code[3] else _("Code")
    return f'<pre{code[1]} tabindex="0" role="region" aria-label="{escape(label)}">{code[2] or ""}'


def _kept_or_named(tag: re.Match[str], allowed: set[str]) -> str:
    """Pictures from elsewhere are not loaded, for that would tell a stranger who reads: a link names them."""
    attributes = dict(ATTRIBUTE.findall(tag[3]))
    source = attributes.get("src", "")
    if source.startswith("data:") or origin(source) in allowed:
        return tag[0]
    host = origin(source).partition("//")[2]
    return f'<a href="{source}" rel="noopener">{attributes.get("alt") or _("Picture")} ({host})</a>'
