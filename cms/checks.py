"""What an unsafe production is, as system checks: `check --deploy` shows them, `cms.wsgi` obeys them.

They stand beside Django's own security checks and do not repeat them (DEBUG, SECRET_KEY, cookies, HSTS).
Whether migrations are applied is not asked here: a release starts before or after its migrations.
"""

import ipaddress
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.files.storage import FileSystemStorage, default_storage
from django.http.request import validate_host

# Django's checks name Django's settings; these are the variables behind them.
VARIABLES = {
    "security.W004": "Set HSTS_SECONDS, to 60 for a cautious start.",
    "security.W008": "Set USE_HTTPS=true.",
    "security.W009": "Set SECRET_KEY to a long random value.",
    "security.W012": "Set USE_HTTPS=true.",
    "security.W016": "Set USE_HTTPS=true.",
    "security.W018": "Set DEBUG=false.",
    "security.W020": "Set ALLOWED_HOSTS to the host names of this deployment, such as api.example.org.",
    "security.W025": "Set SECRET_KEY_FALLBACKS to nothing, or to long random values.",
}


def unsafe() -> list[str]:
    """Why this must not start as a production: one line a reason, with what to set; empty if it may.

    Every warning of Django's security checks counts, but for those that SILENCED_SYSTEM_CHECKS gives a reason for.
    """
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    reasons = sorted((message for message in found if not message.is_silenced()), key=lambda message: str(message.id))
    return [
        f"{reason.msg.strip()} {reason.hint or VARIABLES.get(str(reason.id), '')} ({reason.id})" for reason in reasons
    ]


@register(Tags.security, deploy=True)
def check_hosts(app_configs: Any, **_: Any) -> Iterator[CheckMessage]:
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS answers to every name.",
            hint="Set ALLOWED_HOSTS to the host names of this deployment, such as api.example.org.",
            id="cms.E001",
        )
    host = urlsplit(settings.PUBLIC_API_URL).hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield Error(
            f"ALLOWED_HOSTS does not allow {host}, the host of PUBLIC_API_URL.",
            hint=f"Set ALLOWED_HOSTS to include {host}.",
            id="cms.E002",
        )


@register(Tags.security, deploy=True)
def check_public_urls(app_configs: Any, **_: Any) -> Iterator[CheckMessage]:
    for name in ("PUBLIC_API_URL", "PUBLIC_SITE_URL"):
        url = getattr(settings, name)
        hint = f"Set {name} to the address that readers use, such as https://www.example.org."
        if _is_this_machine(urlsplit(url).hostname or ""):
            yield Error(f"{name} points at this machine ({url}).", hint=hint, id="cms.E003")
        elif urlsplit(url).scheme != "https":
            yield Error(f"{name} is not an https URL ({url}).", hint=hint, id="cms.E004")


@register(Tags.security, deploy=True)
def check_proxy(app_configs: Any, **_: Any) -> Iterator[CheckMessage]:
    """The server reads a body in the thread that answers, and waits for it without end: eight clients that send one
    byte each stop it. A proxy that takes in whole requests keeps them away."""
    if not settings.PROXY_COUNT:
        yield Error(
            "There is no proxy in front, and slow clients would stop this server.",
            hint="Put one in front that buffers requests (docs/operators.md), and set PROXY_COUNT to their number.",
            id="cms.E008",
        )


@register(Tags.security, deploy=True)
def check_static_files(app_configs: Any, **_: Any) -> Iterator[CheckMessage]:
    """Without its manifest every page of the admin is an error 500."""
    if isinstance(staticfiles_storage, ManifestFilesMixin) and staticfiles_storage.read_manifest() is None:
        yield Error(
            f"The admin's static files have not been collected in {settings.STATIC_ROOT}.",
            hint="Run `manage.py collectstatic`, or set STATIC_ROOT to where they were collected.",
            id="cms.E005",
        )


@register(Tags.security, deploy=True)
def check_folders(app_configs: Any, **_: Any) -> Iterator[CheckMessage]:
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        folder = Path(str(database["NAME"])).resolve().parent
        # SQLite writes its journal beside the database: a writable file in a read-only folder is not enough.
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            yield Error(
                f"The folder of the SQLite database cannot be written to ({folder}).",
                hint="Set DATABASE_URL to a database in a folder that this process owns, or to PostgreSQL.",
                id="cms.E006",
            )
    if isinstance(default_storage, FileSystemStorage) and not _can_be_made(Path(settings.MEDIA_ROOT)):
        yield Error(
            f"Pictures cannot be stored in {settings.MEDIA_ROOT}.",
            hint="Set MEDIA_ROOT to a folder that this process owns.",
            id="cms.E007",
        )


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _can_be_made(folder: Path) -> bool:
    """Whether files can be written in `folder`, which is made with the first of them."""
    nearest = next(path for path in (folder.resolve(), *folder.resolve().parents) if path.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
