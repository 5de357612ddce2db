import io
import time

import pytest
from PIL import Image, ImageChops, ImageDraw

from cms.media.decoder import Decoded, decode
from cms.media.encoder import Encoded, average_colour, encode, encode_card
from tests.cms.media.pictures import BLUE, RED, WHITE, make_file, make_picture
from tests.tables import table


def make_photo(width: int, height: int) -> Decoded:
    return Decoded(make_picture(width, height), has_few_colours=False)


def names(encoded: list[Encoded]) -> list[str]:
    return [one.filename for one in encoded]


def test_a_wide_photo_becomes_webp_and_jpeg_in_every_width() -> None:
    original, renditions = encode(make_photo(2400, 300))
    assert (original.filename, original.width, original.height) == ("original.jpg", 2400, 300)
    widths = (320, 640, 960, 1280, 1600, 1920)
    assert names(renditions) == [f"{width}.webp" for width in widths] + [f"{width}.jpg" for width in widths]


def test_each_file_is_what_its_name_and_size_say() -> None:
    original, renditions = encode(make_photo(700, 467))
    for encoded in (original, *renditions):
        opened = Image.open(io.BytesIO(encoded.content))
        assert opened.get_format_mimetype() == encoded.media_type
        assert opened.size == (encoded.width, encoded.height)
        assert encoded.width / encoded.height == pytest.approx(700 / 467, rel=0.01)


@table(
    ("width", "widths"),
    [
        (1, [1]),
        (319, [319]),
        (320, [320]),
        (321, [320, 321]),
        (1000, [320, 640, 960, 1000]),
        (1920, [320, 640, 960, 1280, 1600, 1920]),
        (1921, [320, 640, 960, 1280, 1600, 1920]),
    ],
)
def test_nothing_is_enlarged_and_no_width_comes_twice(width: int, widths: list[int]) -> None:
    _, renditions = encode(make_photo(width, 10))
    assert [one.width for one in renditions if one.media_type == "image/webp"] == widths


def test_a_very_wide_picture_keeps_at_least_one_row() -> None:
    _, renditions = encode(make_photo(1920, 2))
    assert min(one.height for one in renditions) == 1


def test_a_drawing_is_kept_exact() -> None:
    image = Image.new("RGB", (300, 200), WHITE)
    ImageDraw.Draw(image).rounded_rectangle((20, 20, 280, 180), 15, fill=BLUE, outline=RED, width=3)
    original, renditions = encode(decode(make_file(image, "PNG")))
    assert names([original, *renditions]) == ["original.png", "300.webp", "300.png"]
    for encoded in (original, *renditions):
        # Not `==` of bytes: where they differ, pytest would work at explaining it for a quarter of an hour.
        written = Image.open(io.BytesIO(encoded.content)).convert("RGB")
        assert ImageChops.difference(written, image).getbbox() is None


@pytest.mark.parametrize("width", [300, 1920, 2000])
def test_no_image_is_written_by_two_threads_at_once(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    writing: list[int] = []
    clashes: list[str] = []
    save = Image.Image.save

    def watched(image: Image.Image, file: io.BytesIO, written_as: str, **options: object) -> None:
        if id(image) in writing:
            clashes.append(written_as)
        writing.append(id(image))
        time.sleep(0.02)
        save(image, file, written_as, **options)
        writing.remove(id(image))

    monkeypatch.setattr(Image.Image, "save", watched)
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    encode(make_photo(width, 100))
    assert clashes == []


def test_a_photo_of_few_colours_is_still_a_photo() -> None:
    # Noise of 256 greys: exact, it would cost several times what a JPEG does.
    noise = Image.effect_noise((200, 150), 60).resize((800, 600), Image.Resampling.BICUBIC)
    original, _ = encode(decode(make_file(noise, "PNG")))
    assert original.filename == "original.jpg"


def test_a_cut_out_keeps_its_alpha_and_has_png_in_small_widths_only() -> None:
    image = make_picture(1400, 1000)
    image.putalpha(Image.radial_gradient("L").resize(image.size))
    original, renditions = encode(Decoded(image, has_few_colours=False))
    assert original.filename == "original.png"
    assert [one.width for one in renditions if one.media_type == "image/png"] == [320, 640, 960]
    assert {one.media_type for one in renditions} == {"image/webp", "image/png"}
    assert all(Image.open(io.BytesIO(one.content)).mode == "RGBA" for one in (original, *renditions))


def test_the_average_colour_counts_only_what_is_seen() -> None:
    image = Image.new("RGBA", (100, 100), (*BLUE, 0))
    assert average_colour(image) == "#808080"
    image.paste((*RED, 255), (0, 0, 50, 100))
    assert average_colour(image) == "#ff0000"
    half = Image.new("RGB", (100, 100), "black")
    half.paste((200, 100, 50), (0, 0, 50, 100))
    assert average_colour(half) == "#643219"


@pytest.mark.parametrize(("focus", "seen"), [((0.0, 0.5), RED), ((1.0, 0.5), BLUE), ((0.9, 0.1), BLUE)])
def test_the_card_of_a_shared_link_is_cut_about_the_focus(focus: tuple[float, float], seen: tuple[int, ...]) -> None:
    image = Image.new("RGB", (4000, 630), RED)
    image.paste(BLUE, (2000, 0, 4000, 630))
    card = encode_card(image, focus)
    shown = Image.open(io.BytesIO(card.content))
    assert (shown.size, shown.format, card.media_type) == ((1200, 630), "JPEG", "image/jpeg")
    centre = shown.convert("RGB").crop((599, 314, 600, 315)).tobytes()
    assert all(abs(a - b) < 12 for a, b in zip(centre, seen, strict=True))


def test_the_card_of_a_small_or_see_through_picture_is_as_large_and_white_behind_it() -> None:
    card = encode_card(Image.new("RGBA", (40, 400), (0, 0, 0, 0)))
    shown = Image.open(io.BytesIO(card.content))
    assert (shown.size, shown.getpixel((0, 0))) == ((1200, 630), (255, 255, 255))
