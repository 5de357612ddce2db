"""Who may do what in the admin with entries: the groups Writer, Editor and Publisher.

Each type says by `kept_by` who works on it. A Writer writes drafts and changes nothing that is live; an Editor keeps
what articles are made of; a Publisher decides what is public, and deletes. What publishes on save is live the moment
that something public shows it, so changing it is publishing it: an Editor may.
"""

from typing import Any

from django.apps import AppConfig

from cms.tokens.initial_groups import hand_out

from .content_types import EDITOR, GROUPS, PUBLISHER, EntryType, entry_types


def hand_out_permissions(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """After `migrate`."""
    groups = {
        group: {
            of_type.model._meta.label_lower: actions_of(group, of_type) for of_type in entry_types() if of_type.kept_by
        }
        for group in GROUPS
    }
    hand_out(groups, using=using)


def actions_of(group: str, of_type: EntryType) -> set[str]:
    """What a group may do with entries of a type."""
    if group == PUBLISHER:
        return {"view", "add", "change", "delete", "publish"}
    if GROUPS.index(group) < GROUPS.index(of_type.kept_by):
        return {"view"}
    publishes = group == EDITOR and of_type.publishes_on_save
    return {"view", "add", "change"} | ({"publish"} if publishes else set())
