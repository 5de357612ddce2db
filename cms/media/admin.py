"""The admin of pictures: taken in by the form, shown by their renditions."""

from typing import Any

from django.contrib import admin
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.media.forms import ImageForm
from cms.media.models import Image
from cms.media.served_files import earlier_folders, remove_for_good
from cms.publishing.admin import EntryAdmin, EntryForm
from cms.publishing.binning import used_by
from cms.publishing.content_types import key_of

THUMBNAIL_WIDTH, PICTURE_WIDTH = 200, 900
SHOWN = 20


class ImageEntryForm(EntryForm, ImageForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        is_decorative, alt = self.cleaned_data.get("is_decorative"), self.cleaned_data.get("alt")
        if not (is_decorative or alt) and "alt" not in self.errors:
            self.add_error("alt", _("Describe the picture for those who cannot see it, or tick “decorative”."))
        return cleaned


def rendition_url(image: Image, width: int) -> str:
    """Of the narrowest rendition that is at least so wide, else of the widest; "" without a picture."""
    renditions = sorted(image.renditions, key=lambda rendition: rendition["width"])
    if not renditions:
        return default_storage.url(image.file.name) if image.file else ""
    wide = [rendition for rendition in renditions if rendition["width"] >= width]
    return default_storage.url((wide or renditions[-1:])[0]["name"])


@admin.register(Image)
class ImageAdmin(EntryAdmin):
    form = ImageEntryForm
    list_display = ("title", "thumbnail", "size", "credit_name")
    search_fields = ("title", "slug", "alt", "caption", "credit_name")
    list_filter = ("is_decorative", "licence")
    readonly_fields = ("picture", "uses")
    fieldsets = (
        (None, {"fields": ("title", "slug", "picture", "file")}),
        (gettext_lazy("For those who cannot see it"), {"fields": ("alt", "is_decorative")}),
        (
            gettext_lazy("Caption and credit"),
            {"fields": ("caption", "credit_name", "credit_url", "credit_source", "licence")},
        ),
        (
            gettext_lazy("Focus"),
            {
                "description": gettext_lazy(
                    "What must stay in view when the picture is cropped, from 0 to 1: 0.5 is the middle."
                ),
                "fields": (("focal_x", "focal_y"),),
            },
        ),
        (gettext_lazy("Used by"), {"fields": ("uses",)}),
    )

    actions = [*EntryAdmin.actions, "remove_earlier_files"]

    @admin.action(description=gettext_lazy("Remove earlier files for good"), permissions=["delete"])
    def remove_earlier_files(self, request: HttpRequest, images: QuerySet[Image]) -> None:
        """What these pictures were before another file was chosen: no revision brings it back then."""
        folders = earlier_folders(images)
        count = sum(remove_for_good(folder) for folder in folders)
        self.message_user(request, _("%(count)d files were removed for good.") % {"count": count})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj:
            return fieldsets
        first: Any = (None, {"fields": ("title", "slug", "file")})
        return [first, *fieldsets[1:-1]]

    @admin.display(description="")
    def thumbnail(self, image: Image) -> SafeString | str:
        url = rendition_url(image, THUMBNAIL_WIDTH)
        return format_html('<img class="thumbnail" src="{}" alt="" loading="lazy">', url) if url else "–"

    @admin.display(description=gettext_lazy("size"), ordering="width")
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, image: Image) -> SafeString | str:
        url = rendition_url(image, PICTURE_WIDTH)
        return format_html('<img class="picture" src="{}" alt="{}">', url, image.alt) if url else "–"

    @admin.display(description=gettext_lazy("entries"))
    def uses(self, image: Image) -> str:
        titles = used_by(key_of(image))
        more = len(titles) - SHOWN
        return ", ".join(titles[:SHOWN]) + (_(" and {more} more").format(more=more) if more > 0 else "") or _(
            "Nothing yet."
        )
