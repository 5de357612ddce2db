from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.datastructures import MultiValueDict

from cms.media.forms import ImageForm
from cms.media.models import Image
from tests.cms.media.pictures import make_file, make_picture, make_png
from tests.tables import table

pytestmark = pytest.mark.django_db


def make_upload(content: bytes | None = None) -> MultiValueDict[str, UploadedFile]:
    file = SimpleUploadedFile("photo.jpg", make_file() if content is None else content)
    return MultiValueDict({"file": [file]})


def make_values(**changes: Any) -> dict[str, Any]:
    return {"title": "A hero", "slug": "hero", "alt": "People at work", "focal_x": "0.5", "focal_y": "0.4", **changes}


def make_image() -> Image:
    form = ImageForm(make_values(), make_upload())
    assert form.is_valid(), form.errors
    return form.save()


def stored_names(media_root: Path) -> set[str]:
    return {str(path.relative_to(media_root)) for path in media_root.rglob("*") if path.is_file()}


def test_an_uploaded_picture_fills_the_image(media_root: Path) -> None:
    image = Image.objects.get(pk=make_image().pk)
    assert (image.width, image.height) == (60, 40)
    assert image.placeholder.startswith("#")
    assert image.file.name.startswith("images/")
    assert "photo" not in image.file.name
    made = [*image.renditions, image.card]
    assert {image.file.name, *(one["name"] for one in made)} == stored_names(media_root)


def test_another_focus_makes_another_card_and_leaves_the_picture(media_root: Path) -> None:
    image = make_image()
    before = stored_names(media_root)
    form = ImageForm(make_values(focal_x="0.1"), instance=Image.objects.get(pk=image.pk))
    assert form.is_valid(), form.errors
    changed = form.save()
    assert (changed.file.name, changed.renditions) == (image.file.name, image.renditions)
    assert stored_names(media_root) == before | {changed.card["name"]}
    assert changed.card["name"] != image.card["name"]


@table(
    ("content", "sentence"),
    [
        (b"<svg></svg>", "SVG"),
        (b"<html></html>", "web page"),
        (b"", "empty"),
        (make_file()[:-50], "broken"),
        (make_png(30_000, 30_000), "megapixels"),
    ],
)
def test_a_refused_picture_is_an_error_of_its_field(content: bytes, sentence: str, media_root: Path) -> None:
    form = ImageForm(make_values(), make_upload(content))
    assert not form.is_valid()
    assert list(form.errors) == ["file"]
    assert sentence in form.errors["file"][0]
    assert stored_names(media_root) == set()


def test_a_new_image_needs_a_picture() -> None:
    assert list(ImageForm(make_values()).errors) == ["file"]


def test_an_error_elsewhere_in_the_form_stores_nothing(media_root: Path) -> None:
    form = ImageForm(make_values(focal_x="7"), make_upload())
    assert list(form.errors) == ["focal_x"]
    with pytest.raises(ValueError, match="could not be created"):
        form.save()
    assert stored_names(media_root) == set()


def test_saving_without_a_new_file_leaves_the_stored_one(media_root: Path) -> None:
    image = make_image()
    before, renditions = stored_names(media_root), image.renditions
    form = ImageForm(make_values(caption="Now with a caption"), instance=image)
    assert form.is_valid(), form.errors
    saved = form.save()
    assert (saved.caption, saved.renditions) == ("Now with a caption", renditions)
    assert stored_names(media_root) == before
    assert saved.file.name in before


def test_a_new_file_gets_new_names_and_the_old_ones_stay(media_root: Path) -> None:
    image = make_image()
    old_name, before = image.file.name, stored_names(media_root)
    form = ImageForm(make_values(), make_upload(make_file(make_picture(30, 50), "PNG")), instance=image)
    assert form.is_valid(), form.errors
    form.save()
    image.refresh_from_db()
    assert (image.width, image.height) == (30, 50)
    assert image.file.name != old_name
    assert before < stored_names(media_root)
    assert default_storage.exists(str(old_name))


def test_saving_without_commit_stores_the_picture_as_the_admin_needs_it(media_root: Path) -> None:
    form = ImageForm(make_values(), make_upload())
    image = form.save(commit=False)
    assert not Image.objects.exists()
    image.save()
    assert image.file.name in stored_names(media_root)
    assert Image.objects.get().width == 60


def test_the_picker_offers_only_what_is_taken() -> None:
    html = str(ImageForm()["file"])
    assert 'accept="image/webp,image/jpeg,image/png,image/avif,image/gif"' in html
    assert "svg" not in html
