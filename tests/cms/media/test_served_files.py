"""A stored file is served while something needs it, and can be removed for good."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from cms.media import served_files
from cms.media.intake import StoredPicture, take_in
from cms.media.models import Image
from cms.publishing.binning import discard, undelete
from cms.publishing.capturing import capture
from cms.publishing.content_types import key_of
from cms.publishing.publishing import publish_on_save
from tests.cms.media.pictures import make_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    served_files._remembered.clear()
    yield
    served_files._remembered.clear()


def make_image(slug: str = "two-people") -> tuple[Image, StoredPicture]:
    picture = take_in(io.BytesIO(make_file()))
    image = Image(title="A picture", slug=slug, alt="What it shows", **picture.fields())
    image.save()
    publish_on_save(image)
    return image, picture


def put(image: Image) -> StoredPicture:
    """Another file for the image."""
    picture = take_in(io.BytesIO(make_file()))
    for name, value in picture.fields().items():
        setattr(image, name, value)
    image.save()
    return picture


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of a process is over."""
    now = served_files.time.monotonic()
    monkeypatch.setattr(served_files.time, "monotonic", lambda: now + 60)


def status(client: Client, name: str) -> int:
    return client.get(f"/media/{name}").status_code


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("picture_files", *arguments, stdout=out)
    return out.getvalue()


def test_a_picture_in_the_bin_is_gone_within_a_minute_and_back_with_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, picture = make_image()
    names = [picture.name, picture.card["name"], *(one["name"] for one in picture.renditions)]
    assert {status(client, name) for name in names} == {200}
    key = key_of(image)
    discard(image)
    later(monkeypatch)
    assert {status(client, name) for name in names} == {404}
    undelete(key)
    assert {status(client, name) for name in names} == {200}


def test_the_file_before_is_served_while_it_is_live_and_not_after(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, before = make_image()
    now = put(image)
    capture(image)  # the draft has another file, readers still the one before
    assert (status(client, before.name), status(client, now.name)) == (200, 200)
    publish_on_save(image)
    later(monkeypatch)
    assert (status(client, before.name), status(client, now.name)) == (404, 200)


def test_what_is_not_in_the_library_is_not_served(client: Client) -> None:
    assert status(client, take_in(io.BytesIO(make_file())).name) == 404


def test_the_command_lists_what_nothing_needs_and_removes_it(media_root: Path) -> None:
    image, picture = make_image()
    stray = take_in(io.BytesIO(make_file()))
    assert command() == f"{Path(stray.name).parent}\n"
    with pytest.raises(CommandError, match="is in the library"):
        command("--remove", picture.name)
    with pytest.raises(CommandError, match="no folder of a picture"):
        command("--remove", "../secrets")
    assert "files removed" in command("--remove-all")
    assert not (media_root / stray.name).exists()
    assert (media_root / picture.name).exists()
    assert command() == "Every stored file is needed.\n"
    discard(image)
    assert "files removed" in command("--remove", picture.name)
    assert not (media_root / picture.name).parent.exists()


def test_an_editor_who_may_delete_removes_earlier_files_for_good(client: Client, media_root: Path) -> None:
    image, before = make_image()
    now = put(image)
    publish_on_save(image)
    client.force_login(User.objects.create_superuser("chief"))
    asked = {"action": "remove_earlier_files", "_selected_action": [str(image.pk)]}
    response = client.post("/admin/media/image/", asked, follow=True)
    assert "files were removed for good" in response.content.decode()
    assert not (media_root / before.name).exists()
    assert (media_root / now.name).exists()
