"""The addresses of the site, and what the API's absolute URLs are here."""

from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit


def path_of(entry: dict[str, Any]) -> str:
    """Where the site shows an entry. What has no page of its own leads to what is about it."""
    slug = quote(entry["slug"], safe="")
    match entry["type"]:
        case "article" | "role":
            return f"/{entry['type']}s/{slug}"
        case "tag" | "author":
            return f"/articles/?{entry['type']}={slug}"
        case "skill":
            return f"/roles/?skill={slug}"
        case _:
            return "/compare"


def comparison_path(*slugs: str) -> str:
    return "/comparisons/" + "-vs-".join(quote(slug, safe="") for slug in slugs)


def transition_path(start: str, end: str) -> str:
    return f"/transition/{quote(start, safe='')}/{quote(end, safe='')}"


def newsletter_path(*slugs: str) -> str:
    return "/newsletters/" + "/".join(quote(slug, safe="") for slug in slugs)


def moved_path(segments: tuple[str, ...]) -> str:
    """The page of what the API has at these segments."""
    match segments:
        case ("roles", start, "transition", end):
            return transition_path(*map(unquote, (start, end)))
        case ("newsletter", *slugs):
            return newsletter_path(*(unquote(slug) for slug in slugs if slug != "issues"))
        case (kind, slug, *_) if kind in ("articles", "roles", "comparisons"):
            return f"/{kind}/{slug}"
        case _:
            return "/"


def with_query(path: str, query: dict[str, Any]) -> str:
    """A path with the values that are not empty; commas stay readable."""
    pairs = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(pairs, safe=',')}" if pairs else path


def local(url: str, site_url: str) -> str:
    """The path on this site of a URL that the API names a page with; any other URL as it is."""
    return url[len(site_url) :] if url.startswith(f"{site_url}/") else url


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
