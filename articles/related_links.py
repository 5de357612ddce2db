"""Filling in at read time what publishing left open: links in texts, and the editors' related links."""

from collections.abc import Callable
from typing import Any

from cms import markup
from cms.delivery.reader import Entries, Reader

UrlOf = Callable[[str], str | None]


def url_of(targets: Entries) -> UrlOf:
    """Where a linked entry is shown; None, which unwraps the link, for what is not in `targets`."""

    def find(entry_id: str) -> str | None:
        target = targets.get(entry_id)
        return target.url if target else None

    return find


def with_links(text: dict[str, Any], targets: Entries) -> dict[str, Any]:
    """A rendered text with its links to entries resolved."""
    find = url_of(targets)
    resolved = {**text, "html": markup.resolve(text["html"], find)}
    if "markdown" in text:
        resolved["markdown"] = markup.resolve_markdown(text["markdown"], find)
    return resolved


def related_links(
    links: list[dict[str, Any]], reader: Reader, targets: Entries, within: Entries
) -> list[dict[str, Any]]:
    """The editors' links in their order, without those whose target is not live. Their own words win over the target's.

    Each is `{"kind", "title", "text", "url", "target", "pinned"}`.
    """
    answers = []
    for link in links:
        target = targets.get(link["target"] or "")
        if link["target"] and not target:
            continue
        summary = reader.summary(target, within) if target else None
        answers.append(
            {
                "kind": link["kind"],
                "title": link["title"] or (target.title if target else link["url"]),
                "text": link["text"] or _said_by(summary),
                "url": target.url if target else link["url"],
                "target": summary,
                "pinned": link["pinned"],
            }
        )
    return answers


def _said_by(summary: dict[str, Any] | None) -> str:
    """An article's excerpt, a role's sentence."""
    return str((summary or {}).get("excerpt") or (summary or {}).get("summary") or "")
