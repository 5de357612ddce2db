"""A plain picture into files: the stored original and its renditions, narrower ones for narrower screens."""

import io
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from .decoder import Decoded

WIDTHS = (320, 640, 960, 1280, 1600, 1920)
CARD_SIZE = (1200, 630)
MIDDLE = (0.5, 0.5)
MEDIA_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png", "avif": "image/avif"}
_FORMATS = {"webp": "WEBP", "jpg": "JPEG", "png": "PNG"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one kind of picture is written: file extensions with the encoder's options."""

    original: tuple[str, dict[str, Any]]
    webp: dict[str, Any]
    fallback: tuple[str, dict[str, Any]]
    max_fallback_width: int = WIDTHS[-1]


# WebP's method 4 is the last step that pays: 2 takes half the time for 7 % more bytes, 6 twice for 1 % less.
PHOTO = Recipe(
    original=("jpg", {"quality": 88, "progressive": True}),
    webp={"quality": 80, "method": 4},
    fallback=("jpg", {"quality": 82, "progressive": True}),
)
# As PNG a photograph is ten times its WebP, so the few browsers that need one get it in small widths only;
# level 2 takes a quarter of the default's time.
CUT_OUT = Recipe(
    original=("png", {"compress_level": 2}),
    webp={"quality": 80, "method": 4},
    fallback=("png", {"compress_level": 2}),
    max_fallback_width=960,
)
GRAPHIC = Recipe(original=("png", {}), webp={"lossless": True, "method": 4, "quality": 50}, fallback=("png", {}))
# A dithered photograph has few colours too; what tells it from a drawing is the price of keeping it exact.
MAX_GRAPHIC_PRICE = 2


@dataclass(frozen=True, slots=True)
class Encoded:
    """One file: `filename` is `original.jpg`, `640.webp` and the like; sizes are in pixels."""

    filename: str
    width: int
    height: int
    content: bytes = field(repr=False)

    @property
    def extension(self) -> str:
        return self.filename.rpartition(".")[2]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.extension]


def encode(picture: Decoded) -> tuple[Encoded, list[Encoded]]:
    """The original, and the renditions: WebP first, then JPEG or PNG, each from the narrowest to the widest.

    Drawings, and pictures that something shows through, become PNG where others become JPEG. Nothing is enlarged.
    """
    image, recipe = picture.image, _recipe_for(picture)
    # The encoders let go of the interpreter lock, and widest first keeps both threads busy to the end: a
    # photograph of 12 megapixels takes 0.8 s on two cores instead of 1.5 s.
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        original = pool.submit(_encoded, "original", image, *recipe.original)
        jobs = [pool.submit(_encode_width, image, width, recipe) for width in reversed(_widths(image))]
    renditions = [encoded for job in reversed(jobs) for encoded in job.result()]
    return original.result(), sorted(renditions, key=lambda encoded: encoded.extension != "webp")


def encode_card(image: Image.Image, focus: tuple[float, float] = MIDDLE) -> Encoded:
    """What networks show beside a shared link: as much of the picture as fits, about its focus, 1200 × 630 pixels.

    Small pictures are enlarged, because networks leave out a card that is smaller. What shows through is white.
    """
    width, height = CARD_SIZE
    scale = max(width / image.width, height / image.height)
    box_width, box_height = width / scale, height / scale
    left = min(max(0.0, focus[0] * image.width - box_width / 2), image.width - box_width)
    top = min(max(0.0, focus[1] * image.height - box_height / 2), image.height - box_height)
    box = (left, top, left + box_width, top + box_height)
    card = image.resize(CARD_SIZE, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)
    if card.mode == "RGBA":
        card = Image.alpha_composite(Image.new("RGBA", CARD_SIZE, "white"), card)
    return _encoded("card", card.convert("RGB"), *PHOTO.fallback)


def average_colour(image: Image.Image) -> str:
    """The mean colour as `#rrggbb`; grey when nothing of the picture is seen."""
    mean = image.resize((1, 1), Image.Resampling.BOX, reducing_gap=2.0).convert("RGBA").tobytes()
    return "#" + mean[:3].hex() if mean[3] else "#808080"


def _recipe_for(picture: Decoded) -> Recipe:
    if picture.has_few_colours:
        exact = _encoded("exact", picture.image, *GRAPHIC.original)
        lossy = _encoded("lossy", picture.image.convert("RGB"), *PHOTO.original)
        if len(exact.content) <= MAX_GRAPHIC_PRICE * len(lossy.content):
            return GRAPHIC
    return CUT_OUT if picture.image.mode == "RGBA" else PHOTO


def _widths(image: Image.Image) -> list[int]:
    return sorted({width for width in WIDTHS if width < image.width} | {min(image.width, WIDTHS[-1])})


def _encode_width(image: Image.Image, width: int, recipe: Recipe) -> list[Encoded]:
    if width < image.width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    else:
        # Pillow keeps the encoder's options in the image while it is written: in two threads at once each would be
        # written with the other's, and a drawing no longer exact.
        image = image.copy()
    encoded = [_encoded(str(width), image, "webp", recipe.webp)]
    if width <= recipe.max_fallback_width:
        encoded.append(_encoded(str(width), image, *recipe.fallback))
    return encoded


def _encoded(stem: str, image: Image.Image, extension: str, options: dict[str, Any]) -> Encoded:
    file = io.BytesIO()
    image.save(file, _FORMATS[extension], **options)
    return Encoded(f"{stem}.{extension}", image.width, image.height, file.getvalue())
