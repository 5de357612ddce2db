"""What the templates of the site need beyond Django's: addresses, dates, numbers in words, pictures and bars."""

import json
import math
from datetime import UTC, datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.frontend import page_links
from cms.frontend.numbers import hundredths

register = template.Library()
SAFE_SCHEMES = ("http:", "https:", "mailto:", "tel:")


@register.filter
def path(entry: dict[str, Any]) -> str:
    return page_links.path_of(entry)


@register.filter
def href(url: str | None, site_url: str = "") -> str:
    """A URL that an editor or a newsletter names, as one that is safe to follow; a page of this site by its path."""
    url = page_links.local(url or "", site_url) if site_url else url or ""
    head = url.partition("/")[0].partition("?")[0].partition("#")[0].strip().lower()
    return url if ":" not in head or head.startswith(SAFE_SCHEMES) else "#"


@register.filter
def day(iso: str) -> str:
    """A moment's date, as people write it. The API's are in UTC, and so are the dates of the site."""
    return date_format(datetime.fromisoformat(iso).astimezone(UTC), "j F Y")


@register.filter
def minutes(count: int) -> str:
    return ngettext("%d minute", "%d minutes", count) % count


@register.filter
def in_words(names: list[str]) -> str:
    """A list as a sentence has it."""
    if len(names) < 2:
        return "".join(names)
    return _("%(all)s and %(last)s") % {"all": ", ".join(names[:-1]), "last": names[-1]}


@register.filter
def lower_first(text: str) -> str:
    """A title in the middle of a sentence."""
    return text[:1].lower() + text[1:]


@register.filter
def names(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["name"] for entry in entries]


register.filter(hundredths)


@register.filter
def json_ld(data: Any) -> SafeString:
    """For a data block: nothing in it can end the element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S308  # nosec B308 B703


@register.simple_tag
def bar(of_a_hundred: str | int, side: str = "right") -> SafeString:
    """A bar as long as its part of a hundred; the number stands beside it in words. An SVG, because the policy of the
    pages allows no style in an attribute."""
    width = int(of_a_hundred)
    return mark_safe(  # noqa: S308  # nosec B308 B703
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-rest" width="100" height="10"/>'
        f'<rect class="bar-part" x="{100 - width if side == "left" else 0}" width="{width}" height="10"/></svg>'
    )


@register.simple_tag
def dot(of_a_hundred: str) -> SafeString:
    """Its area shows the part of a hundred, not its diameter."""
    radius = round(math.sqrt(max(int(of_a_hundred), 2)), 1)
    return mark_safe(f'<svg class="dot" viewBox="-10 -10 20 20" aria-hidden="true"><circle r="{radius}"/></svg>')  # noqa: S308  # nosec B308 B703


@register.simple_tag
def picture(image: dict[str, Any] | None, kind: str, sizes: str, *, eager: bool = False, alt: str | None = None) -> str:
    """A picture in the sizes and formats that there are, cut around its focal point, over a ground of its own colour.
    `sizes` as in HTML: how wide it is shown. `eager` for what is seen first."""
    if not image:
        return format_html('<span class="{} no-picture"></span>', kind)
    point = image.get("focal_point") or {"x": 0.5, "y": 0.5}
    # In steps of a twentieth, for which there are classes: see the policy above.
    across, down = (round(min(max(point[axis], 0), 1) * 20) * 5 for axis in ("x", "y"))
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((source["type"], source["srcset"], sizes) for source in image.get("sources") or ()),
    )
    ground = image.get("placeholder")
    return format_html(
        '<span class="{}">{}<picture>{}<img class="x-{} y-{}" src="{}" alt="{}" width="{}" height="{}" {}></picture>'
        "</span>",
        kind,
        format_html('<svg aria-hidden="true"><rect fill="{}" width="100%" height="100%"/></svg>', ground)
        if ground
        else "",
        sources,
        across,
        down,
        image["src"],
        (image.get("alt") or "") if alt is None else alt,
        image["width"],
        image["height"],
        mark_safe('fetchpriority="high"' if eager else 'loading="lazy" decoding="async"'),  # noqa: S308  # nosec B308 B703
    )
