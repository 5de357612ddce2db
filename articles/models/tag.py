from django.db import models

from cms.publishing.models import Entry


class Tag(Entry):
    name = models.CharField(max_length=100, unique=True)
    description = models.CharField(max_length=300, blank=True)

    class Meta(Entry.Meta):
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
