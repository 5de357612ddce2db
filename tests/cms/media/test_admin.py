"""The admin of pictures: taken in through the form, seen in the list."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.media.models import Image
from cms.publishing.models import Revision
from cms.publishing.timeline.standings import State, standing_of

from .pictures import make_file, make_picture

pytestmark = pytest.mark.django_db
ADD = "/admin/media/image/add/"


@pytest.fixture(autouse=True)
def chief(db: None, client: Client) -> User:
    user = User.objects.create_superuser("chief")
    client.force_login(user)
    return user


def image_form(**changed: Any) -> dict[str, Any]:
    return {"title": "A picture", "slug": "a-picture", "alt": "What it shows", "focal_x": "0.5", "focal_y": "0.5"} | {
        name: value for name, value in changed.items() if value is not None
    }


def upload(content: bytes | None = None, name: str = "holiday.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or make_file(make_picture(600, 400)), content_type="image/jpeg")


def test_a_picture_is_taken_in_published_and_shown_in_the_list(client: Client) -> None:
    response = client.post(ADD, image_form(file=upload()))
    assert response.status_code == 302
    image = Image.objects.get()
    assert (image.width, image.height) == (600, 400)
    assert standing_of(image).state == State.PUBLISHED
    smallest = min(image.renditions, key=lambda rendition: rendition["width"])
    assert default_storage.url(smallest["name"]) in client.get("/admin/media/image/").content.decode()
    form = client.get(reverse("admin:media_image_change", args=[image.pk])).content.decode()
    assert 'class="picture"' in form
    assert "Nothing yet." in form


def test_its_words_change_without_the_file_being_sent_again(client: Client) -> None:
    client.post(ADD, image_form(file=upload()))
    image = Image.objects.get()
    url = reverse("admin:media_image_change", args=[image.pk])
    assert client.post(url, image_form(caption="New words")).status_code == 302
    changed = Image.objects.get()
    assert (changed.caption, changed.file.name, changed.renditions) == ("New words", image.file.name, image.renditions)
    assert Revision.objects.filter(entry_id=image.pk).count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"file": None}, "file"),
        ({"file": b"not a picture"}, "file"),
        ({"file": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}, "file"),
        ({"file": make_file()[:200]}, "file"),
        ({"alt": ""}, "alt"),
        ({"focal_x": "1.5"}, "focal_x"),
        ({"focal_y": "nan"}, "focal_y"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field_and_leaves_nothing(
    client: Client, media_root: Any, changed: dict[str, Any], field: str
) -> None:
    content = changed.pop("file", b"")
    file = {} if content is None else {"file": upload(content)}
    response = client.post(ADD, image_form(**changed, **file))
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert b'value="A picture"' in response.content
    assert not Image.objects.exists()
    assert not list(media_root.rglob("*.*"))


def test_a_decorative_picture_needs_no_words(client: Client) -> None:
    assert client.post(ADD, image_form(file=upload(), alt="", is_decorative="on")).status_code == 302
