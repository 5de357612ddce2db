"""What of each rendering readers can search, besides its title. Texts that they do not see are not in it."""

from typing import Any

from cms.publishing.content_types import Texts

Json = dict[str, Any]


def article_texts(summary: Json, document: Json) -> Texts:
    return Texts(names=[summary["subtitle"]], body=[summary["excerpt"], document["body"]["text"]])


def role_texts(summary: Json, document: Json) -> Texts:
    texts = [dimension["text"] for dimension in document["dimensions"]]
    said = [summary["summary"], document["description"]["text"], *document["responsibilities"], document["choose_if"]]
    return Texts(names=[summary["plural"], summary["short_name"], *document["aliases"]], body=[*said, *texts])


def skill_texts(summary: Json, document: Json) -> Texts:
    return Texts(names=document["aliases"], body=[summary["category"], document["description"]["text"]])


def author_texts(summary: Json, document: Json) -> Texts:
    return Texts(body=[document["bio"]])


def described(summary: Json, document: Json) -> Texts:
    return Texts(body=[document["description"]])
