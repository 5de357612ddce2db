from django.db import models

from cms.publishing.models import Entry


class Author(Entry):
    """Who signs an article: a person, or a desk of the publication."""

    name = models.CharField(max_length=150)
    bio = models.CharField("about", max_length=500, blank=True)
    url = models.URLField("link", max_length=500, blank=True)

    class Meta(Entry.Meta):
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
