import resource
import time

import pytest
from PIL import Image
from pytest_django import Settings

from cms.media.decoder import MAX_STORED_PIXELS, PictureRefused, decode
from tests.cms.media.pictures import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    make_animation,
    make_endless_jpeg,
    make_file,
    make_picture,
    make_png,
    make_quarters,
)
from tests.tables import table

# As the program runs; pytest forgets the filters that modules set.
pytestmark = pytest.mark.filterwarnings("error::PIL.Image.DecompressionBombWarning")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@table("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_the_formats_of_the_web_are_taken(kind: str) -> None:
    decoded = decode(make_file(None, kind))
    assert (decoded.image.size, decoded.image.mode, decoded.image.info) == ((60, 40), "RGB", {})


@table(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\0" * 100, "not a picture"),
        (b"hello", "not a picture"),
        (b"<!doctype html><title>A page</title>", "web page"),
        (b"\xef\xbb\xbf\n  <?xml version='1.0'?><!-- drawn -->" + SVG, "SVG"),
        (SVG.decode().encode("utf-16"), "SVG"),
        (SVG.upper(), "SVG"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04", "ZIP"),
        (b"II*\0" + b"\0" * 100, "TIFF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
        (b"\xff\xd8\xff\xe0", "broken"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_own_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(PictureRefused, match=sentence):
        decode(content)


@table("kind", ["BMP", "TIFF", "ICO", "PPM", "JPEG2000", "PCX"])
def test_what_pillow_reads_and_browsers_do_not_is_refused(kind: str) -> None:
    with pytest.raises(PictureRefused, match=r"JPEG, PNG, WebP (or|and) AVIF"):
        decode(make_file(make_picture(32, 32), kind))


@table("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
@table("share", [0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 0.99])
def test_a_truncated_picture_is_refused(kind: str, share: float) -> None:
    content = make_file(None, kind)
    with pytest.raises(PictureRefused):
        decode(content[: int(len(content) * share)])


@table("missing_bytes", [5, 8, 12, 20])
def test_a_png_that_lacks_only_its_end_is_refused(missing_bytes: int) -> None:
    with pytest.raises(PictureRefused, match="broken"):
        decode(make_file(None, "PNG")[:-missing_bytes])


def test_a_png_with_a_changed_byte_is_refused() -> None:
    content = bytearray(make_file(None, "PNG"))
    content[len(content) // 2] ^= 0xFF
    with pytest.raises(PictureRefused, match="broken"):
        decode(bytes(content))


@table("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_animations_are_refused(kind: str) -> None:
    with pytest.raises(PictureRefused, match="Animated"):
        decode(make_animation(kind))


def test_a_cameras_jpeg_with_further_pictures_behind_it_is_taken() -> None:
    content = make_file(make_quarters(), "MPO", save_all=True, append_images=[make_picture(64, 32)])
    assert decode(content).image.getpixel((5, 5)) == pytest.approx(RED, abs=8)


@table(("width", "height"), [(8_000, 8_000), (12_000, 12_000), (40_000, 40_000), (2**31 - 1, 2**31 - 1)])
def test_a_decompression_bomb_is_refused_before_it_takes_memory(width: int, height: int) -> None:
    content = make_png(width, height, rows=b"\0" * 1_000_000)
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PictureRefused, match="more than 50 megapixels"):
        decode(content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 50_000


@table("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_the_limit_on_pixels_is_the_settings_and_holds_for_every_format(kind: str, settings: Settings) -> None:
    settings.MAX_IMAGE_PIXELS = 60 * 40
    decode(make_file(make_picture(60, 40), kind))
    for width, height in ((61, 40), (90, 40), (600, 400)):
        with pytest.raises(PictureRefused, match=r"megapixels"):
            decode(make_file(make_picture(width, height), kind))


@table("size", [(1, 60_000), (60_000, 1), (10, 501)])
def test_a_picture_too_narrow_to_be_shown_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(PictureRefused, match="too narrow"):
        decode(make_file(Image.new("RGB", size), "PNG"))


def test_a_jpeg_of_endless_scans_is_refused_at_once() -> None:
    content = make_endless_jpeg(scans=50_000)
    started = time.process_time()
    with pytest.raises(PictureRefused, match="broken"):
        decode(content)
    assert time.process_time() - started < 5
    decode(make_endless_jpeg(scans=20))


def test_a_picture_larger_than_screens_is_reduced_in_its_shape() -> None:
    wide = decode(make_file(Image.new("RGB", (6000, 4500)), "PNG")).image
    assert wide.width * wide.height <= MAX_STORED_PIXELS
    assert wide.width / wide.height == pytest.approx(4 / 3, abs=0.001)
    assert wide.width > 4700
    tall = decode(make_file(Image.new("RGB", (500, 20_000)), "PNG")).image
    assert tall.size == (409, 16_383)


@table(
    ("orientation", "corners"),
    [
        (1, (RED, GREEN, BLUE, WHITE)),
        (2, (GREEN, RED, WHITE, BLUE)),
        (3, (WHITE, BLUE, GREEN, RED)),
        (4, (BLUE, WHITE, RED, GREEN)),
        (5, (RED, BLUE, GREEN, WHITE)),
        (6, (BLUE, RED, WHITE, GREEN)),
        (7, (WHITE, GREEN, BLUE, RED)),
        (8, (GREEN, WHITE, RED, BLUE)),
        (0, (RED, GREEN, BLUE, WHITE)),
        (99, (RED, GREEN, BLUE, WHITE)),
    ],
)
@table("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_upright(kind: str, orientation: int, corners: tuple[tuple[int, int, int], ...]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if kind == "WEBP" else {"quality": 95}
    image = decode(make_file(make_quarters(), kind, exif=exif, **options)).image
    assert image.size == ((32, 64) if orientation in (5, 6, 7, 8) else (64, 32))
    right, bottom = image.width - 6, image.height - 6
    for corner, colour in zip(((5, 5), (right, 5), (5, bottom), (right, bottom)), corners, strict=True):
        assert image.getpixel(corner) == pytest.approx(colour, abs=8)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_metadata_do_not_spoil_a_picture() -> None:
    content = make_file(exif=b"Exif\0\0" + b"II*\0\xff\xff\xff\xff" + b"\xff" * 40, icc_profile=b"nonsense")
    assert decode(content).image.size == (60, 40)
