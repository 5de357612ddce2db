"""What must hold in the tables of the core at any moment, whoever wrote them and however they ended."""

from collections import defaultdict
from datetime import datetime
from itertools import combinations, pairwise
from typing import Any
from uuid import UUID

from cms.publishing.content_types import entry_types
from cms.publishing.models import Change, Draft, EntryRecord, Ledger, Publication, Reference, Revision
from cms.publishing.revisions.rendered_pages import render
from cms.publishing.revisions.sources import lifted_source, source_of


def broken_rules() -> list[str]:
    """A sentence for each rule that does not hold. Empty when all is well, and nobody writes meanwhile."""
    publications = list(Publication.objects.select_related("revision").order_by("starts_at"))
    return [
        *_intervals(publications),
        *_slugs(publications),
        *_renderings(publications),
        *_log(publications),
        *_heads(),
        *_revisions(),
        *_working_copies(),
    ]


def _overlap(one: Publication, other: Publication) -> bool:
    return (other.ends_at is None or one.starts_at < other.ends_at) and (
        one.ends_at is None or other.starts_at < one.ends_at
    )


def _intervals(publications: list[Publication]) -> list[str]:
    by_entry: dict[UUID, list[Publication]] = defaultdict(list)
    for publication in publications:
        by_entry[publication.entry_id].append(publication)
    return [
        f"{one} and {other} of one entry overlap"
        for of_entry in by_entry.values()
        for one, other in pairwise(of_entry)
        if _overlap(one, other)
    ]


def _slugs(publications: list[Publication]) -> list[str]:
    by_slug: dict[tuple[str, str], list[Publication]] = defaultdict(list)
    for publication in publications:
        by_slug[publication.type, publication.slug].append(publication)
    return [
        f"two entries are at {slug} at once"
        for slug, at_slug in by_slug.items()
        for one, other in combinations(at_slug, 2)
        if one.entry_id != other.entry_id and _overlap(one, other)
    ]


def _renderings(publications: list[Publication]) -> list[str]:
    """Publications and drafts are whole: the rendering of their revision, with its references."""
    broken = []
    for publication in publications:
        shared = {name: getattr(publication, name) for name in ("published_at", "starts_at", "ends_at", "past")}
        stored = publication.references.order_by("position").values("kind", "target_id", *shared)
        wanted = [
            {"kind": link.kind, "target_id": UUID(str(link.target_id)), **shared}
            for link in render(publication.revision).links(Reference)
        ]
        if list(stored) != wanted:
            broken.append(f"the references of {publication} are {list(stored)}, not {wanted}")
        if publication.document != render(publication.revision).columns()["document"]:
            broken.append(f"{publication} is not the rendering of its revision")
    for draft in Draft.objects.select_related("revision"):
        links = [(link.kind, str(link.target_id)) for link in draft.references.order_by("position")]
        page = render(draft.revision)
        if links != [(target.kind, target.id) for target in dict.fromkeys(page.rendered.targets)]:
            broken.append(f"the draft {draft} has the references {links}")
        if draft.document != page.columns()["document"]:
            broken.append(f"the draft {draft} is not the rendering of its revision")
    return broken


def _log(publications: list[Publication]) -> list[str]:
    """The changes are those that the intervals say. Republishing adds updates, which none of them says."""
    wanted: set[tuple[UUID, str, datetime]] = set()
    starts = {(publication.entry_id, publication.starts_at) for publication in publications}
    ends = {(publication.entry_id, publication.ends_at) for publication in publications}
    for publication in publications:
        entry_id, ends_at = publication.entry_id, publication.ends_at
        action = "updated" if (entry_id, publication.starts_at) in ends else "published"
        wanted.add((entry_id, action, publication.starts_at))
        if ends_at and (entry_id, ends_at) not in starts:
            wanted.add((entry_id, "retracted", ends_at))
    logged = list(Change.objects.filter(referrer_id=None).values_list("entry_id", "action", "effective_at"))
    broken = [f"the ledger lacks {change}" for change in wanted - set(logged)]
    broken += [f"the ledger says {change}" for change in set(logged) - wanted if change[1] != "updated"]
    if len(set(logged)) != len(logged):
        broken.append("the ledger says something twice")
    return broken


def _heads() -> list[str]:
    ledger = Ledger.objects.first()
    if ledger is None:
        return ["something was logged without a ledger"] if Change.objects.exists() else []
    beyond = Change.objects.filter(head__gt=ledger.head).count()
    return [f"{beyond} changes are beyond the head"] if beyond else []


def _revisions() -> list[str]:
    numbers: dict[UUID, list[int]] = defaultdict(list)
    for entry_id, number in Revision.objects.order_by("number").values_list("entry_id", "number"):
        numbers[entry_id].append(number)
    broken = [f"revisions of {pk}: {found}" for pk, found in numbers.items() if found != list(range(1, len(found) + 1))]
    for record in EntryRecord.objects.select_related("latest"):
        if record.latest is None or record.latest.number != len(numbers[record.pk]):
            broken.append(f"the record of {record} does not know its latest revision")
        draft = Draft.objects.filter(entry_id=record.pk).first()
        if (draft is None) != bool(record.deleted_at or record.obstacle):
            broken.append(f"{record}: the draft does not agree with its record")
        if draft and draft.revision_id != record.latest_id:
            broken.append(f"the draft of {record} is not its latest revision")
    return broken


def _working_copies() -> list[str]:
    broken = []
    for of_type in entry_types():
        for entry in of_type.model._default_manager.all():
            record = EntryRecord.objects.select_related("latest").filter(pk=entry.pk).first()
            if record is None or record.latest is None or record.deleted_at:
                broken.append(f"{entry} was saved and not captured")
            elif _without_links(source_of(entry, of_type)) != _without_links(lifted_source(record.latest)):
                broken.append(f"{entry} is not what was captured")
        gone = EntryRecord.objects.filter(type=of_type.name, deleted_at=None)
        for record in gone.exclude(pk__in=of_type.model._default_manager.values("pk")):
            broken.append(f"{record} is gone and not in the bin")
    return broken


def _without_links(source: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in source.items() if name != "links"}
