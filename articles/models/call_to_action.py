from django.db import models

from cms.publishing.models import Entry


class Placement(models.TextChoices):
    TOP = "top"
    INLINE = "inline"
    BOTTOM = "bottom"


class CallToAction(Entry):
    """What a page asks its reader to do next. Shown between `starts_at` and `ends_at`, if they are set."""

    name = models.CharField(max_length=150, help_text="For finding it here; readers do not see it.")
    text = models.CharField(max_length=400)
    label = models.CharField("button", max_length=80)
    url = models.CharField(
        "link", max_length=500, help_text="A full address, or a page of the site such as /newsletters/weekly."
    )
    placement = models.CharField(max_length=10, choices=Placement, default=Placement.BOTTOM)
    is_default = models.BooleanField(
        "default", default=False, help_text="Shown at its place on every article that has none of its own there."
    )
    starts_at = models.DateTimeField("shown from", null=True, blank=True)
    ends_at = models.DateTimeField("shown until", null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name_plural = "calls to action"
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                name="call_to_action_ends_after_start",
                condition=models.Q(starts_at=None)
                | models.Q(ends_at=None)
                | models.Q(ends_at__gt=models.F("starts_at")),
            )
        ]

    def __str__(self) -> str:
        return self.name
