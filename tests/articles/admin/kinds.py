"""One entry of every kind that matters for who may do what: as drafts, live, to come, in use, in the bin."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from articles.models import Article, Author, CallToAction, Dimension, Role, Skill, Tag
from cms.media.models import Image
from cms.publishing.binning import discard
from cms.publishing.models import Entry
from cms.publishing.publishing import publish
from tests.articles.makers import (
    edit,
    make_article,
    make_author,
    make_call_to_action,
    make_dimension,
    make_image,
    make_role,
    make_skill,
    make_tag,
    save,
)

REVIEWED = ("article", "role", "skill")
ON_SAVE = ("tag", "image", "author", "dimension", "calltoaction")
MODELS: dict[str, type[Entry]] = {
    model._meta.model_name or "": model for model in (Article, Role, Skill, Tag, Image, Author, Dimension, CallToAction)
}
KINDS = {
    **dict.fromkeys(REVIEWED, ("draft", "live", "changed", "scheduled", "binned")),
    # `awaited`: something refers to it that is scheduled and not yet live.
    **dict.fromkeys(ON_SAVE, ("unused", "used", "awaited", "binned")),
}
LATER = (datetime.now(UTC) + timedelta(days=3)).replace(second=0, microsecond=0)
_MAKERS: dict[str, Callable[..., Entry]] = {"article": make_article, "role": make_role, "skill": make_skill}
_ON_SAVE_MAKERS: dict[str, Callable[..., Entry]] = {
    "tag": make_tag,
    "image": make_image,
    "author": make_author,
    "dimension": make_dimension,
    "calltoaction": make_call_to_action,
}
# Where each of them is shown.
_USERS: dict[str, Callable[..., Entry]] = {
    "tag": lambda used, **options: make_article(tags=[used], **options),
    "image": lambda used, **options: make_article(hero=used, **options),
    "author": lambda used, **options: make_article(authors=[used], **options),
    "dimension": lambda used, **options: make_role(dimensions={used: "Text."}, **options),
    "calltoaction": lambda used, **options: make_article(calls=[used], **options),
}


def title_field(model: type[Entry]) -> str:
    return "title" if model in (Article, Image) else "name"


def words_field(noun: str) -> str:
    """A field that readers get to see."""
    return {"image": "alt", "calltoaction": "text"}.get(noun) or title_field(MODELS[noun])


def make_kind(noun: str, kind: str) -> Entry:
    """Each has two revisions, so that there is a past to go back to."""
    title = f"Confidential {noun} {kind}"
    return _make_reviewed(noun, kind, title) if noun in REVIEWED else _make_on_save(noun, kind, title)


def _make_reviewed(noun: str, kind: str, title: str) -> Entry:
    entry = _MAKERS[noun](f"{title} before", slug=f"{noun}-{kind}", is_draft=True)
    name = {title_field(MODELS[noun]): title}
    if kind == "changed":
        publish(entry)
    edit(entry, **name)
    if kind == "live":
        publish(entry)
    elif kind == "scheduled":
        publish(entry, starts_at=LATER)
    elif kind == "binned":
        discard(_copy(entry))
    return entry


def _make_on_save(noun: str, kind: str, title: str) -> Entry:
    entry = _ON_SAVE_MAKERS[noun](f"{title} before", slug=f"{noun}-{kind}")
    save(entry, **{title_field(MODELS[noun]): title, words_field(noun): title})
    if kind == "used":
        _USERS[noun](entry)
    elif kind == "awaited":
        publish(_USERS[noun](entry, is_draft=True), starts_at=LATER)
    elif kind == "binned":
        discard(_copy(entry))
    return entry


def _copy(entry: Entry) -> Any:
    """Deleting takes the id off the instance that is deleted; the test still wants it."""
    return type(entry)._default_manager.get(pk=entry.pk)
