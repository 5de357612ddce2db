from django.db import models

from cms.publishing.models import Entry, Row
from cms.publishing.models.name_key import NameKeyField


class Label(Entry):
    """Publishes on save."""

    name = models.CharField(max_length=100)
    name_key = NameKeyField(unique=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Note(Entry):
    title = models.CharField(max_length=100)
    text = models.TextField(blank=True)
    stars = models.IntegerField(default=3)
    published_at = models.DateTimeField(null=True)
    labels = models.ManyToManyField(Label, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return self.title


class Line(Row):
    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="lines")
    text = models.CharField(max_length=100)
    label = models.ForeignKey(Label, null=True, on_delete=models.PROTECT)

    class Meta(Row.Meta):
        pass

    def __str__(self) -> str:
        return self.text
