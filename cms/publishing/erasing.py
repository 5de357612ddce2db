"""Erasing for good what lies in the bin: revisions, publications, their words for search, and the files of pictures.

What stays is a tombstone: the entry's record without its title, so that no fixture brings it back, and the ledger's
lines, so that mirrors keep knowing that it is gone. What was sent by mail, backups, and caches elsewhere are out of
reach. The audit log keeps the titles that it has.
"""

from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.utils.translation import gettext as _

from cms.audit.actors import By
from cms.audit.models import Act

from .audit_lines import log
from .binning import used_by, users_sentence
from .content_types import EntryKey, entry_type
from .models import Draft, EntryRecord, Publication, Revision
from .refusals import Refused, StillReferred
from .revisions.sources import lifted_source
from .timeline import clock
from .timeline.entry_locks import lock_record
from .timeline.turns import take_turn


@dataclass(frozen=True)
class Erased:
    """How many revisions and publications were erased."""

    revisions: int
    publications: int


def erase(key: EntryKey, *, by: By = None) -> Erased:
    """Erase an entry that lies in the bin. Killed half-way, it has begun: it cannot be taken out of the bin any more,
    and calling this again does the rest.

    Raises Refused for what is not in the bin, StillReferred while something names it.
    """
    with transaction.atomic():
        record = lock_record(key)
        if record.deleted_at is None or (record.latest is None and record.erased_at is None):
            raise Refused(_("It is not in the bin. Only what lies there can be erased."))
        users = used_by(key)
        if users:
            raise StillReferred(users_sentence(users))
        if record.erased_at is None:
            record.erased_at = clock.now()
            record.save(update_fields=["erased_at"])
    # Before the rows that name them, and in no transaction: a store of files may be slow.
    of_type = entry_type(key.type)
    of_type.remove_files([lifted_source(revision) for revision in Revision.objects.filter(entry_id=key.id)])
    with transaction.atomic():
        return _erase_rows(key, by)


def unfinished() -> list[EntryKey]:
    """The entries whose erasing was begun and not ended."""
    records = EntryRecord.objects.filter(erased_at__isnull=False, latest__isnull=False)
    return [EntryKey(of_type, pk) for of_type, pk in records.order_by("erased_at").values_list("type", "pk")]


def _erase_rows(key: EntryKey, by: By) -> Erased:
    record = lock_record(key)
    turn = take_turn()
    revisions = Revision.objects.filter(entry_id=key.id)
    publications = Publication.objects.filter(entry_id=key.id)
    erased = Erased(revisions.count(), publications.count())
    Draft.objects.filter(entry_id=key.id).delete()
    publications.delete()
    record.latest, record.title, record.obstacle = None, "", ""
    record.save(update_fields=["latest", "title", "obstacle"])
    revisions.delete()
    # What was done to it says its title each time.
    LogEntry.objects.filter(object_id=str(key.id)).update(object_repr=_("(erased)"))
    log(Act.ERASED, record, by=by, revisions=erased.revisions, publications=erased.publications)
    turn.log([])  # its old addresses answer otherwise now
    return erased
