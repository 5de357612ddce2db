from django.conf import settings
from django.db import models

from .revision import Revision

NOT_PAST = models.Q(past=False)


class Rendering(models.Model):
    """A revision rendered. `summary` and `document` are JSON text: kept as text, because JSONField decodes with
    the standard library, a tenth as fast as what reads them."""

    id = models.BigAutoField(primary_key=True)
    entry_id = models.UUIDField()
    type = models.CharField(max_length=40)
    slug = models.CharField(max_length=120)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    # case-folded, so that both databases sort and search it alike
    sort_title = models.CharField(max_length=300)
    kind = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12, blank=True)
    reading_minutes = models.PositiveIntegerField(default=0)
    # False: public only where something that stands alone refers to it
    standalone = models.BooleanField(default=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.type} {self.slug}"


class Bodies(models.Model):
    """The wide columns, kept last so that the narrow ones share a page on disk."""

    summary = models.TextField()
    document = models.TextField()

    class Meta:
        abstract = True


class Publication(Rendering, Bodies):
    """What the public sees of an entry from `starts_at` until `ends_at`. Live is a filter on these, and nothing else.

    `past` keeps history out of the partial indexes. It is set a minute or more after the end, and nothing depends
    on it being set.
    """

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    past = models.BooleanField(default=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Rendering.Meta):
        constraints = [
            models.CheckConstraint(
                name="publication_ends_after_start",
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
            ),
            # Lists seek by published_at: what is live then lies together, with the coming ones not on top.
            models.CheckConstraint(
                name="publication_date_not_after_start", condition=models.Q(published_at__lte=models.F("starts_at"))
            ),
            models.UniqueConstraint(
                fields=["entry_id"], name="publication_one_open_end", condition=models.Q(ends_at__isnull=True)
            ),
        ]
        indexes = [
            # lists as of another moment. Before the partial one: of two indexes that cost the same, SQLite takes the
            # one that was made later.
            models.Index(fields=["type", "-published_at", "-id", "starts_at", "ends_at"], name="publication_as_of"),
            # lists and counts of the present, one for each documented ordering
            models.Index(
                fields=["type", "-published_at", "-id", "starts_at", "ends_at"],
                name="publication_live",
                condition=NOT_PAST,
            ),
            models.Index(fields=["type", "sort_title", "id"], name="publication_title", condition=NOT_PAST),
            models.Index(fields=["type", "updated_at", "id"], name="publication_updated", condition=NOT_PAST),
            models.Index(fields=["type", "reading_minutes", "id"], name="publication_length", condition=NOT_PAST),
            # a detail, its redirect and its 410
            models.Index(fields=["type", "slug", "starts_at"], name="publication_slug"),
            # references resolved, and one entry's intervals
            models.Index(fields=["entry_id", "starts_at"], name="publication_entry"),
            # the sweep that sets `past`
            models.Index(
                fields=["ends_at"], name="publication_over", condition=NOT_PAST & models.Q(ends_at__isnull=False)
            ),
        ]


class Draft(Rendering, Bodies):
    """The latest revision of an entry, rendered: a table of its own, so that no public query reaches it."""

    class Meta(Rendering.Meta):
        constraints = [models.UniqueConstraint(fields=["entry_id"], name="draft_entry")]
        indexes = [
            # lists in the draft perspective
            models.Index(fields=["type", "-published_at", "-id"], name="draft_list"),
            # a detail in the draft perspective
            models.Index(fields=["type", "slug"], name="draft_slug"),
        ]


class TypedReference(models.Model):
    """A rendering's link to another entry, by id. It repeats the sort key, so that a filter costs its page."""

    id = models.BigAutoField(primary_key=True)
    type = models.CharField(max_length=40, help_text="The type of what refers, not of the target.")
    kind = models.CharField(max_length=40)
    target_id = models.UUIDField()
    position = models.PositiveIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.type} {self.kind} {self.target_id}"


class Reference(TypedReference):
    """A publication's link, with the publication's interval."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="references")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    past = models.BooleanField(default=False)

    class Meta(TypedReference.Meta):
        indexes = [
            # the same as below of another moment; before it, as with publication_as_of
            models.Index(fields=["target_id", "type", "kind"], name="reference_target"),
            # "articles with this tag, newest first": led by the target, sorted by its own key
            models.Index(
                fields=["target_id", "type", "kind", "-published_at", "-publication", "starts_at", "ends_at"],
                name="reference_live",
                condition=NOT_PAST,
            ),
        ]


class DraftReference(TypedReference):
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="references")

    class Meta(TypedReference.Meta):
        indexes = [
            # filters in the draft perspective, and "what uses this?" before a deletion
            models.Index(fields=["target_id", "type", "kind"], name="draft_reference_target"),
        ]
