from cms.markup import web_address
from cms.publishing.content_types import Rendered, Source, Target
from cms.publishing.refusals import Obstacle

from .texts import links_in, prose, render_texts, required, web_urls

SEPARATOR = "vs"


def render_role(source: Source) -> Rendered:
    dimension_texts = source["dimension_texts"]
    description, *dimensions = render_texts(
        [source["description"], *(row["text"] for row in dimension_texts)],
        ["Description", *("Dimension text" for _ in dimension_texts)],
        source,
    )
    summary = {
        "name": source["name"],
        "plural": source["plural"],
        "short_name": source["short_name"],
        "summary": source["summary"],
    }
    document = {
        "aliases": source["aliases"],
        "description": prose(description),
        "responsibilities": [row["text"] for row in source["responsibilities"]],
        "choose_if": source["choose_if"],
        "dimensions": [
            {"dimension": row["dimension"], "html": text.html, "text": text.text}
            for row, text in zip(dimension_texts, dimensions, strict=True)
        ],
        "skills": [
            {"skill": row["skill"], "importance": row["importance"], "tier": row["tier"], "note": row["note"]}
            for row in sorted(source["role_skills"], key=lambda row: -row["importance"])
        ],
        "same_as": [url for url in source["same_as"] if web_address(url)],
        "links": list(
            dict.fromkeys(link.partition("#")[0] for text in (description, *dimensions) for link in text.links)
        ),
    }
    targets = [Target("skill", row["skill"]) for row in source["role_skills"]]
    targets += [Target("dimension", row["dimension"]) for row in dimension_texts]
    targets += [Target("link", link) for link in document["links"]]
    return Rendered(title=source["name"], summary=summary, document=document, targets=targets)


def role_links(source: Source) -> list[tuple[str, str]]:
    return links_in(source["description"], *(row["text"] for row in source["dimension_texts"]))


def role_obstacles(source: Source) -> list[Obstacle]:
    obstacles = required(source, name="Give it a name.", summary="Describe the role in one sentence.")
    if has_separator(source["slug"]):
        obstacles.append(
            Obstacle("slug", "A role's slug cannot contain “vs” between hyphens: addresses of comparisons use it.")
        )
    if any(not 0 <= row["importance"] <= 1 for row in source["role_skills"]):
        obstacles.append(Obstacle("role_skills", "A skill's importance lies between 0 and 1."))
    return obstacles + web_urls("same_as", source["same_as"], "The public identifier")


def has_separator(slug: str) -> bool:
    """Whether `a-vs-b` could not be taken apart again if this were one of its roles."""
    return SEPARATOR in slug.split("-")
