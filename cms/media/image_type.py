"""The image as a content type: it publishes on save, and is public where something public shows it."""

from collections.abc import Sequence
from pathlib import Path

from django.core.files.storage import default_storage

from cms.publishing.content_types import EntryType, Source, register
from cms.publishing.refusals import Refused
from cms.publishing.slow_work import done_before

from .image_document import image_obstacles, render_image
from .intake import PictureRefused, StoredPicture, take_in_from
from .models import Image


def bring_picture(image: Image, folders: Sequence[Path]) -> list[str]:
    """Take in the picture that a fixture row names, unless it is a stored one already."""
    name = image.file.name or ""
    if image.renditions and default_storage.exists(name):
        return []
    found = [path for folder in folders if (path := folder / name).is_file()]
    try:
        picture = _taken_in(found[0] if found else Path(name))
    except PictureRefused as error:
        raise Refused(f"Image “{image}”: {error}") from error
    for field, value in picture.fields().items():
        setattr(image, field, value)
    return [picture.name, *(rendition["name"] for rendition in picture.renditions), picture.card["name"]]


def remove_pictures(sources: Sequence[Source]) -> None:
    """Delete the files of all revisions of an image, but for a picture that another image has, too."""
    for source in sources:
        if Image.objects.filter(file=source["file"]).exists():
            continue
        others = [*source["renditions"], source.get("card") or {}]
        names = [source["file"], *(file.get("name", "") for file in others)]
        for name in filter(None, names):
            default_storage.delete(name)


def _taken_in(path: Path) -> StoredPicture:
    stat = path.stat() if path.is_file() else None
    version = (stat.st_mtime_ns, stat.st_size) if stat else None
    return done_before(("picture", str(path), version), lambda: take_in_from(path))


IMAGE = register(
    EntryType(
        name="image",
        path="images",
        model=Image,
        render=render_image,
        obstacles=image_obstacles,
        publishes_on_save=True,
        bring=bring_picture,
        remove_files=remove_pictures,
    )
)
