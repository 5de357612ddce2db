from django.db import models
from django.utils.translation import gettext_lazy

from cms.publishing.models import Entry
from cms.publishing.models.name_key import NameKeyField


class Tag(Entry):
    name = models.CharField(gettext_lazy("name"), max_length=100)
    name_key = NameKeyField()
    description = models.CharField(gettext_lazy("description"), max_length=300, blank=True)

    class Meta(Entry.Meta):
        verbose_name = gettext_lazy("tag")
        verbose_name_plural = gettext_lazy("tags")
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["name_key"], name="tag_name_reads_once")]

    def __str__(self) -> str:
        return self.name
