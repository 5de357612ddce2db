"""Who may do what in the admin: the groups Writer, Editor and Publisher.

A Writer writes: adds and edits drafts, tags and pictures, and changes nothing that is live. An Editor also keeps roles,
skills, tags, authors and what they are compared on. A Publisher decides what is public, and deletes.
"""

from typing import Any

from django.apps import AppConfig

from cms.tokens.initial_groups import make_missing_groups

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
    make_missing_groups(GROUPS, using=using)
