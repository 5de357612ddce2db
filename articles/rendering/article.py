import re
from math import ceil

from articles.comparisons.role_pairs import PAIR, pairs_of
from cms.markup import web_address
from cms.publishing.content_types import Rendered, Source, Target
from cms.publishing.refusals import Obstacle

from .texts import links_in, render_texts, required, web_url

WORDS_A_MINUTE = 230
MOST_ROLES = 6
EXCERPT_LENGTH = 280
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# Kinds of reference by which an article's related links are listed.
RELATED, EXTERNAL_LINK = "related", "external_link"
PLACEMENTS = ("top", "inline", "bottom")


def render_article(source: Source) -> Rendered:
    (body,) = render_texts([source["body"]], ["Body"], source)
    roles = [row["role"] for row in source["article_roles"]]
    authors = [row["author"] for row in source["article_authors"]]
    calls = {
        placement: [row["call_to_action"] for row in source["article_calls"] if row["placement"] == placement]
        for placement in PLACEMENTS
    }
    excerpt = source["excerpt"] or _beginning(body.text)
    kind = "comparison" if len(roles) > 1 else "article"
    reading_minutes = max(1, ceil(body.word_count / WORDS_A_MINUTE))
    summary = {
        "kind": kind,
        "title": source["title"],
        "subtitle": source["subtitle"],
        "excerpt": excerpt,
        "language": source["language"],
        "word_count": body.word_count,
        "reading_minutes": reading_minutes,
        "authors": authors,
        "tags": source["tags"],
        "hero": source["hero"],
        "roles": roles,
    }
    document = {
        "body": {"html": body.html, "markdown": body.markdown, "text": body.text, "toc": body.toc},
        "skills": source["skills"],
        "related_links": [_related_link(row) for row in source["related_links"] if not row["is_muted"]],
        "muted": [row["target_article"] for row in source["related_links"] if row["is_muted"]],
        "calls_to_action": calls,
        "seo": {
            "title": source["seo_title"] or source["title"],
            "description": source["seo_description"] or excerpt,
            "canonical_url": web_address(source["canonical_url"]) or None,
            "image": source["seo_image"] or source["hero"],
        },
        "links": [link.partition("#")[0] for link in body.links],
    }
    return Rendered(
        title=source["title"],
        summary=summary,
        document=document,
        targets=_targets(source, roles, authors, body.links),
        kind=kind,
        language=source["language"],
        reading_minutes=reading_minutes,
    )


def article_links(source: Source) -> list[tuple[str, str]]:
    return links_in(source["body"])


def article_obstacles(source: Source) -> list[Obstacle]:
    obstacles = required(source, title="Give it a title.", body="Write a text.")
    if not _LANGUAGE.fullmatch(source["language"]):
        obstacles.append(Obstacle("language", "The language is a code such as en or pt-BR."))
    if len(source["article_roles"]) > MOST_ROLES:
        obstacles.append(Obstacle("article_roles", f"An article compares at most {MOST_ROLES} roles."))
    obstacles += web_url("canonical_url", source["canonical_url"], "The canonical URL")
    seen: set[str | None] = set()
    for row in source["related_links"]:
        obstacles += web_url("related_links", row["url"], "A related link")
        if not (row["url"] or row["target_article"] or row["target_role"]):
            obstacles.append(Obstacle("related_links", "A related link leads nowhere: choose a page or give a URL."))
        target = row["target_article"] or row["target_role"]
        if target and target in seen:
            obstacles.append(Obstacle("related_links", "Two related links lead to the same page."))
        seen.add(target)
        if row["target_article"] == source["id"]:
            obstacles.append(Obstacle("related_links", "A related link leads to this article itself."))
    return obstacles


def _related_link(row: Source) -> Source:
    return {
        "id": row["id"],
        "kind": row["kind"],
        "title": row["title"],
        "text": row["text"],
        "url": web_address(row["url"]) or None,
        "target": row["target_article"] or row["target_role"],
        "pinned": row["is_pinned"],
    }


def _targets(source: Source, roles: list[str], authors: list[str], links: tuple[str, ...]) -> list[Target]:
    images = {source["hero"]: "hero", source["seo_image"]: "seo_image"}
    targets = [Target(kind, image) for image, kind in images.items() if image]
    targets += [Target("author", author) for author in authors]
    targets += [Target("role", role) for role in roles]
    targets += [Target(PAIR, pair, is_entry=False) for pair in pairs_of(roles)]
    targets += [Target("tag", tag) for tag in source["tags"]]
    targets += [Target("skill", skill) for skill in source["skills"]]
    targets += [Target("call_to_action", row["call_to_action"]) for row in source["article_calls"]]
    targets += [_link_target(row) for row in source["related_links"]]
    return targets + [Target("link", link.partition("#")[0]) for link in links]


def _link_target(row: Source) -> Target:
    if row["url"]:
        return Target("muted" if row["is_muted"] else EXTERNAL_LINK, row["id"], is_entry=False)
    return Target("muted" if row["is_muted"] else RELATED, row["target_article"] or row["target_role"])


def _beginning(text: str) -> str:
    """The first paragraph, cut at a word."""
    first = text.strip().partition("\n\n")[0].replace("\n", " ")
    if len(first) <= EXCERPT_LENGTH:
        return first
    return first[:EXCERPT_LENGTH].rpartition(" ")[0] + "…"
