"""The allow-list: exactly what our own dialect produces. Every text passes here, whatever came before."""

import re
from collections.abc import Callable, Mapping

import nh3
from pygments.token import STANDARD_TYPES

TAGS = frozenset(
    "a abbr blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr img input ins"
    " kbd li mark ol p pre span strong sub summary sup table tbody td tfoot th thead tr ul".split()
)
# Dropped with their content; of any other tag that is not in TAGS, the content stays.
_HIDDEN_TAGS = frozenset("script style title template noscript noembed noframes iframe textarea xmp".split())
WEB_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_IMAGE_SCHEMES = frozenset({"http", "https"})

_PYGMENTS_CLASSES = frozenset(STANDARD_TYPES.values())
_LANGUAGE_CLASS = re.compile(r"language-[\w#+.-]{1,40}")
_FOOTNOTE_ID = re.compile(r"fn(?:ref\d*)?:")
# What may lead to an entry.
_LEADS = frozenset({("a", "href"), ("img", "src")})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST = re.compile(r"//[^/?#]")
# White space, controls and backslashes: browsers drop or turn them in ways that hide a scheme or a host.
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")


def is_safe_url(url: str, schemes: frozenset[str] = WEB_SCHEMES) -> bool:
    """True for one of the schemes, a path, a query or a fragment.

    Not for `//host`, nor for `https:host`, which is a path or a host depending on the page that it stands on.
    """
    if url.startswith("#"):
        return True
    if _NOT_IN_URL.search(url):
        return False
    if found := _SCHEME.match(url):
        scheme, rest = found[0][:-1].lower(), url[found.end() :]
        return scheme in schemes and (scheme not in _IMAGE_SCHEMES or bool(_HOST.match(rest)))
    return not url.startswith("//") and ":" not in re.split(r"[/?#]", url, maxsplit=1)[0]


def entry_key(href: str) -> str:
    """The part of a link's address that names an entry: `article:slug` of `article:slug#heading`."""
    return href.partition("#")[0]


def sanitise(html: str, links: Mapping[str, str]) -> str:
    """Only allowed tags and attributes, well-formed. Addresses of entries stay where `links` knows them."""
    schemes = {key.partition(":")[0] for key in links}
    cleaner = nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(_HIDDEN_TAGS),
        attributes={tag: set(rules) for tag, rules in _RULES.items()},
        attribute_filter=lambda tag, name, value: _filtered(tag, name, value, links),
        link_rel=None,
        url_schemes=set(WEB_SCHEMES) | schemes,
    )
    return cleaner.clean(html)


def _filtered(tag: str, name: str, value: str, links: Mapping[str, str]) -> str | None:
    if (tag, name) in _LEADS and entry_key(value) in links:
        return value
    # A missing rule is an attribute that nh3 allows on every tag (`lang`, `title`): not here.
    rule = _RULES.get(tag, {}).get(name)
    return value if rule and rule(value) else None


def _any(value: str) -> bool:
    return True


def is_image_url(value: str) -> bool:
    return is_safe_url(value, _IMAGE_SCHEMES)


def is_alignment(value: str) -> bool:
    return value in ("left", "center", "right")


def is_language_class(value: str) -> bool:
    return bool(_LANGUAGE_CLASS.fullmatch(value))


def is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10


def is_count(value: str) -> bool:
    """How many cells one is wide or high."""
    return is_number(value) and 1 <= int(value) <= 100


def _is_footnote_id(value: str) -> bool:
    return bool(_FOOTNOTE_ID.match(value))


_RULES: dict[str, dict[str, Callable[[str], bool]]] = {
    "a": {"href": is_safe_url, "title": _any, "class": lambda value: value in ("footnote-ref", "footnote-backref")},
    "abbr": {"title": _any},
    "code": {"class": is_language_class},
    "details": {"open": _any},
    "div": {"class": lambda value: value == "footnote"},
    "img": {"src": is_image_url, "alt": _any, "title": _any},
    "input": {"type": lambda value: value == "checkbox", "checked": _any, "disabled": _any},
    "li": {"id": _is_footnote_id},
    "ol": {"start": is_number},
    "span": {"class": lambda value: all(name in _PYGMENTS_CLASSES for name in value.split())},
    "sup": {"id": _is_footnote_id},
    "td": {"align": is_alignment, "colspan": is_count, "rowspan": is_count},
    "th": {"align": is_alignment, "colspan": is_count, "rowspan": is_count},
}
