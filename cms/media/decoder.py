"""Bytes from outside become a plain picture: judged by content alone, upright, in sRGB, with nothing else in it."""

import io
import logging
import math
import re
import warnings
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError
from PIL.Image import Transpose

from .colours import in_plain_mode, in_srgb, without_hidden_colours

logger = logging.getLogger(__name__)

ACCEPTED = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
# The stored original is made smaller than this; its shape stays. No screen shows more.
MAX_STORED_PIXELS = 4096 * 4096
MAX_STORED_SIDE = 16_383  # WebP's limit
MAX_RATIO = 50
# A progressive JPEG has about ten scans. Each costs a pass over every pixel and need only be 75 bytes long:
# 20 MB of them would keep a worker busy for two hours, and Pillow does not count.
MAX_JPEG_SCANS = 64
MAX_JPEG_SEGMENTS = 10_000
# As drawings and screenshots have, whose edges suffer from lossy compression. A JPEG has suffered already.
MAX_FEW_COLOURS = 4096

BROKEN = gettext_lazy(
    "The file is broken or incomplete. Open the picture in a picture program, save it again and choose that."
)
EXPORT = gettext_lazy("Export it as JPEG, PNG, WebP or AVIF.")
UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112  # EXIF's tag
_MAGIC = re.compile(rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|....ftypavi[fs]", re.DOTALL)
_HEIC = re.compile(rb"....ftyp(hei|hev|mif1|msf1)", re.DOTALL)
_OTHERS = (
    (b"%pdf", gettext_lazy("a PDF")),
    (b"ii*\0", gettext_lazy("a TIFF")),
    (b"mm\0*", gettext_lazy("a TIFF")),
    (b"bm", gettext_lazy("a BMP")),
    (b"pk", gettext_lazy("a ZIP archive")),
)
_JPEG_SEGMENT = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
_EOI, _SOS = b"\xd9", b"\xda"

# `_open` sets Pillow's own limit to ours; what Pillow only warns of is refused too.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


class PictureRefused(ValueError):
    """Its text is a sentence for an editor: what is wrong with the file, and what to do."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """`image` is RGB, or RGBA where something shows through, with an empty `info`."""

    image: Image.Image
    has_few_colours: bool


def decode(content: bytes) -> Decoded:
    """The picture in these bytes, made no larger than MAX_STORED_PIXELS. Raises PictureRefused."""
    if not content:
        raise PictureRefused(_("The file is empty. Choose the picture again."))
    if content.startswith(b"\xff\xd8"):
        _refuse_endless_jpeg(content)
    try:
        return _decode(content)
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused(_too_many_pixels()) from None
    except UnidentifiedImageError:
        raise PictureRefused(_what_it_is_instead(content)) from None
    except Exception as error:
        # Decoders meet hostile bytes here and raise whatever they stumble over (KeyError, struct.error, zlib.error…).
        logger.info("A picture could not be decoded: %r", error)
        raise PictureRefused(BROKEN) from error


def _decode(content: bytes) -> Decoded:
    image = _open(content)
    image.load()
    orientation, profile = _orientation(image), image.info.get("icc_profile")
    plain = in_plain_mode(image)
    has_few_colours = image.format not in ("JPEG", "MPO") and plain.getcolors(MAX_FEW_COLOURS) is not None
    plain = in_srgb(_within_stored_size(plain), profile)
    if orientation in UPRIGHT:
        plain = plain.transpose(UPRIGHT[orientation])
    plain = without_hidden_colours(plain)
    plain.info.clear()
    return Decoded(image=plain, has_few_colours=has_few_colours)


def _open(content: bytes) -> Image.Image:
    """The picture with its header read and judged, its pixels not yet decoded."""
    Image.MAX_IMAGE_PIXELS = settings.MAX_IMAGE_PIXELS
    image = Image.open(io.BytesIO(content), formats=ACCEPTED)
    width, height = image.size
    if width * height > settings.MAX_IMAGE_PIXELS:
        raise PictureRefused(_too_many_pixels())
    if max(width, height) > MAX_RATIO * min(width, height):
        raise PictureRefused(
            _(
                "The picture is {width} × {height} pixels, too narrow to be shown. Crop it, so that its "
                "longer side is at most {max_ratio} times the shorter."
            ).format(width=width, height=height, max_ratio=MAX_RATIO)
        )
    # An MPO is a camera's JPEG with further pictures behind it (a depth map, a preview): the first one is meant.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise PictureRefused(
            _("Animated pictures are not taken in. Save one frame of it as PNG or JPEG and choose that.")
        )
    if image.format == "PNG":
        # Decoding does not compare checksums and does not miss the end.
        Image.open(io.BytesIO(content), formats=["PNG"]).verify()
    return image


def _too_many_pixels() -> str:
    limit = settings.MAX_IMAGE_PIXELS / 1_000_000
    return _(
        "The picture has more than {limit:g} megapixels. Make it smaller in a picture program and choose that."
    ).format(limit=limit)


def _refuse_endless_jpeg(content: bytes) -> None:
    position, scans = 2, 0
    for _segment in range(MAX_JPEG_SEGMENTS):
        found = _JPEG_SEGMENT.search(content, position)
        if found is None or found[1] == _EOI:
            return
        scans += found[1] == _SOS
        if scans > MAX_JPEG_SCANS:
            break
        position = found.end() + max(2, int.from_bytes(content[found.end() : found.end() + 2], "big"))
    raise PictureRefused(BROKEN)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception as error:
        # Broken metadata is about to be dropped anyway; it does not spoil the picture.
        logger.info("Metadata could not be read: %r", error)
        return 1


def _within_stored_size(image: Image.Image) -> Image.Image:
    width, height = image.size
    scale = min(1.0, math.sqrt(MAX_STORED_PIXELS / (width * height)), MAX_STORED_SIDE / max(width, height))
    if scale == 1.0:
        return image
    size = (max(1, int(width * scale)), max(1, int(height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _what_it_is_instead(content: bytes) -> str:
    if _MAGIC.match(content):
        return str(BROKEN)
    if _HEIC.match(content):
        return _("HEIC pictures, as telephones keep them, are not taken in. {export}").format(export=EXPORT)
    # UTF-16 text is read without its NULs, UTF-8 without its mark.
    text = content[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith(b"<"):
        if b"<svg" in text:
            return _("SVG drawings are not taken in, because they can carry scripts. Export it as PNG or WebP.")
        return _("This is a web page or other text, not a picture. Choose a JPEG, PNG, WebP or AVIF.")
    what = next((what for start, what in _OTHERS if content[:8].lower().startswith(start)), None)
    if what:
        return _("This is {what}, not a picture that browsers show. {export}").format(what=what, export=EXPORT)
    return _("This is not a picture that can be read here. Choose a JPEG, PNG, WebP or AVIF.")
