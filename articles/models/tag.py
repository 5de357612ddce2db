from django.db import models

from cms.publishing.models import Entry
from cms.publishing.models.name_key import NameKeyField


class Tag(Entry):
    name = models.CharField(max_length=100)
    name_key = NameKeyField()
    description = models.CharField(max_length=300, blank=True)

    class Meta(Entry.Meta):
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["name_key"], name="tag_name_reads_once")]

    def __str__(self) -> str:
        return self.name
