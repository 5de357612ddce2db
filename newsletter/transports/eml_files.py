"""Mails into a folder, one .eml file each: for a laptop, and for whoever hands them on by other means."""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import MailLine, MailOutcome, Verdict


@dataclass(frozen=True)
class FileTransport:
    folder: Path

    @property
    def name(self) -> str:
        return f"files://{self.folder}"[:300]

    @contextmanager
    def open(self) -> Iterator[MailLine]:
        yield FileLine(self.folder)


@dataclass(frozen=True)
class FileLine:
    folder: Path

    def send(self, *, envelope_from: str, to: str, message: bytes) -> MailOutcome:
        """A name sorts by time and says nothing about the reader. A reader of the folder sees whole files only."""
        name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            written = self.folder / f".{name}.part"
            with written.open("wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            written.rename(self.folder / f"{name}.eml")
        except OSError as error:
            return MailOutcome(Verdict.DEFERRED, f"file error {error.errno}", is_transport=True)
        return MailOutcome(Verdict.ACCEPTED, "file")
