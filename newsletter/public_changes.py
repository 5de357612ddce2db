"""Letting readers' caches know that what the newsletter shows to the public has changed."""

from django.db import transaction

from cms.publishing.timeline.turns import take_turn


def note_public_change() -> None:
    """To be called in the transaction that changes it, last: the content version moves when that is committed."""
    with transaction.atomic():
        take_turn().log([])
