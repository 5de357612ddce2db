import os

from environs import Env

from tests.benchmarks.reading.startproject import STARTPROJECT

SECRET_KEY = STARTPROJECT["SECRET_KEY"]
ALLOWED_HOSTS = STARTPROJECT["ALLOWED_HOSTS"]
MIDDLEWARE = STARTPROJECT["MIDDLEWARE"]
USE_TZ = True
DEFAULT_AUTO_FIELD = STARTPROJECT["DEFAULT_AUTO_FIELD"]
INSTALLED_APPS = [
    *STARTPROJECT["INSTALLED_APPS"],
    "rest_framework",
    "django_filters",
    "tests.benchmarks.reading.plain_drf.apps.PlainConfig",
]
ROOT_URLCONF = "tests.benchmarks.reading.plain_drf.urls"
DATABASES = {"default": Env().dj_db_url("DATABASE_URL")}
if "sqlite" in os.environ["DATABASE_URL"]:
    # As this project has it: a plain project that serves more than a trickle comes to these soon.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728",
    }
# What Django's documentation recommends for a server. On SQLite too: it spares this contender a millisecond.
DATABASES["default"]["CONN_MAX_AGE"] = 60
REST_FRAMEWORK = {
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 20,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
}
