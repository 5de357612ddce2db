"""Groups of people that an installation begins with. What they may do, the packages above say."""

from collections.abc import Mapping, Set

from django.apps import apps
from django.contrib.auth.management import create_permissions


def make_missing_groups(groups: Mapping[str, Mapping[str, Set[str]]], *, using: str) -> None:
    """Make the groups that are missing, after `migrate`. One that is there is the operator's and stays as it is.

    `groups` has, by name, the actions that are allowed on each model, such as {"articles.tag": {"view", "add"}}.
    """
    from django.contrib.auth.models import Group, Permission

    missing = [name for name in groups if not Group.objects.using(using).filter(name=name).exists()]
    for label in sorted({model.split(".")[0] for name in missing for model in groups[name]}):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    for name in missing:
        group = Group.objects.using(using).create(name=name)
        for model, actions in groups[name].items():
            label, model_name = model.split(".")
            codenames = [f"{action}_{model_name}" for action in actions]
            group.permissions.add(
                *Permission.objects.using(using).filter(content_type__app_label=label, codename__in=codenames)
            )
