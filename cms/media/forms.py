"""The form with which an editor adds an image or changes its picture."""

import logging
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.utils.translation import gettext_lazy

from cms.media.encoder import MEDIA_TYPES
from cms.media.intake import Focus, PictureRefused, PreparedPicture, prepare, store, store_card
from cms.media.models import Image
from cms.publishing.slow_work import done_before

logger = logging.getLogger(__name__)


class PictureField(forms.FileField):
    """An upload that cleans to a PreparedPicture; without one, the stored file stays as it is.

    Not Django's ImageField: that opens the upload in any format Pillow knows, with no limit on its pixels,
    before any check of ours.
    """

    widget = AdminFileWidget

    def to_python(self, data: File | None) -> Any:
        file = super().to_python(data)
        if file is None:
            return None
        try:
            # By its identity: the upload lives as long as the request.
            return done_before(("picture", id(file)), lambda: prepare(file))
        except PictureRefused as refused:
            raise ValidationError(str(refused), code="picture_refused") from refused

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ",".join([*MEDIA_TYPES.values(), "image/gif"])}


def _form_field(field: models.Field, **options: Any) -> forms.Field | None:
    if isinstance(field, models.URLField):
        options["assume_scheme"] = "https"  # Django's default from version 6 on
    return field.formfield(**options)


class ImageForm(forms.ModelForm):
    """Stores an uploaded picture in `save`, `commit=False` included, when the whole form has been found valid."""

    file = PictureField(
        help_text=gettext_lazy("JPEG, PNG, WebP, AVIF or a still GIF. Metadata such as the place are removed.")
    )

    class Meta:
        model = Image
        formfield_callback = _form_field
        fields = (
            "title",
            "slug",
            "file",
            "alt",
            "is_decorative",
            "caption",
            "credit_name",
            "credit_url",
            "credit_source",
            "licence",
            "focal_x",
            "focal_y",
        )

    _prepared: PreparedPicture | None = None

    def clean_file(self) -> Any:
        """The storage name that the new file will have, so that the instance never holds the raw upload."""
        file = self.cleaned_data["file"]
        if not isinstance(file, PreparedPicture):
            return file
        self._prepared = file
        return file.name

    def save(self, commit: bool = True) -> Image:
        if not self.errors:
            image = self.instance
            focus = (image.focal_x, image.focal_y)
            if prepared := self._prepared:
                picture = done_before(("stored", prepared.folder), lambda: store(prepared, focus))
                for name, value in picture.fields().items():
                    setattr(image, name, value)
                self._prepared = None
            elif image.file and (not image.card or {"focal_x", "focal_y"} & set(self.changed_data)):
                self._make_card(image.file.name, focus)
        return super().save(commit=commit)

    def _make_card(self, name: str, focus: Focus) -> None:
        try:
            self.instance.card = dict(done_before(("card", name, focus), lambda: store_card(name, focus)))
        except (OSError, PictureRefused) as error:
            # The picture is as good as before, and so is the card that it has.
            logger.warning("The card of %s could not be made: %r", name, error)
