"""The defaults of a laptop, so that `migrate`, `loaddata seed` and `runserver` work with no environment set.

Only `manage.py` and `make run` bring them. `cms/wsgi.py` never does: a production that forgot a setting must
not start with a development secret. Run as a module, it is the last step of `make run`: it serves.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from environs import Env

ROOT = Path(__file__).resolve().parent.parent


def bring_defaults() -> None:
    """Set what is missing in the environment and in `.env`.

    Where a SECRET_KEY is named, even an empty one, a deployment has been thought about: nothing but
    ON_LAPTOP is set then, which lets DEBUG start (see `cms.wsgi`) and means nothing while DEBUG is off.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    os.environ["ON_LAPTOP"] = "true"
    named = Env()
    named.read_env(os.environ.get("ENV_FILE", ROOT / ".env"), recurse=False)
    if named.str("SECRET_KEY", None) is not None:
        return
    os.environ["SECRET_KEY"] = _own_secret(ROOT / "var" / "secret_key")
    if named.str("DEBUG", None) is None:
        os.environ["DEBUG"] = "true"


def _own_secret(path: Path) -> str:
    """A random key made once and kept, so that sessions outlive a restart. Two starts at once agree."""
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        # Written aside and then linked: the file is never seen empty, and the first of two stays.
        handle, written = tempfile.mkstemp(dir=path.parent, prefix="secret_key.")
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(written, path)
        except FileExistsError:
            pass
        finally:
            Path(written).unlink()
    return path.read_text()


def serve() -> None:
    """Run the production server on PORT, for this machine only, and a worker, until a signal ends both.

    A taken port is said.
    """
    bring_defaults()
    from django.conf import settings

    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", settings.PORT))
    except OSError as error:
        raise SystemExit(
            f"Port {settings.PORT} cannot be used ({error.strerror}). "
            f"Stop what runs there, or choose another, such as: make run PORT={settings.PORT + 1}"
        ) from None
    here = f"http://127.0.0.1:{settings.PORT}"
    sys.stdout.write(f"Serving the site at {here}/, {here}/admin/ and {here}/api/v1/docs/ (Ctrl-C ends it)\n")
    sys.stdout.write("A worker runs beside it and does what is due in the background; it ends with the server.\n")
    sys.stdout.flush()
    options = "--interface wsgi --workers 2 --blocking-threads 4 --respawn-failed-workers --workers-kill-timeout 5"
    options += f" --log-level warning --host 127.0.0.1 --port {settings.PORT}"
    command = [sys.executable, "-m", "granian", *options.split()]
    worker = [sys.executable, str(ROOT / "manage.py"), "worker"]
    _follow([*command, "cms.wsgi:application"], beside=worker)


def _follow(command: list[str], *, beside: list[str]) -> None:
    """Run both commands, each in a session of its own, until the first ends or we are asked to end: then end both.

    A Ctrl-C in a terminal goes to every process there: a worker of granian that gets it from the terminal and
    then from its parent does not stop before it is killed. And granian overhears what comes in its first second.
    """
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        signal.signal(number, _leave)
    started = []
    status = 0
    try:
        # What the worker says of its start and its end we say ourselves; what goes wrong it logs.
        for one, said in ((command, None), (beside, subprocess.DEVNULL)):
            started.append(subprocess.Popen(one, start_new_session=True, stdout=said))  # noqa: S603  (our own words)
        status = started[0].wait()
    finally:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(timeout=6)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
    raise SystemExit(status)


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    serve()
