"""The environment that this project is measured in: a production's, with nothing of the developer's."""

import os
from pathlib import Path

HOST = "api.example.org"
# What the proxy of such a production adds. Every contender is sent it.
HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https", "Accept": "application/json"}


def environment(folder: Path, database_url: str, **more: str) -> dict[str, str]:
    """`folder` holds the data of a run; what the admin's static files need in order to start is put there."""
    static = folder / "static"
    static.mkdir(parents=True, exist_ok=True)
    manifest = static / "staticfiles.json"
    if not manifest.exists():
        manifest.write_text('{"version": "1.1", "paths": {}, "hash": ""}')
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "".join(chr(ord("A") + number % 57) for number in range(60)),
        "ALLOWED_HOSTS": HOST,
        # None stands in front; a production says how many do.
        "PROXY_COUNT": "1",
        "PUBLIC_API_URL": f"https://{HOST}",
        "PUBLIC_SITE_URL": "https://www.example.org",
        "BEHIND_TLS_PROXY": "true",
        "DATABASE_URL": database_url,
        "STATIC_ROOT": str(static),
        "MEDIA_ROOT": str(folder / "media"),
        "LOG_LEVEL": "ERROR",
        # The benchmark is one client that asks more than any.
        "RATE_LIMITS": "",
        **more,
    }
