from django.db import models
from django.utils.translation import gettext_lazy

from cms.publishing.models import Entry
from cms.publishing.models.name_key import NameKeyField


class Skill(Entry):
    """Something a person can do. `aliases` is a list of other names, `same_as` a list of URLs that identify it."""

    name = models.CharField(gettext_lazy("name"), max_length=120)
    name_key = NameKeyField()
    category = models.CharField(
        gettext_lazy("category"),
        max_length=60,
        blank=True,
        db_index=True,
        help_text=gettext_lazy("One word for the group it belongs to, such as “data”."),
    )
    aliases = models.JSONField(gettext_lazy("aliases"), default=list, blank=True)
    description = models.TextField(gettext_lazy("description"), blank=True, help_text=gettext_lazy("Markdown."))
    same_as = models.JSONField(
        gettext_lazy("public identifiers"),
        default=list,
        blank=True,
        help_text=gettext_lazy("Pages that are about the same thing, one a line."),
    )

    class Meta(Entry.Meta):
        verbose_name = gettext_lazy("skill")
        verbose_name_plural = gettext_lazy("skills")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["name_key"], name="skill_name_reads_once")]

    def __str__(self) -> str:
        return self.name
