"""Any of Pillow's pixel modes into RGB or RGBA in sRGB: what a browser shows when there is no profile."""

import io
import logging

from PIL import Image, ImageCms

logger = logging.getLogger(__name__)


def in_plain_mode(image: Image.Image) -> Image.Image:
    """The same pixels in L, LA, RGB, RGBA or CMYK: modes that can be scaled and have profiles."""
    transparency = image.info.get("transparency")
    if image.mode.startswith("I"):
        # Sixteen bits of grey. Converting clips them instead of scaling them.
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    # The colour that a PNG of sixteen bits declares transparent, beside pixels that Pillow made eight.
    if isinstance(transparency, int) and transparency > 255:
        image.info["transparency"] = transparency >> 8
    elif isinstance(transparency, tuple) and max(transparency) > 255:
        image.info["transparency"] = tuple(value >> 8 for value in transparency)
    if image.has_transparency_data:
        mode = "LA" if image.mode in ("L", "LA") else "RGBA"
    elif image.mode in ("1", "L"):
        mode = "L"
    else:
        mode = "CMYK" if image.mode == "CMYK" else "RGB"
    return image if image.mode == mode else image.convert(mode)


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB, or RGBA unless all is opaque. A profile that is broken or does not fit the pixels is ignored."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    colours = image.convert(image.mode.removesuffix("A")) if alpha else image
    if profile:
        try:
            colours = _through_profile(colours, profile)
        except (ImageCms.PyCMSError, OSError, ValueError) as error:
            logger.info("A colour profile could not be used: %s", error)
    colours = colours.convert("RGB")
    if alpha and alpha.getextrema() != (255, 255):
        colours.putalpha(alpha)
    return colours


def without_hidden_colours(image: Image.Image) -> Image.Image:
    """Wholly transparent pixels made black: what someone cut out of a picture must not lie in the file unseen."""
    if image.mode != "RGBA":
        return image
    is_seen = image.getchannel("A").point(lambda alpha: 255 if alpha else 0)
    return Image.composite(image, Image.new("RGBA", image.size), is_seen)


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    # Most pictures say that they are in sRGB; converting 12 megapixels to themselves takes 0.2 s.
    if "sRGB" in ImageCms.getProfileDescription(source):
        return image
    converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return converted or image
