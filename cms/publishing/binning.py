"""Deleting an entry to the bin, and taking it out again."""

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from cms.audit.actors import By, account_of
from cms.audit.models import Act

from .audit_lines import log
from .capturing import capture
from .content_types import EntryKey, entry_type, key_of
from .models import Draft, DraftReference, Entry, Reference
from .publishing import retract_in_turn
from .refusals import Refused, StillReferred
from .restoring import Restored, restore
from .slow_work import slow_work_first
from .timeline import clock
from .timeline.content_version import present
from .timeline.entry_locks import lock_record
from .timeline.timetables import open_timetable

SHOWN = 5


@slow_work_first
def discard(entry: Entry, *, by: By = None) -> None:
    """Retract the entry and delete its rows; its revisions stay, and `undelete` brings it back with the same id.

    Raises StillReferred while another entry's working copy, or something public or scheduled, refers to it.
    """
    key = key_of(entry)
    with transaction.atomic():
        found = entry_type(key.type).model._default_manager.select_for_update(of=("self",)).filter(pk=key.id).first()
        if found is None:
            raise Refused(_("It was deleted already."))
        entry = found
        capture(entry, by=by, comment=_("Deleted"))
        users = used_by(key)
        if users:
            raise StillReferred(users_sentence(users))
        try:
            # Before the ledger's lock is taken: a verb never writes entry rows while it holds that.
            entry.delete()
        except ProtectedError as error:
            raise StillReferred(users_sentence([str(holder) for holder in error.protected_objects])) from error
        record = lock_record(key)
        record.deleted_at, record.deleted_by = clock.now(), account_of(by)
        record.save(update_fields=["deleted_at", "deleted_by"])
        Draft.objects.filter(entry_id=key.id).delete()
        retract_in_turn(open_timetable(key))
        log(Act.DISCARDED, record, by=by)


@slow_work_first
def undelete(key: EntryKey, *, by: By = None) -> Restored:
    """Bring an entry back from the bin as a draft, with its id and its history. Raises Refused if it is not there."""
    with transaction.atomic():
        record = lock_record(key)
        if record.erased_at is not None:
            raise Refused(_("It is erased for good, or is being erased."))
        if record.deleted_at is None or record.latest is None:
            raise Refused(_("It is not in the bin."))
        return restore(record.latest, by=by, comment=_("Taken out of the bin"), act=Act.UNDELETED)


def used_by(key: EntryKey) -> list[str]:
    """Titles of the entries whose working copy, or whose live or coming publication, refers to this one.
    Three queries, and one for each set that entries of its type can be in."""
    drafts = DraftReference.objects.filter(target_id=key.id).exclude(draft__entry_id=key.id)
    public = Reference.objects.filter(Q(ends_at=None) | Q(ends_at__gt=present()), target_id=key.id, past=False)
    public = public.exclude(publication__entry_id=key.id)
    titles = dict(drafts.order_by("pk").values_list("draft__entry_id", "draft__title"))
    for entry_id, title in public.order_by("pk").values_list("publication__entry_id", "publication__title"):
        titles.setdefault(entry_id, title)
    # What cannot be rendered has no draft, and the database empties a set without asking.
    for relation in entry_type(key.type).model._meta.related_objects:
        if relation.many_to_many:
            for holder in relation.related_model._default_manager.filter(**{relation.field.name: key.id}):
                titles.setdefault(holder.pk, str(holder))
    return sorted(titles.values())


def users_sentence(titles: list[str]) -> str:
    shown = ", ".join(f"“{title}”" for title in titles[:SHOWN])
    more = len(titles) - SHOWN
    if more > 0:
        return _("It is used by {titles} and {number} more. Remove it there first.").format(titles=shown, number=more)
    return _("It is used by {titles}. Remove it there first.").format(titles=shown)
