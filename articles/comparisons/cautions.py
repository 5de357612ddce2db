"""Cautioning an editor who is about to publish: what is allowed, and worth a second look."""

import orjson
from django.utils.translation import gettext as _

from cms.publishing.content_types import Source
from cms.publishing.reading.perspectives import published

from .copied_texts import copied_texts

SHOWN = 80
MOST_CAUTIONS = 5


def copied_from_other_roles(source: Source) -> list[str]:
    """A sentence for each text of a role that a live role has in nearly the same words. One query."""
    ours = {row["dimension"]: [row["text"]] for row in source["dimension_texts"]}
    ours["responsibilities"] = [row["text"] for row in source["responsibilities"]]
    others = published().entries("role").exclude(entry_id=source["id"]).order_by("sort_title")
    cautions = []
    for title, text in others.values_list("title", "document"):
        document = orjson.loads(text)
        theirs = {row["dimension"]: [row["text"]] for row in document["dimensions"]}
        theirs["responsibilities"] = document["responsibilities"]
        for copied in copied_texts({source["name"]: ours, title: theirs}):
            beginning = copied.text[:SHOWN] + ("…" if len(copied.text) > SHOWN else "")
            cautions.append(
                _("“{beginning}” is nearly the same in {title}: it tells readers nothing about either.").format(
                    beginning=beginning, title=title
                )
            )
    return cautions[:MOST_CAUTIONS]
