"""The lock of one entry: its record's row, taken before the ledger's by everything that is done to the entry."""

from cms.publishing.content_types import EntryKey
from cms.publishing.models import EntryRecord


def lock_record(key: EntryKey, *, title: str = "") -> EntryRecord:
    """The entry's record, locked until the transaction ends; made if it is the first time."""
    records = EntryRecord.objects.select_for_update(of=("self",)).select_related("latest")
    record = records.filter(pk=key.id).first()
    if record is None:
        EntryRecord.objects.bulk_create(
            [EntryRecord(entry_id=key.id, type=key.type, title=title[:300])], ignore_conflicts=True
        )
        record = records.get(pk=key.id)
    return record
