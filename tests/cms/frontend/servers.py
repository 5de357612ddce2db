"""A server of the whole installation with the seed content, as a production runs it: collected files, no DEBUG."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cms.starting import ROOT, make_environment, start

RENAMED = ("platform-engineer-vs-mlops-engineer", "platform-or-mlops")
RETRACTED = "data-engineer-vs-mlops-engineer"
EDITED, DRAFT_TITLE = "five-skills-every-mlops-engineer-needs", "Six skills, says a draft"
# What happens to a publication in its life: a page gets another address, a page is taken down, a draft is written.
_LIFE = f"""
import django; django.setup()
from articles.models import Article
from cms.publishing.capturing import capture
from cms.publishing.publishing import publish, retract
moved = Article.objects.get(slug="{RENAMED[0]}")
moved.slug = "{RENAMED[1]}"
moved.save()
capture(moved)
publish(moved)
retract(Article.objects.get(slug="{RETRACTED}"))
edited = Article.objects.get(slug="{EDITED}")
edited.title = "{DRAFT_TITLE}"
edited.save()
capture(edited)
"""


@contextmanager
def running_site(folder: Path) -> Iterator[str]:
    """The address of a server whose files all lie in `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {
        "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 3,
        "DEBUG": "false",
        "USE_HTTPS": "false",
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "LOG_LEVEL": "ERROR",
        "ACCESS_LOG": "false",
    }
    for arguments in (
        ["manage.py", "migrate", "--verbosity", "0"],
        ["manage.py", "loaddata", "seed"],
        ["-c", _LIFE],
        # Compressing what other apps bring takes a minute, and nothing here asks for it.
        ["manage.py", "collectstatic", "--no-input", "--ignore", "drf_spectacular_sidecar", "--ignore", "admin"],
    ):
        done = start(*arguments, **variables)
        assert done.returncode == 0, done.stderr
    # Not cms.wsgi: that refuses a production without HTTPS, and is right.
    command = "-m granian --interface wsgi --blocking-threads 4 --workers-kill-timeout 5 --log-level warning --factory"
    target = ["--host", "127.0.0.1", "--port", str(port), "cms.server:make_application"]
    with subprocess.Popen(
        [sys.executable, *command.split(), *target], cwd=ROOT, env=make_environment(**variables)
    ) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{address}/api/v1/", server)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "The server has ended."
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer.")
