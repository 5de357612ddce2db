"""The image as a content type: it publishes on save, and is public where something public shows it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.markup import LibraryPicture, web_address
from cms.publishing.content_types import WRITER, EntryType, Rendered, Source, register
from cms.publishing.refusals import Obstacle, Refused
from cms.publishing.slow_work import done_before

from .intake import PictureRefused, StoredPicture, take_in_from
from .media_urls import MARK
from .models import Image
from .serializers import ImageDocument


@register
class ImageType(EntryType):
    name, path = "image", "images"
    model = Image
    required = {"file": gettext_lazy("Choose a picture.")}
    publishes_on_save = True
    kept_by = WRITER
    summary = document = ImageDocument

    def render(self, source: Source) -> Rendered:
        """`srcset` for each format, focal point, placeholder and credit."""
        summary = {
            "alt": "" if source["is_decorative"] else source["alt"],
            "caption": source["caption"],
            "credit": {
                "name": source["credit_name"],
                "url": web_address(source["credit_url"]) or None,
                "source": source["credit_source"],
                "licence": source["licence"],
            },
            "width": source["width"],
            "height": source["height"],
            "focal_point": {"x": source["focal_x"], "y": source["focal_y"]},
            "placeholder": source["placeholder"],
            "src": MARK + source["file"],
            "sources": _sources(source["renditions"]),
            "card": _card(source.get("card")),
        }
        return Rendered(title=source["title"], summary=summary, document={}, standalone=False)

    def obstacles(self, source: Source) -> list[Obstacle]:
        obstacles = super().obstacles(source)
        if not (source["is_decorative"] or source["alt"].strip()):
            said = _("Describe the picture for those who cannot see it, or mark it as decorative.")
            obstacles.append(Obstacle("alt", said))
        return obstacles

    def shown_in_text(self, summary: dict[str, Any]) -> LibraryPicture:
        return LibraryPicture(
            src=summary["src"],
            sources=[(source["type"], source["srcset"]) for source in summary["sources"]],
            alt=summary["alt"],
            width=summary["width"],
            height=summary["height"],
            caption=summary["caption"],
            credit_name=summary["credit"]["name"],
            credit_url=summary["credit"]["url"] or "",
            licence=summary["credit"]["licence"],
        )

    def bring(self, entry: Any, folders: Sequence[Path]) -> list[str]:
        """The picture that the row names, unless it is a stored one already."""
        name = entry.file.name or ""
        if entry.renditions and default_storage.exists(name):
            return []
        found = [path for folder in folders if (path := folder / name).is_file()]
        try:
            picture = _taken_in(found[0] if found else Path(name))
        except PictureRefused as error:
            raise Refused(_("Image “{entry}”: {error}").format(entry=entry, error=error)) from error
        for field, value in picture.fields().items():
            setattr(entry, field, value)
        return [picture.name, *(rendition["name"] for rendition in picture.renditions), picture.card["name"]]

    def remove_files(self, sources: Sequence[Source]) -> None:
        """Those of all revisions of an image, but for a picture that another image has, too."""
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


def _sources(renditions: list[dict[str, Any]]) -> list[dict[str, str]]:
    """One entry a format, in the order of the renditions: the browser takes the first that it knows."""
    by_type: dict[str, list[str]] = {}
    for rendition in renditions:
        by_type.setdefault(rendition["type"], []).append(f"{MARK}{rendition['name']} {rendition['width']}w")
    return [{"type": media_type, "srcset": ", ".join(files)} for media_type, files in by_type.items()]


def _card(rendition: dict[str, Any] | None) -> dict[str, Any] | None:
    if not rendition:
        return None
    return {"src": MARK + rendition["name"], "width": rendition["width"], "height": rendition["height"]}
