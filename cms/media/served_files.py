"""Which stored files are served: those of pictures that the library has, or that something public shows.

All files of a picture lie in one folder, so the folder answers for all. What a picture had before another file was
chosen for it, and what lies in the bin, is not served: it stays in the store, for a revision that is restored, until
somebody removes it for good.
"""

import re
import time
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

import orjson
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils.translation import gettext as _

from cms.media.encoder import MEDIA_TYPES
from cms.media.models import Image
from cms.publishing.models import Publication, Revision
from cms.publishing.refusals import Refused
from cms.publishing.timeline import clock

FOLDER = "images"
_FOLDER_NAME = re.compile(rf"{FOLDER}/[A-Za-z0-9_-]{{1,64}}")
# For so long a process remembers that a folder is served. A file that nothing needs any more is 404 after it.
REMEMBERED_SECONDS = 30.0
MOST_REMEMBERED = 4_096
_remembered: dict[str, float] = {}


def is_served(name: str) -> bool:
    """True for a storage name whose picture is in the library or public. Two queries at most, none for half a minute
    after a yes."""
    folder = folder_of(name)
    now = time.monotonic()
    if _remembered.get(folder, 0.0) > now:
        return True
    if not is_needed(folder):
        _remembered.pop(folder, None)
        return False
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    _remembered[folder] = now + REMEMBERED_SECONDS
    return True


def is_needed(folder: str) -> bool:
    """True while the library or something public has the picture in that folder."""
    originals = [f"{folder}/original.{extension}" for extension in MEDIA_TYPES]
    if Image.objects.filter(file__in=originals).exists():
        return True
    return bool(_public().filter(summary__contains=f"{folder}/").exists())


def folder_of(name: str) -> str:
    return str(PurePosixPath(name).parent)


def unneeded_folders() -> Iterator[str]:
    """Folders in the store that nothing needs now. One query for each folder that the library does not have."""
    known = {folder_of(name) for name in Image.objects.values_list("file", flat=True)}
    if default_storage.exists(FOLDER):
        for name in sorted(default_storage.listdir(FOLDER)[0]):
            folder = f"{FOLDER}/{name}"
            if folder not in known and not is_needed(folder):
                yield folder


def earlier_folders(images: Iterable[Image]) -> list[str]:
    """Folders of what these images were before, that nothing needs now and that are still in the store."""
    ids = [image.pk for image in images]
    sources = Revision.objects.filter(type="image", entry_id__in=ids).values_list("source", flat=True)
    names = [str(orjson.loads(source).get("file") or "") for source in sources]
    folders = dict.fromkeys(folder_of(name) for name in names if name)
    return [folder for folder in folders if default_storage.exists(folder) and not is_needed(folder)]


def remove_for_good(folder: str) -> int:
    """Remove all files of a picture that nothing needs; how many there were. Done again, it removes nothing.

    Revisions that named them keep what they say of the picture. Raises Refused while it is needed.
    """
    if not _FOLDER_NAME.fullmatch(folder):
        raise Refused(_("This is no folder of a picture."))
    if is_needed(folder):
        raise Refused(_("The picture is in the library or on a public page. Take it from there first."))
    _remembered.pop(folder, None)
    try:
        names = default_storage.listdir(folder)[1]
    except (FileNotFoundError, NotADirectoryError):
        return 0
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)
    return len(names)


def _public() -> Any:
    return Publication.objects.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), type="image", past=False)
