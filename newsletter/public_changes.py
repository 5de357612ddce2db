"""What the newsletter shows to the public has changed: one row of the ledger for each newsletter and issue, so that
caches and whoever follows `changes/` learn of it.

The ledger knows rows by type and UUID. A newsletter has a number, and is known by a UUID that is made of it.
"""

from uuid import UUID, uuid5

from django.db import transaction

from cms.publishing.models import Change
from cms.publishing.timeline.turns import take_turn
from newsletter.models import Issue, Newsletter

# The Cache-Tag of every answer that is made of newsletters or issues.
TAG = "newsletters"
NEWSLETTER, ISSUE = "newsletter", "issue"
_NAMESPACE = UUID("5f0c2a52-6d0e-4c5f-9a39-0b8d5be1f0aa")
Action = Change.Action


def note_public_change(*changed: Newsletter | Issue, deleted: bool = False) -> None:
    """To be called in the transaction that changes them, last: the content version moves when that is committed, even
    if nothing is named. What is not public, or no longer, is logged as retracted; `deleted`: so is what was named."""
    with transaction.atomic():
        turn = take_turn()
        turn.log(
            [
                Change(
                    type=ISSUE if isinstance(each, Issue) else NEWSLETTER,
                    entry_id=ledger_id(each),
                    action=Action.UPDATED if is_shown(each) and not deleted else Action.RETRACTED,
                    slug=each.slug,
                    effective_at=turn.moment,
                )
                for each in changed
            ]
        )


def ledger_id(of: Newsletter | Issue) -> UUID:
    return of.pk if isinstance(of, Issue) else uuid5(_NAMESPACE, f"newsletter:{of.pk}")


def is_shown(of: Newsletter | Issue) -> bool:
    """Whether anybody may read it."""
    if isinstance(of, Issue):
        return of.state == Issue.State.SENT and of.newsletter.is_public and of.newsletter.has_archive
    return of.is_public
