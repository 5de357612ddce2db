"""What the verbs write into the audit log: which act, on which entry, by whom."""

from datetime import datetime

from cms.audit.actors import By
from cms.audit.models import Act
from cms.audit.recording import record as record_act

from .models import EntryRecord


def log(act: Act, record: EntryRecord, *, by: By, **detail: object) -> None:
    """One line, in the verb's transaction. Moments become ISO 8601; what is None is left out. One query."""
    facts = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in detail.items()}
    record_act(act, by=by, subject_type=record.type, subject_id=record.entry_id, subject_title=record.title, **facts)
