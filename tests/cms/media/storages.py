"""A storage that fails, for the tests of what is left behind."""

import errno
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage


class DiskFullAtThird(FileSystemStorage):
    """Writes two files and half of a third, as a disk does that fills up."""

    saved = 0

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        self.saved += 1
        if self.saved < 3:
            return super().save(name, content, max_length)
        super().save(name, ContentFile(content.read()[:100]), max_length)
        raise OSError(errno.ENOSPC, "No space left on device")


class KeepsItsOwnNames(FileSystemStorage):
    """Decides itself what a file is called, as storages may."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name.replace("/original.", "/first.")
