from django.db import models

from cms.publishing.models import Entry
from cms.publishing.models.name_key import NameKeyField


class Skill(Entry):
    """Something a person can do. `aliases` is a list of other names, `same_as` a list of URLs that identify it."""

    name = models.CharField(max_length=120)
    name_key = NameKeyField()
    category = models.CharField(
        max_length=60, blank=True, db_index=True, help_text="One word for the group it belongs to, such as “data”."
    )
    aliases = models.JSONField(default=list, blank=True)
    description = models.TextField(blank=True, help_text="Markdown.")
    same_as = models.JSONField(
        "public identifiers", default=list, blank=True, help_text="Pages that are about the same thing, one a line."
    )

    class Meta(Entry.Meta):
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["name_key"], name="skill_name_reads_once")]

    def __str__(self) -> str:
        return self.name
