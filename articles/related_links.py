"""The editors' related links, filled in at read time."""

from typing import Any

from cms.delivery.reader import Entries, Reader

# Kinds of reference by which an article's related links are listed.
RELATED, EXTERNAL_LINK = "related", "external_link"


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
