from django.db import models
from django.utils.translation import gettext_lazy

from cms.publishing.models import Entry


class Placement(models.TextChoices):
    TOP = "top", gettext_lazy("Top")
    INLINE = "inline", gettext_lazy("Inline")
    BOTTOM = "bottom", gettext_lazy("Bottom")


class CallToAction(Entry):
    """What a page asks its reader to do next. Shown between `starts_at` and `ends_at`, if they are set."""

    name = models.CharField(
        gettext_lazy("name"), max_length=150, help_text=gettext_lazy("For finding it here; readers do not see it.")
    )
    text = models.CharField(gettext_lazy("text"), max_length=400)
    label = models.CharField(gettext_lazy("button"), max_length=80)
    url = models.CharField(
        gettext_lazy("link"),
        max_length=500,
        help_text=gettext_lazy("A full address, or a page of the site such as /newsletters/weekly."),
    )
    placement = models.CharField(gettext_lazy("placement"), max_length=10, choices=Placement, default=Placement.BOTTOM)
    is_default = models.BooleanField(
        gettext_lazy("default"),
        default=False,
        help_text=gettext_lazy("Shown at its place on every article that has none of its own there."),
    )
    starts_at = models.DateTimeField(gettext_lazy("shown from"), null=True, blank=True)
    ends_at = models.DateTimeField(gettext_lazy("shown until"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = gettext_lazy("call to action")
        verbose_name_plural = gettext_lazy("calls to action")
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
