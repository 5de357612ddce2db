"""The settings of the tests: decided here, so that neither a developer's `.env` nor a shell leaks in.

Only DATABASE_URL passes: it chooses the PostgreSQL leg. Processes that a test starts inherit the environment,
and with it these settings and whatever the test changed in them.
"""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

_root = Path(__file__).resolve().parent.parent
_is_first_process = os.environ.get("ENV_FILE") != os.devnull

if _is_first_process:
    for _name in re.findall(r"^#?([A-Z_]+)=", (_root / ".env.example").read_text(), re.MULTILINE):
        if _name != "DATABASE_URL":
            os.environ.pop(_name, None)
    # Not made here: whoever only reads these settings (mypy) leaves nothing behind.
    _media_root = f"{tempfile.gettempdir()}/cms-tests-media-{os.getpid()}"
    atexit.register(shutil.rmtree, _media_root, ignore_errors=True)
    os.environ.update(
        ENV_FILE=os.devnull,
        SECRET_KEY="only-for-tests-" + "0123456789abcdef" * 3,
        DEBUG="false",
        USE_HTTPS="false",  # the test client speaks plain HTTP
        PUBLIC_API_URL="https://api.example.org",
        PUBLIC_SITE_URL="https://www.example.org",
        MEDIA_ROOT=_media_root,
        RATE_LIMITS="",  # tests ask more of one address than a client may
        ACCESS_LOG="false",
    )

from cms.settings import *  # noqa: E402, F403
from cms.settings import INSTALLED_APPS, STORAGES  # noqa: E402

# A content type and a duty that only the tests have.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.notes", "tests.chores"]
CHECK_ANSWERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# No collectstatic before a test run.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# The site asks Django itself: a front would look for the content version past the connection of the test.
FRONTEND_APPLICATION = "tests.fronted.make_django"
