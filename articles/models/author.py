from django.db import models
from django.utils.translation import gettext_lazy

from cms.publishing.models import Entry


class Author(Entry):
    """Who signs an article: a person, or a desk of the publication."""

    name = models.CharField(gettext_lazy("name"), max_length=150)
    bio = models.CharField(gettext_lazy("about"), max_length=500, blank=True)
    url = models.URLField(gettext_lazy("link"), max_length=500, blank=True)

    class Meta(Entry.Meta):
        verbose_name = gettext_lazy("author")
        verbose_name_plural = gettext_lazy("authors")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
