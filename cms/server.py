"""The application that a server runs: Django's, with the front that answers readers from memory."""

import os
import shutil
import stat
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from cms.backups.process_lock import note_use

if TYPE_CHECKING:
    from cms.delivery.cache.front import Front

SHARED = "PROMETHEUS_MULTIPROC_DIR"


def make_application() -> "Front":
    """To be called once in each worker process, before it answers anything."""
    return front()


@cache
def front() -> "Front":
    """The one of this process. The reference site asks it, too, as a reader would."""
    note_use()
    application = get_wsgi_application()
    from cms.delivery.cache.front import Front
    from cms.frontend.urls import KEPT
    from cms.publishing.timeline.version_watch import make_watch

    return Front(
        application,
        make_watch(),
        keeps=settings.FAST_PATH,
        max_bytes=settings.FAST_PATH_BYTES,
        guests=KEPT if settings.FRONTEND else None,
    )


def share_metrics() -> None:
    """Let the workers of one server count together: in files of a folder that is named after their common parent. To
    be called before prometheus_client is imported, and so before Django is set up.

    Folders of servers that are no more are removed. Where a folder cannot be had, each worker counts for itself.
    """
    if SHARED in os.environ:
        return
    root, prefix = Path(tempfile.gettempdir()), f"cms-metrics-{os.getuid()}-"
    for folder in root.glob(f"{prefix}*"):
        if _has_ended(folder.name.removeprefix(prefix)):
            shutil.rmtree(folder, ignore_errors=True)
    mine = root / f"{prefix}{os.getppid()}"
    try:
        mine.mkdir(mode=0o700, exist_ok=True)
        found = mine.lstat()
    except OSError:
        return
    # Somebody else's folder of that name would let them write our figures.
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid():
        os.environ[SHARED] = str(mine)


def _has_ended(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (ValueError, OSError):
        pass
    return False
