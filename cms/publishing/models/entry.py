"""What editors work on: abstract bases of every content type and of its inline rows."""

import uuid
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

SEED_NAMESPACE = uuid.UUID("6f0d8a3e-7c1b-5e7a-9d52-0b8f4c2ad9e1")


def seed_id(type_name: str, slug: str) -> uuid.UUID:
    """The fixed id of a seed row: UUIDv5 of "type:slug", the same in every installation."""
    return uuid.uuid5(SEED_NAMESPACE, f"{type_name}:{slug}")


class EntryManager(models.Manager[Any]):
    def get_by_natural_key(self, slug: str) -> Any:
        """The entry with this slug, or the seed row that once had it: an editor's rename of a seed
        entry must not break the fixture rows that refer to it."""
        try:
            return self.get(slug=slug)
        except self.model.DoesNotExist:
            return self.get(pk=seed_id(self.model._meta.model_name, slug))


class Entry(models.Model):
    """The working copy of one piece of content. Changing it changes nothing public.

    Subclasses add their fields. `created_at` is a plain default and not auto_now_add, which fixtures
    loaded raw would leave empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(
        gettext_lazy("slug"),
        max_length=120,
        unique=True,
        help_text=gettext_lazy(
            "The name in the URL. Proposed from the title; changing it on a published page makes a redirect."
        ),
    )
    created_at = models.DateTimeField(gettext_lazy("created"), default=timezone.now, editable=False)

    objects = EntryManager()

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")

    def natural_key(self: Self) -> tuple[str]:
        return (self.slug,)


class Row(models.Model):
    """An inline row of an entry, captured with it. Its UUID is captured too, so a restored row is the same row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(gettext_lazy("order"), default=0)

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view")
        ordering = ("position", "id")
