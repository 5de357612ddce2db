"""What a backup holds, and whether it is still that."""

import json
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path

NAME = "backup.json"
FORMAT = 1


class UnusableBackup(Exception):
    """A backup that cannot be made or brought back, with the reason in a sentence."""


@dataclass(frozen=True)
class Manifest:
    """`files` has the SHA-256 of each, by its path in the folder."""

    made_at: str
    vendor: str
    files: dict[str, str]
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1, sort_keys=True))


def read_manifest(folder: Path) -> Manifest:
    """Raises UnusableBackup for what is no backup, or not whole."""
    try:
        manifest = Manifest(**json.loads((folder / NAME).read_text()))
    except (OSError, ValueError, TypeError):
        raise UnusableBackup(
            f"{folder} is not a backup, or one that was not finished: it has no {NAME} that can be read."
        ) from None
    if manifest.format != FORMAT:
        raise UnusableBackup(f"{folder} was made by another release: its format is {manifest.format}.")
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise UnusableBackup(f"{name} is missing in {folder}.")
        if digest_of(path) != digest:
            raise UnusableBackup(f"{name} in {folder} is not as it was written.")
    return manifest


def digests_in(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): digest_of(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
