"""Starting our own programs as processes, in an environment that says only what the test says."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "SECRET_KEY": "".join(chr(ord("A") + number % 57) for number in range(60)),
    "ALLOWED_HOSTS": "api.example.org, admin.example.org",
    "PUBLIC_API_URL": "https://api.example.org",
    "PUBLIC_SITE_URL": "https://www.example.org",
}


def make_environment(**variables: str) -> dict[str, str]:
    """Nothing of the developer's: neither variables nor `.env`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    return {**kept, "DJANGO_SETTINGS_MODULE": "cms.settings", "ENV_FILE": os.devnull, **variables}


def start(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Python with `arguments`, run to its end."""
    return start_at(ROOT, *arguments, **variables)


def start_at(checkout: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The same in another checkout."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env=make_environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
