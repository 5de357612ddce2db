"""What pages say about themselves to machines: schema.org, as JSON-LD.

Pure functions of answers as the API documents them, so that nothing is in here that is not in there. Search engines
document what they look for in Article, BreadcrumbList, ImageObject and ItemList; Occupation and DefinedTerm are
schema.org's own words for a job and a skill.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from cms.markup import web_address
from cms.publishing.content_types import entry_type

CONTEXT = "https://schema.org"
_CREATIVE_COMMONS = re.compile(r"CC[ -](BY(?:-(?:NC-SA|NC-ND|NC|SA|ND))?)[ -](\d\.\d)(?:\s.*)?", re.IGNORECASE)
_CC_ZERO = re.compile(r"CC ?0(?:[ -]1\.0)?(?:\s.*)?", re.IGNORECASE)

Node = dict[str, Any]


def article_graph(page: Mapping[str, Any]) -> Node:
    """The JSON-LD of an article's page: Article, BreadcrumbList, and the picture as an ImageObject."""
    url, seo = page["url"], page["seo"]
    image = seo["image"]
    article = {
        "@type": "Article",
        "@id": f"{url}#article",
        "headline": page["title"],
        "alternativeHeadline": page["subtitle"],
        "description": seo["description"],
        "url": url,
        "mainEntityOfPage": seo["canonical_url"],
        "datePublished": page["published_at"],
        "dateModified": page["updated_at"],
        "inLanguage": page["language"],
        "wordCount": page["word_count"],
        "author": [{"@type": "Person", "name": author["name"]} for author in page["authors"]] or [_publisher()],
        "publisher": _publisher(),
        "keywords": [tag["name"] for tag in page["tags"]],
        "about": [_named_role(role) for role in page["roles"]],
        "image": {"@id": f"{url}#image"} if image else None,
        "isPartOf": {"@type": "WebSite", "name": settings.SITE_NAME, "url": f"{settings.PUBLIC_SITE_URL}/"},
    }
    nodes = [_without_nothing(article), _breadcrumbs(url, entry_type("article").site_path, "Articles", page["title"])]
    if image:
        nodes.append({"@id": f"{url}#image", **_image(image)})
    return {"@context": CONTEXT, "@graph": nodes}


def role_graph(page: Mapping[str, Any], same_as: Mapping[str, Iterable[str]]) -> Node:
    """The JSON-LD of a role's page: Occupation, with its skills as DefinedTerms, and BreadcrumbList.

    `same_as` has the public identifiers of its skills, by the skill's id.
    """
    url = page["url"]
    skills = [
        {"@type": "DefinedTerm", "name": skill["name"], "sameAs": list(same_as.get(skill["id"], ()))}
        for skill in page["skills"]
        if skill["importance"] > 0
    ]
    occupation = {
        "@type": "Occupation",
        "@id": f"{url}#occupation",
        "name": page["name"],
        "alternateName": page["aliases"],
        "description": page["summary"],
        "url": url,
        "mainEntityOfPage": url,
        "responsibilities": page["responsibilities"],
        "skills": [_without_nothing(skill) for skill in skills],
        "sameAs": page["same_as"],
    }
    nodes = [_without_nothing(occupation), _breadcrumbs(url, entry_type("role").site_path, "Roles", page["name"])]
    return {"@context": CONTEXT, "@graph": nodes}


def comparison_list(comparison: Mapping[str, Any]) -> Node:
    """The JSON-LD of a comparison: an ItemList of its roles, in the order of the path."""
    return {
        "@context": CONTEXT,
        "@type": "ItemList",
        "@id": f"{comparison['canonical']}#roles",
        "name": comparison["title"],
        "url": comparison["canonical"],
        "numberOfItems": len(comparison["roles"]),
        "itemListElement": [
            {"@type": "ListItem", "position": position, "item": {**_named_role(role), "description": role["summary"]}}
            for position, role in enumerate(comparison["roles"], start=1)
        ],
    }


def seo_of(*, title: str, description: str, url: str, json_ld: Node) -> dict[str, Any]:
    """The `seo` object of a page that has no picture and no words of its own for search engines."""
    return {"title": title, "description": description, "canonical_url": url, "image": None, "json_ld": json_ld}


def licence_url(licence: str) -> str:
    """The address of a licence: what an editor gave as one, or that of the Creative Commons licence named. "" else."""
    licence = licence.strip()
    if web_address(licence):
        return licence
    if named := _CREATIVE_COMMONS.fullmatch(licence):
        return f"https://creativecommons.org/licenses/{named[1].lower()}/{named[2]}/"
    return "https://creativecommons.org/publicdomain/zero/1.0/" if _CC_ZERO.fullmatch(licence) else ""


def _image(image: Mapping[str, Any]) -> Node:
    credit = image["credit"]
    licence = credit["licence"]
    return _without_nothing(
        {
            "@type": "ImageObject",
            "url": image["src"],
            "contentUrl": image["src"],
            "width": image["width"],
            "height": image["height"],
            "caption": image["caption"] or image["alt"],
            "creditText": " / ".join(filter(None, (credit["name"], credit["source"]))),
            "license": licence_url(licence) or (licence and {"@type": "CreativeWork", "name": licence}),
            "acquireLicensePage": credit["url"],
        }
    )


def _breadcrumbs(url: str, site_path: str, section: str, title: str) -> Node:
    site = settings.PUBLIC_SITE_URL
    trail = [(settings.SITE_NAME, f"{site}/"), (section, f"{site}/{site_path}/"), (title, url)]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{url}#breadcrumbs",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(trail, start=1)
        ],
    }


def _named_role(role: Mapping[str, Any]) -> Node:
    return {"@type": "Occupation", "@id": f"{role['url']}#occupation", "name": role["name"], "url": role["url"]}


def _publisher() -> Node:
    return {"@type": "Organization", "name": settings.SITE_NAME, "url": f"{settings.PUBLIC_SITE_URL}/"}


def _without_nothing(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, "", [])}
