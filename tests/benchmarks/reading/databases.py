"""The contenders' databases: made once for a size, kept, and made anew when what makes them has changed."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import psycopg

from . import production
from .serving import ROOT, cpu_seconds_of

HERE = Path(__file__).resolve().parent
OWN, PLAIN = "own", "plain"
FILLING = {
    OWN: "tests.benchmarks.reading.filling",
    PLAIN: "tests.benchmarks.reading.plain_drf.filling",
}
# What decides what the rows look like. A change of any makes the data anew.
MADE_BY = {
    OWN: [
        "articles/models",
        "articles/types",
        "cms/markup",
        "cms/media/types.py",
        "cms/publishing/models",
        "cms/publishing/revisions/rendered_pages.py",
    ],
    PLAIN: [],
}
OF_BOTH = [HERE / name for name in ("content.py", "wording.py", "storing.py")]


class Databases:
    """SQLite files in `folder`; on PostgreSQL, databases of the server at `server_url`."""

    def __init__(self, folder: Path, server_url: str, say: Callable[[str], None]) -> None:
        self.folder, self.server_url, self.say = folder, server_url, say
        self.is_postgres = server_url.startswith("postgres")

    def url(self, kind: str, size: int) -> str:
        """The database's URL, filled if it is not there yet or out of date. Raises RuntimeError."""
        name, mark = f"{kind}-{size}", fingerprint(kind)
        noted = self.folder / f"{name}.made-by"
        if self.is_postgres:
            name = name.replace("-", "_")
            url = urlsplit(self.server_url)._replace(path=f"/{name}").geturl()
            if self._is_new_on_postgres(name):
                self._fill(kind, size, url)
            return url
        file = self.folder / f"{name}.sqlite3"
        if not (file.exists() and noted.exists() and noted.read_text() == mark):
            noted.unlink(missing_ok=True)
            for old in self.folder.glob(f"{file.name}*"):
                old.unlink()
            self._fill(kind, size, f"sqlite:///{file}")
            noted.write_text(mark)
        return f"sqlite:///{file}"

    def server_seconds(self) -> float:
        """Processor time of the whole database server so far; 0 on SQLite, which is part of the workers."""
        return cpu_seconds_of(self._postmaster) if self.is_postgres else 0.0

    @property
    def _postmaster(self) -> int:
        if not hasattr(self, "_pid"):
            with psycopg.connect(self.server_url) as connection:
                row = connection.execute("SELECT pg_backend_pid()").fetchone()
                backend = int(row[0]) if row else 0
                self._pid = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
        return self._pid

    def _is_new_on_postgres(self, name: str) -> bool:
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return False
            connection.execute(f'CREATE DATABASE "{name}"')
        return True

    def _fill(self, kind: str, size: int, url: str) -> None:
        self.say(f"Making {size:,} articles for {'this project' if kind == OWN else 'plain DRF'} …")
        began = monotonic()
        done = subprocess.run(
            [sys.executable, "-m", FILLING[kind], str(size)],
            cwd=ROOT,
            env={**production.environment(self.folder, url), "DJANGO_SETTINGS_MODULE": "cms.settings"},
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"Filling {url.rpartition('@')[2]} failed.")
        self.say(f"  in {monotonic() - began:.0f} s")


def fingerprint(kind: str) -> str:
    """A digest of all that makes the rows."""
    digest = sha256()
    for path in sorted(_sources(kind)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(kind: str) -> Iterator[Path]:
    yield from OF_BOTH
    yield from (HERE / "plain_drf").glob("*.py") if kind == PLAIN else [HERE / "filling.py"]
    for name in MADE_BY[kind]:
        path = ROOT / name
        yield from path.rglob("*.py") if path.is_dir() else [path]
    if kind == OWN:
        yield from ROOT.glob("*/migrations/*.py")
        yield from ROOT.glob("cms/*/migrations/*.py")


def server_url() -> str:
    """PostgreSQL's, if one was named."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else ""
