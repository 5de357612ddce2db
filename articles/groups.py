"""Who may do what in the admin: the groups Writer, Editor and Publisher.

A Writer writes: adds and edits drafts, tags and pictures, and changes nothing that is live. An Editor also keeps roles,
skills, tags, authors and what they are compared on. A Publisher decides what is public, and deletes.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions

READ_ALL = [
    "articles.article",
    "articles.author",
    "articles.calltoaction",
    "articles.dimension",
    "articles.role",
    "articles.skill",
    "articles.tag",
    "media.image",
]
WRITER = {
    **{model: {"view"} for model in READ_ALL},
    "articles.article": {"view", "add", "change"},
    "articles.tag": {"view", "add", "change"},
    "media.image": {"view", "add", "change"},
}
# What publishes on save is live the moment that something public shows it, so changing it is publishing it.
EDITOR = {
    **WRITER,
    "articles.role": {"view", "add", "change"},
    "articles.skill": {"view", "add", "change"},
    **{
        model: {"view", "add", "change", "publish"}
        for model in ("articles.author", "articles.dimension", "articles.tag", "media.image")
    },
}
PUBLISHER = {model: {"view", "add", "change", "delete", "publish"} for model in READ_ALL}
GROUPS = {"Writer": WRITER, "Editor": EDITOR, "Publisher": PUBLISHER}


def make_groups(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Make the groups that are missing, after `migrate`. One that is there is the operator's and stays as it is."""
    from django.contrib.auth.models import Group, Permission

    missing = [name for name in GROUPS if not Group.objects.using(using).filter(name=name).exists()]
    if not missing:
        return
    for label in {model.split(".")[0] for model in READ_ALL}:
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    for name in missing:
        group = Group.objects.using(using).create(name=name)
        for model, actions in GROUPS[name].items():
            label, model_name = model.split(".")
            codenames = [f"{action}_{model_name}" for action in actions]
            group.permissions.add(
                *Permission.objects.using(using).filter(content_type__app_label=label, codename__in=codenames)
            )
