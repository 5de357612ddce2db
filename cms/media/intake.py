"""Taking in a picture: read with a limit, checked, re-encoded, made in a few widths, stored under new names.

`prepare` touches no storage, so that a form can refuse a picture, or be refused itself, without leaving files;
`store` writes all files or none; `take_in` does both. What is stored is never overwritten or deleted again. A
process killed while it stores leaves files that nothing refers to and nobody can guess.
"""

import logging
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, TypedDict

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from cms.media.encoder import MIDDLE, Encoded, average_colour, encode, encode_card

from .decoder import PictureRefused, decode

__all__ = [
    "PictureRefused",
    "PreparedPicture",
    "Rendition",
    "StoredPicture",
    "prepare",
    "store",
    "store_card",
    "take_in",
    "take_in_from",
]

logger = logging.getLogger(__name__)
FOLDER = "images"
_CHUNK_BYTES = 1 << 20
Focus = tuple[float, float]


class Rendition(TypedDict):
    """`name` is a storage name, `type` a media type, the sizes are in pixels and bytes."""

    name: str
    type: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A stored picture. `name` is the original's storage name; `renditions` go by type (WebP first), then width."""

    name: str
    width: int
    height: int
    placeholder: str
    renditions: list[Rendition]
    card: Rendition

    def fields(self) -> dict[str, Any]:
        """The values for the fields of an image that are made from its file."""
        return {
            "file": self.name,
            "width": self.width,
            "height": self.height,
            "placeholder": self.placeholder,
            "renditions": [dict(rendition) for rendition in self.renditions],
            "card": dict(self.card),
        }


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """A picture ready to be stored, all in memory, in a folder of its own with a name of 128 random bits."""

    folder: str
    placeholder: str
    original: Encoded
    renditions: list[Encoded]
    card: Encoded

    @property
    def name(self) -> str:
        """The storage name that the original will have."""
        return f"{self.folder}/{self.original.filename}"


def take_in(file: IO[bytes] | File, *, name_hint: str = "") -> StoredPicture:
    """Check, re-encode and store. Raises PictureRefused, its sentence led by `name_hint`; then nothing is stored."""
    return store(prepare(file, name_hint=name_hint))


def take_in_from(path: Path) -> StoredPicture:
    """`take_in` for a file that lies here. Raises PictureRefused, naming the path, when it is missing or no picture."""
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PictureRefused(
            _("{path}: the picture cannot be read ({reason}). Put it there, or correct the path.").format(
                path=path, reason=reason
            )
        ) from None
    with file:
        return take_in(file, name_hint=str(path))


def prepare(file: IO[bytes] | File, *, name_hint: str = "") -> PreparedPicture:
    """Check and encode in memory. Reads at most one byte over MAX_IMAGE_BYTES. Raises PictureRefused."""
    try:
        decoded = decode(_read_within_limit(file))
    except PictureRefused as refused:
        if name_hint:
            raise PictureRefused(f"{name_hint}: {refused}") from refused
        raise
    original, renditions = encode(decoded)
    return PreparedPicture(
        folder=f"{FOLDER}/{secrets.token_hex(16)}",
        placeholder=average_colour(decoded.image),
        original=original,
        renditions=renditions,
        card=encode_card(decoded.image),
    )


def store(prepared: PreparedPicture, focus: Focus = MIDDLE) -> StoredPicture:
    """Write every file, the card about the focus.

    When one cannot be written, those before it are removed and the storage's error is raised.
    """
    card_file = prepared.card
    if focus != MIDDLE:
        card_file = encode_card(decode(prepared.original.content).image, focus)
    files = [prepared.original, *prepared.renditions, card_file]
    names = _saved(prepared.folder, files)
    *renditions, card = [_rendition(name, file) for name, file in zip(names[1:], files[1:], strict=True)]
    return StoredPicture(
        name=names[0],
        width=prepared.original.width,
        height=prepared.original.height,
        placeholder=prepared.placeholder,
        renditions=renditions,
        card=card,
    )


def store_card(original: str, focus: Focus) -> Rendition:
    """Make the card of a stored picture about another focus, and store it beside the one before, which stays.

    Raises PictureRefused, and the storage's error when the picture cannot be read.
    """
    with default_storage.open(original) as file:
        card = encode_card(decode(file.read()).image, focus)
    card = replace(card, filename=f"card-{secrets.token_hex(4)}.{card.extension}")
    folder = original.rpartition("/")[0]
    name = default_storage.save(f"{folder}/{card.filename}", ContentFile(card.content))
    return _rendition(name, card)


def _rendition(name: str, file: Encoded) -> Rendition:
    return Rendition(name=name, type=file.media_type, width=file.width, height=file.height, bytes=len(file.content))


def _saved(folder: str, files: list[Encoded]) -> list[str]:
    names: list[str] = []
    try:
        for file in files:
            name = f"{folder}/{file.filename}"
            # Listed before it is written: a disk that is full leaves half a file.
            names.append(name)
            names[-1] = default_storage.save(name, ContentFile(file.content))
    except BaseException:
        _remove([*names, folder])
        raise
    return names


def _remove(names: list[str]) -> None:
    for name in names:
        try:
            default_storage.delete(name)
        except Exception as error:
            # The error that led here matters more, and a file left behind is unreferenced.
            logger.warning("%s could not be removed: %r", name, error)


def _read_within_limit(file: IO[bytes] | File) -> bytes:
    """All bytes of the file from its beginning, whatever size it claims."""
    limit = settings.MAX_IMAGE_BYTES
    if file.seekable():
        file.seek(0)
    content = bytearray()
    while len(content) <= limit:
        chunk = file.read(min(_CHUNK_BYTES, limit + 1 - len(content)))
        if not chunk:
            return bytes(content)
        content += chunk
    raise PictureRefused(
        _("The file is larger than {number:g} MB. Save the picture smaller, or with more compression.").format(
            number=limit / 1_000_000
        )
    )
