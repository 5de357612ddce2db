"""The Image entry."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy

from cms.publishing.models import Entry

FOCUS = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class Image(Entry):
    """One picture. From `width` to `card`, what is not editable is made from the file when it is taken in.

    `renditions` is a list of `{"name", "type", "width", "height", "bytes"}`, narrowest first within a type,
    where `name` is the storage name and `type` the media type.
    """

    title = models.CharField(
        gettext_lazy("title"), max_length=200, help_text=gettext_lazy("For finding it here; readers do not see it.")
    )
    file = models.FileField(gettext_lazy("picture"), upload_to="images/", max_length=200, db_index=True)
    alt = models.CharField(
        gettext_lazy("alternative text"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("What someone who cannot see the picture needs to know."),
    )
    is_decorative = models.BooleanField(
        gettext_lazy("decorative"),
        default=False,
        help_text=gettext_lazy("Says nothing the text does not: screen readers skip it."),
    )
    caption = models.CharField(gettext_lazy("caption"), max_length=500, blank=True)
    credit_name = models.CharField(
        gettext_lazy("credit"), max_length=200, blank=True, help_text=gettext_lazy("Who made the picture.")
    )
    credit_url = models.URLField(gettext_lazy("credit link"), max_length=500, blank=True)
    credit_source = models.CharField(
        gettext_lazy("source"), max_length=200, blank=True, help_text=gettext_lazy("Where it comes from.")
    )
    licence = models.CharField(gettext_lazy("licence"), max_length=200, blank=True)
    focal_x = models.FloatField(gettext_lazy("focus from the left"), default=0.5, validators=FOCUS)
    focal_y = models.FloatField(gettext_lazy("focus from the top"), default=0.5, validators=FOCUS)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    placeholder = models.CharField(max_length=7, default="#808080", editable=False)
    renditions = models.JSONField(default=list, editable=False)
    # One rendition more, for shared links. Empty for pictures from before there was one.
    card = models.JSONField(default=dict, db_default={}, editable=False, blank=True)

    class Meta(Entry.Meta):
        verbose_name = gettext_lazy("image")
        verbose_name_plural = gettext_lazy("images")
        ordering = ("title",)
        constraints = [
            models.CheckConstraint(
                name="image_focus_within_picture",
                condition=models.Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
            )
        ]

    def __str__(self) -> str:
        return self.title
