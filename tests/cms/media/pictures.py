"""Pictures, whole and hostile, made in memory for the tests beside this."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

CANARY = b"canary-7f3a"
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def make_picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """A smooth picture with thousands of colours."""
    bands = [Image.linear_gradient("L"), Image.radial_gradient("L"), Image.linear_gradient("L").rotate(90)]
    return Image.merge("RGB", bands).resize((width, height)).convert(mode)


def make_quarters(side: int = 32) -> Image.Image:
    """Red, green, blue and white from the top left, row by row: tells every orientation from every other."""
    image = Image.new("RGB", (side * 2, side))
    draw = ImageDraw.Draw(image)
    half = side // 2
    for index, colour in enumerate((RED, GREEN, BLUE, WHITE)):
        left, top = index % 2 * side, index // 2 * half
        draw.rectangle((left, top, left + side - 1, top + half - 1), fill=colour)
    return image


def make_file(image: Image.Image | None = None, kind: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    (image or make_picture()).save(file, kind, **options)
    return file.getvalue()


def make_animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, GREEN, BLUE)]
    return make_file(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def make_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def make_png(
    width: int, height: int, *, depth: int = 8, colour: int = 2, rows: bytes = b"", extra: bytes = b""
) -> bytes:
    """A PNG by hand: `colour` is 0 grey, 2 RGB, 4 grey with alpha; `rows` filtered bytes; `extra` more chunks."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    data = make_chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + make_chunk(b"IHDR", header) + extra + data + make_chunk(b"IEND", b"")


def make_swapping_profile() -> bytes:
    """A colour profile that calls red what is green in sRGB: nobody can overlook whether it was applied."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"----"), (b"gXYZ", b"rXYZ"), (b"----", b"gXYZ")):
        profile = profile.replace(old, new)
    return profile.replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be"))


def make_told_all(kind: str, width: int = 60) -> bytes:
    """A picture whose every kind of metadata holds the canary, the place where it was taken among them."""
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()  # ImageDescription
    exif.get_ifd(0x8825)[0x001B] = CANARY  # GPSProcessingMethod
    exif.get_ifd(0x8825)[0x0002] = (52.0, 31.0, 12.0)
    profile = make_swapping_profile() + CANARY
    options: dict[str, Any] = {"exif": exif, "icc_profile": profile}
    if kind == "JPEG":
        options |= {"comment": CANARY, "xmp": b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"}
    elif kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", CANARY.decode())
        text.add_itxt("XML:com.adobe.xmp", CANARY.decode())
        text.add_text("Software", CANARY.decode(), zip=True)
        options["pnginfo"] = text
    else:
        options["xmp"] = b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"
    # What lies behind the end of the picture is metadata too: a ZIP archive there is a polyglot.
    return make_file(make_picture(width, 40), kind, **options) + (CANARY if kind != "AVIF" else b"")


def make_endless_jpeg(scans: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    content = make_file(None, "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + last * scans + b"\xff\xd9"


def parts_of(content: bytes) -> set[str]:
    """What a stored file consists of: the names of a PNG's or WebP's chunks, or the numbers of a JPEG's markers."""
    if content.startswith(b"\x89PNG"):
        return _png_chunks(content)
    return _webp_chunks(content) if content.startswith(b"RIFF") else _jpeg_markers(content)


def _png_chunks(content: bytes) -> set[str]:
    names, position = set(), 8
    while position < len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        names.add(content[position + 4 : position + 8].decode())
        position += 12 + length
    return names


def _webp_chunks(content: bytes) -> set[str]:
    names, position = set(), 12
    while position < len(content):
        length = int.from_bytes(content[position + 4 : position + 8], "little")
        names.add(content[position : position + 4].decode())
        position += 8 + length + length % 2
    return names


def _jpeg_markers(content: bytes) -> set[str]:
    names, position = set(), 2
    while content[position : position + 2] != b"\xff\xd9":
        if content[position] == 0xFF and content[position + 1] not in (0, *range(0xD0, 0xD8)):
            names.add(f"{content[position + 1]:x}")
            position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
        else:
            position += 1
    assert position + 2 == len(content), "bytes behind the end"
    return names
