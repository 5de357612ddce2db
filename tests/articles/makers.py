"""Content as editors would leave it: captured, and published unless it is a draft. Defaults are valid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

from articles.models import (
    Article,
    ArticleAuthor,
    ArticleCallToAction,
    ArticleRole,
    Author,
    CallToAction,
    Dimension,
    DimensionText,
    RelatedLink,
    Responsibility,
    Role,
    RoleSkill,
    Skill,
    Tag,
)
from cms.media.models import Image
from cms.publishing.capturing import capture
from cms.publishing.models import Entry, Publication, Reference
from cms.publishing.publishing import publish, publish_on_save
from cms.publishing.reindexing import reindex

AnyEntry = TypeVar("AnyEntry", bound=Entry)
AnyRow = TypeVar("AnyRow", Publication, Reference)
_numbers = count(1)


def make_tag(name: str = "", **fields: Any) -> Tag:
    return _saved(Tag(**_named("Tag", name, fields)))


def make_author(name: str = "", **fields: Any) -> Author:
    return _saved(Author(**_named("Desk", name, fields)))


def make_dimension(name: str = "", **fields: Any) -> Dimension:
    return _saved(Dimension(**_named("Dimension", name, fields)))


def make_call_to_action(name: str = "", **fields: Any) -> CallToAction:
    defaults = {"text": "Read on.", "label": "Read", "url": "https://www.example.org/book"}
    return _saved(CallToAction(**defaults | _named("Call", name, fields)))


def make_image(title: str = "", **fields: Any) -> Image:
    """A row as taking in leaves it; there is no file."""
    values = _named("Picture", title, fields)
    values["title"] = values.pop("name")
    folder = f"images/{values['slug']:_<22}"
    renditions = [
        {"name": f"{folder}/{width}.{extension}", "type": media_type, "width": width, "height": width // 2, "bytes": 9}
        for media_type, extension in (("image/webp", "webp"), ("image/jpeg", "jpg"))
        for width in (480, 960)
    ]
    made = {"file": f"{folder}/original.jpg", "width": 960, "height": 480, "renditions": renditions}
    return _saved(Image(**made | {"alt": "A picture"} | values))


def make_skill(name: str = "", *, is_draft: bool = False, **fields: Any) -> Skill:
    skill = Skill.objects.create(**{"category": "data"} | _named("Skill", name, fields))
    return _published(skill, is_draft=is_draft)


def make_role(
    name: str = "",
    *,
    skills: Mapping[Skill, float] | None = None,
    dimensions: Mapping[Dimension, str] | None = None,
    responsibilities: Sequence[str] = (),
    is_draft: bool = False,
    **fields: Any,
) -> Role:
    role = Role.objects.create(**{"summary": "What it is."} | _named("Role", name, fields))
    RoleSkill.objects.bulk_create(
        RoleSkill(role=role, skill=skill, importance=importance, position=position)
        for position, (skill, importance) in enumerate((skills or {}).items())
    )
    DimensionText.objects.bulk_create(
        DimensionText(role=role, dimension=dimension, text=text, position=position)
        for position, (dimension, text) in enumerate((dimensions or {}).items())
    )
    Responsibility.objects.bulk_create(
        Responsibility(role=role, text=text, position=position) for position, text in enumerate(responsibilities)
    )
    return _published(role, is_draft=is_draft)


@dataclass(frozen=True)
class To:
    """A related link to an article, a role or a URL."""

    target: Article | Role | str
    title: str = ""
    text: str = ""
    kind: str = "related"
    is_pinned: bool = False
    is_muted: bool = False

    def row(self, article: Article, position: int) -> RelatedLink:
        return RelatedLink(
            article=article,
            target_article=self.target if isinstance(self.target, Article) else None,
            target_role=self.target if isinstance(self.target, Role) else None,
            url=self.target if isinstance(self.target, str) else "",
            title=self.title,
            text=self.text,
            kind=self.kind,
            is_pinned=self.is_pinned,
            is_muted=self.is_muted,
            position=position,
        )


def make_article(
    title: str = "",
    *,
    roles: Sequence[Role] = (),
    skills: Sequence[Skill] = (),
    tags: Sequence[Tag] = (),
    authors: Sequence[Author] = (),
    links: Sequence[To] = (),
    calls: Sequence[CallToAction] = (),
    is_draft: bool = False,
    **fields: Any,
) -> Article:
    values = _named("Article", title, fields)
    values["title"] = values.pop("name")
    article = Article.objects.create(**{"body": "Some text."} | values)
    ArticleRole.objects.bulk_create(
        ArticleRole(article=article, role=role, position=position) for position, role in enumerate(roles)
    )
    ArticleAuthor.objects.bulk_create(
        ArticleAuthor(article=article, author=author, position=position) for position, author in enumerate(authors)
    )
    ArticleCallToAction.objects.bulk_create(
        ArticleCallToAction(article=article, call_to_action=call, placement=call.placement, position=position)
        for position, call in enumerate(calls)
    )
    RelatedLink.objects.bulk_create(link.row(article, position) for position, link in enumerate(links))
    article.skills.set(skills)
    article.tags.set(tags)
    return _published(article, is_draft=is_draft)


def make_copies(
    entry: Entry, number: int, *, instead: Mapping[UUID, Sequence[UUID]] | None = None, **columns: Sequence[Any]
) -> list[UUID]:
    """Publications like the entry's own, with no entries behind them: many and fast, for tests that only read.

    `instead` has, for an id that the entry refers to, another for each copy; `columns` a value for each. Returns the
    copies' entry ids; their slugs end in -0, -1 and so on.
    """
    original = Publication.objects.get(entry_id=entry.pk, ends_at=None)
    links = list(original.references.order_by("position"))
    others = instead or {}
    ids = [uuid4() for _ in range(number)]
    copies = []
    for place, pk in enumerate(ids):
        values = {column: each[place] for column, each in columns.items()}
        values |= {"entry_id": pk, "slug": f"{original.slug}-{place}", "title": f"{original.title} {place}"}
        for text in ("summary", "document"):
            values[text] = getattr(original, text)
            for before, after in others.items():
                values[text] = values[text].replace(str(before), str(after[place]))
        copies.append(_copy(original, **values))
    Publication.objects.bulk_create(copies)
    Reference.objects.bulk_create(
        _copy(
            link,
            publication_id=publication.pk,
            published_at=publication.published_at,
            target_id=others[link.target_id][place] if link.target_id in others else link.target_id,
        )
        for place, publication in enumerate(copies)
        for link in links
    )
    for _ in reindex(only_missing=True):
        pass
    return ids


def _copy(row: AnyRow, **changes: Any) -> AnyRow:
    values = {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
    return type(row)(**{**values, "id": None, **changes})


def edit(entry: Entry, **fields: Any) -> None:
    """Change the working copy, as a save without publishing does."""
    type(entry)._default_manager.filter(pk=entry.pk).update(**fields)
    entry.refresh_from_db()
    capture(entry)


def edit_and_publish(entry: Entry, *, starts_at: datetime | None = None, **fields: Any) -> None:
    edit(entry, **fields)
    publish(entry, starts_at=starts_at)


def save(entry: Entry, **fields: Any) -> None:
    """Change an entry of a type that publishes on save."""
    type(entry)._default_manager.filter(pk=entry.pk).update(**fields)
    entry.refresh_from_db()
    publish_on_save(entry)


def _named(noun: str, name: str, fields: dict[str, Any]) -> dict[str, Any]:
    number = next(_numbers)
    slug = name.lower().replace(" ", "-") if name else f"{noun.lower()}-{number}"
    return {"name": name or f"{noun} {number}", "slug": slug, **fields}


def _saved(entry: AnyEntry) -> AnyEntry:
    entry.save()
    publish_on_save(entry)
    return entry


def _published(entry: AnyEntry, *, is_draft: bool) -> AnyEntry:
    capture(entry)
    if not is_draft:
        publish(entry)
    return entry
