"""The pictures of a backup. A file never changes under its name, so that what is there already need not be copied
again."""

import shutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models import FileField

FOLDER = "media"


def are_on_this_machine() -> bool:
    return isinstance(default_storage, FileSystemStorage)


def named_files() -> set[str]:
    """Every file that a row of the database names."""
    fields = [
        (model, field) for model in apps.get_models() for field in model._meta.fields if isinstance(field, FileField)
    ]
    return {
        name
        for model, field in fields
        for name in model._base_manager.values_list(field.name, flat=True).iterator()
        if name
    }


def copy_all(source: Path, target: Path) -> int:
    """Copy what is not there yet, or not whole; gives how many files that were. What goes away meanwhile is left
    out."""
    copied = 0
    for path in sorted(source.rglob("*")) if source.is_dir() else ():
        there = target / path.relative_to(source)
        try:
            if not path.is_file() or (there.is_file() and there.stat().st_size == path.stat().st_size):
                continue
            there.parent.mkdir(parents=True, exist_ok=True)
            aside = there.with_name(f"{there.name}.copying")
            shutil.copyfile(path, aside)
            aside.replace(there)
        except FileNotFoundError:
            continue
        copied += 1
    return copied


def media_root() -> Path:
    return Path(settings.MEDIA_ROOT)
