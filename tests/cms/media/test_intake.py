import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from cms.media.intake import PictureRefused, StoredPicture, prepare, take_in, take_in_from
from tests.cms.media.pictures import (
    BLUE,
    CANARY,
    GREEN,
    RED,
    WHITE,
    make_file,
    make_picture,
    make_quarters,
    make_swapping_profile,
    make_told_all,
    parts_of,
)

PLAIN_PARTS = {
    "JPEG": {"e0", "db", "c0", "c2", "c4", "da"},  # JFIF, tables, frame, scans: no APP1, APP2, comment
    "PNG": {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"},
    "WEBP": {"VP8 ", "VP8L", "VP8X", "ALPH"},
}


def stored_files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def test_a_picture_is_stored_with_its_renditions(media_root: Path) -> None:
    picture = take_in(io.BytesIO(make_file(make_picture(700, 500))))
    assert (picture.width, picture.height) == (700, 500)
    assert re.fullmatch(r"#[0-9a-f]{6}", picture.placeholder)
    assert re.fullmatch(r"images/[0-9a-f]{32}/original\.jpg", picture.name)
    assert [(one["type"], one["width"], one["height"]) for one in picture.renditions] == [
        (media_type, width, height)
        for media_type in ("image/webp", "image/jpeg")
        for width, height in ((320, 229), (640, 457), (700, 500))
    ]
    for one in picture.renditions:
        assert one["bytes"] == len(read(one["name"]))
    assert len(stored_files(media_root)) == 8


def test_the_same_content_gets_other_names_each_time() -> None:
    content = make_file()
    pictures = [take_in(io.BytesIO(content)) for _ in range(5)]
    assert len({name for picture in pictures for name in all_names(picture)}) == 5 * 3


def all_names(picture: StoredPicture) -> list[str]:
    return [picture.name, *(one["name"] for one in picture.renditions)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("width", [60, 700])
def test_nothing_of_the_metadata_remains(kind: str, width: int) -> None:
    content = make_told_all(kind, width=width)
    assert CANARY in content
    picture = take_in(io.BytesIO(content))
    for name in all_names(picture):
        stored = read(name)
        opened = Image.open(io.BytesIO(stored))
        assert CANARY not in stored
        assert parts_of(stored) <= PLAIN_PARTS[str(opened.format)]
        assert not opened.getexif()
        assert not {"icc_profile", "exif", "xmp", "comment"} & set(opened.info)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_stored_file_is_upright_and_in_srgb_once_nothing_says_so_any_more(kind: str) -> None:
    """A profile that is dropped too early changes the colours, an orientation the shape."""
    exif = Image.Exif()
    exif[0x0112] = 6
    notes: dict[str, Any] = {"comment": CANARY} if kind == "JPEG" else {}
    content = make_file(make_quarters(400), kind, exif=exif, icc_profile=make_swapping_profile(), quality=95, **notes)
    picture = take_in(io.BytesIO(content))
    assert (picture.width, picture.height) == (400, 800)
    for name in all_names(picture):
        stored = read(name)
        opened = Image.open(io.BytesIO(stored)).convert("RGB")
        right, bottom = opened.width - 20, opened.height - 20
        found = [opened.getpixel(at) for at in ((20, 20), (right, 20), (20, bottom), (right, bottom))]
        # Turned by a quarter: blue, red, white, green; red and green are the other way round in the profile.
        for colour, expected in zip(found, (BLUE, GREEN, WHITE, RED), strict=True):
            assert colour == pytest.approx(expected, abs=25)
        assert CANARY not in stored
        assert not {"icc_profile", "exif", "comment"} & set(opened.info)


def test_content_counts_and_neither_name_nor_declared_type() -> None:
    png = SimpleUploadedFile("photo.jpg", make_file(make_picture(20, 20), "PNG"), content_type="text/html")
    assert take_in(png).width == 20
    for name, declared in (("photo.jpg", "image/jpeg"), ("photo.png", "image/png")):
        with pytest.raises(PictureRefused, match="web page"):
            take_in(SimpleUploadedFile(name, b"<html><script>alert(1)</script></html>", content_type=declared))


def test_a_script_behind_a_picture_is_not_stored() -> None:
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        picture = take_in(io.BytesIO(make_file(None, kind) + b"<script>alert(1)</script>PK\x03\x04"))
        assert all(b"<script>" not in read(name) for name in all_names(picture))


class CountingFile(io.BytesIO):
    """Says how many bytes were asked of it."""

    bytes_read = 0

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(size)
        self.bytes_read += len(chunk)
        return chunk


def test_a_file_over_the_limit_is_refused_without_reading_it_all(settings: Settings) -> None:
    settings.MAX_IMAGE_BYTES = 10_000
    file = CountingFile(make_file() + b"\0" * 5_000_000)
    with pytest.raises(PictureRefused, match=r"larger than 0\.01 MB"):
        take_in(file)
    assert file.bytes_read == 10_001


def test_a_file_of_exactly_the_limit_is_taken(settings: Settings) -> None:
    content = make_file()
    settings.MAX_IMAGE_BYTES = len(content)
    assert take_in(io.BytesIO(content)).width == 60
    with pytest.raises(PictureRefused, match="larger"):
        take_in(io.BytesIO(content + b"\0"))


def test_a_file_that_was_read_before_is_read_from_its_beginning() -> None:
    file = io.BytesIO(make_file())
    file.read()
    assert take_in(file).width == 60


def test_a_disk_that_fills_up_half_way_leaves_nothing(settings: Settings, media_root: Path) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "tests.cms.media.storages.DiskFullAtThird"}}
    with pytest.raises(OSError, match="No space left"):
        take_in(io.BytesIO(make_file(make_picture(700, 500))))
    assert stored_files(media_root) == []
    assert list((media_root / "images").iterdir()) == []


def test_the_names_are_those_that_the_storage_chose(settings: Settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "tests.cms.media.storages.KeepsItsOwnNames"}}
    picture = take_in(io.BytesIO(make_file()))
    assert picture.name.endswith("/first.jpg")
    assert default_storage.exists(picture.name)


def test_preparing_and_refusing_store_nothing(media_root: Path) -> None:
    prepare(io.BytesIO(make_file()))
    with pytest.raises(PictureRefused, match=r"^hero\.jpg: The file is broken"):
        take_in(io.BytesIO(make_file()[:-100]), name_hint="hero.jpg")
    assert not media_root.exists()


def test_a_picture_beside_a_fixture_is_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "hero.png"
    path.write_bytes(make_file(make_picture(50, 30), "PNG"))
    picture = take_in_from(path)
    assert (picture.width, picture.height) == (50, 30)
    assert path.exists()


def test_a_picture_missing_beside_a_fixture_is_refused_by_its_path(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"<html>")
    for path in (tmp_path / "absent.jpg", tmp_path, broken, Path("a\0b.jpg")):
        with pytest.raises(PictureRefused, match=f"^{re.escape(str(path))}: "):
            take_in_from(path)
