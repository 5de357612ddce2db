"""Tables of the publishing core, and the abstract bases of what it publishes.

Entries are known here by (type, id) and never by a foreign key: the core holds content of types it has not met.
"""

from .entry import Entry, Row, seed_id
from .index import IndexedText
from .ledger import Change, Ledger
from .publication import Draft, DraftReference, Publication, Reference
from .revision import EntryRecord, Revision

__all__ = [
    "Change",
    "Draft",
    "DraftReference",
    "Entry",
    "EntryRecord",
    "IndexedText",
    "Ledger",
    "Publication",
    "Reference",
    "Revision",
    "Row",
    "seed_id",
]
