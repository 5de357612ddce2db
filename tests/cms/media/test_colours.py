import struct

import pytest
from PIL import Image

from cms.media.decoder import decode
from tests.cms.media.pictures import (
    GREEN,
    RED,
    make_chunk,
    make_file,
    make_picture,
    make_png,
    make_quarters,
    make_swapping_profile,
)


def pixels(content: bytes) -> list[tuple[int, ...]]:
    image = decode(content).image
    data = image.tobytes()
    step = len(image.getbands())
    return [tuple(data[start : start + step]) for start in range(0, len(data), step)]


def make_grey_rows(*values: int) -> bytes:
    return b"\0" + struct.pack(f">{len(values)}H", *values)


def test_sixteen_bits_of_grey_are_scaled_and_not_clipped() -> None:
    content = make_png(4, 1, depth=16, colour=0, rows=make_grey_rows(0, 16_384, 32_768, 65_535))
    assert pixels(content) == [(0, 0, 0), (64, 64, 64), (128, 128, 128), (255, 255, 255)]


def test_sixteen_bits_of_grey_with_one_transparent_grey() -> None:
    transparent = make_chunk(b"tRNS", struct.pack(">H", 32_768))
    content = make_png(2, 1, depth=16, colour=0, rows=make_grey_rows(65_535, 32_768), extra=transparent)
    assert pixels(content) == [(255, 255, 255, 255), (0, 0, 0, 0)]


def test_sixteen_bits_of_colour_with_one_transparent_colour() -> None:
    transparent = make_chunk(b"tRNS", struct.pack(">3H", 32_768, 32_768, 32_768))
    rows = make_grey_rows(65_535, 0, 0, 32_768, 32_768, 32_768)
    assert pixels(make_png(2, 1, depth=16, rows=rows, extra=transparent)) == [(255, 0, 0, 255), (0, 0, 0, 0)]


def test_sixteen_bits_of_grey_with_alpha() -> None:
    content = make_png(2, 1, depth=16, colour=4, rows=make_grey_rows(65_535, 65_535, 16_384, 32_768))
    assert pixels(content) == [(255, 255, 255, 255), (64, 64, 64, 128)]


def test_a_palette_with_a_transparent_colour_becomes_see_through() -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([*RED, *GREEN])
    image.putdata([0, 1])
    assert pixels(make_file(image, "PNG", transparency=1)) == [(*RED, 255), (0, 0, 0, 0)]
    assert pixels(make_file(image, "GIF", transparency=0)) == [(0, 0, 0, 0), (*GREEN, 255)]
    assert pixels(make_file(image, "PNG", transparency=bytes([255, 100]))) == [(*RED, 255), (*GREEN, 100)]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_of_a_png_becomes_rgb_when_it_is_opaque(mode: str) -> None:
    assert decode(make_file(make_picture(mode=mode), "PNG")).image.mode == "RGB"


def test_alpha_stays_where_something_shows_through() -> None:
    image = make_picture(mode="LA")
    image.putpixel((0, 0), (200, 100))
    decoded = decode(make_file(image, "PNG")).image
    assert decoded.mode == "RGBA"
    assert decoded.getpixel((0, 0)) == (200, 200, 200, 100)


def test_colours_under_wholly_transparent_pixels_do_not_lie_in_the_file() -> None:
    image = Image.new("RGBA", (2, 1), (*RED, 0))
    image.putpixel((1, 0), (*GREEN, 1))
    assert pixels(make_file(image, "PNG")) == [(0, 0, 0, 0), (*GREEN, 1)]


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_a_jpeg_in_print_colours_or_grey_becomes_rgb(mode: str) -> None:
    original = make_quarters().convert(mode)
    decoded = decode(make_file(original, "JPEG", quality=95)).image
    assert decoded.mode == "RGB"
    assert decoded.getpixel((5, 5)) == pytest.approx(original.convert("RGB").getpixel((5, 5)), abs=8)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "JPEG"])
def test_colours_are_converted_by_the_profile_before_it_is_dropped(kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {"quality": 95}
    image = Image.new("RGB", (16, 16), RED)
    decoded = decode(make_file(image, kind, icc_profile=make_swapping_profile(), **options)).image
    assert decoded.getpixel((8, 8)) == pytest.approx(GREEN, abs=10)
    assert not decoded.info


def test_a_profile_leaves_alpha_alone() -> None:
    content = make_file(Image.new("RGBA", (1, 1), (*RED, 77)), "PNG", icc_profile=make_swapping_profile())
    assert pixels(content)[0] == pytest.approx((*GREEN, 77), abs=3)


def test_a_profile_works_on_a_palette() -> None:
    content = make_file(Image.new("RGB", (4, 4), RED).quantize(2), "PNG", icc_profile=make_swapping_profile())
    assert pixels(content)[0] == pytest.approx(GREEN, abs=3)


@pytest.mark.parametrize("profile", [b"nonsense", make_swapping_profile()[:200]])
def test_a_broken_profile_is_ignored(profile: bytes) -> None:
    assert pixels(make_file(Image.new("RGB", (1, 1), RED), "PNG", icc_profile=profile)) == [RED]


def test_a_profile_for_other_colours_than_the_pictures_is_ignored() -> None:
    content = make_file(Image.new("L", (1, 1), 90), "PNG", icc_profile=make_swapping_profile())
    assert pixels(content) == [(90, 90, 90)]
