"""Groups of people that an installation begins with, and what they may do. The packages above say which."""

from collections.abc import Mapping, Set

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db import connections, transaction

from .models import HandedOutPermission


def hand_out(groups: Mapping[str, Mapping[str, Set[str]]], *, using: str) -> None:
    """Give each group, after `migrate`, the permissions that it was never given before; make the group with the first.

    What was handed out is remembered: a permission that an administrator took away stays away, a group that one
    deleted or renamed is not made again, and the permissions of a new content type still reach the groups.

    `groups` has, by name, the actions that are allowed on each model, such as {"books.chapter": {"view", "add"}}.
    """
    from django.contrib.auth.models import Group, Permission

    # On the way back to an earlier release the table goes first.
    if HandedOutPermission._meta.db_table not in connections[using].introspection.table_names():
        return
    remembered = set(HandedOutPermission.objects.using(using).values_list("group", "permission"))
    known_groups = {name for name, _ in remembered}
    fresh = {
        name: wanted for name, models in groups.items() if (wanted := _permissions(models) - _of(name, remembered))
    }
    for label in sorted({permission.partition(".")[0] for wanted in fresh.values() for permission in wanted}):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    by_name = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name, wanted in fresh.items():
        with transaction.atomic(using=using):
            group = Group.objects.using(using).filter(name=name).first()
            if group is None and name not in known_groups:
                group = Group.objects.using(using).create(name=name)
            if group:
                group.permissions.add(*(by_name[each] for each in wanted if each in by_name))
            HandedOutPermission.objects.using(using).bulk_create(
                (HandedOutPermission(group=name, permission=each) for each in sorted(wanted)), ignore_conflicts=True
            )


def _permissions(models: Mapping[str, Set[str]]) -> set[str]:
    """As `has_perm` names them: `books.add_chapter`."""
    return {
        f"{label}.{action}_{model}"
        for name, actions in models.items()
        for label, model in [name.split(".")]
        for action in actions
    }


def _of(group: str, remembered: set[tuple[str, str]]) -> set[str]:
    return {permission for name, permission in remembered if name == group}
