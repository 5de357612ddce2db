"""Every setting, read from the environment (or from `.env`) with its type; a wrong value stops the start.

Safe by default: DEBUG is off, and there is no default for what a production must decide itself.
`.env.example` lists them all. A laptop's defaults are in `cms.laptop`.
"""

import contextlib
import os
import zoneinfo
from datetime import timedelta
from pathlib import Path
from typing import cast

from csp.constants import NONE, SELF
from django.conf.global_settings import LANGUAGES as KNOWN_LANGUAGES
from environs import EnvValidationError, validate

from cms import environment as kinds
from cms.api.rates import rates
from cms.background.task_settings import engine_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = kinds.Environment()
_file = os.environ.get("ENV_FILE")
if _file is not None and (not _file or not Path(_file).exists() or Path(_file).is_dir()):
    env.refusals.append(f"ENV_FILE: There is no file {_file!r}.")
else:
    env.read_env(_file or BASE_DIR / ".env", recurse=False)

# --- the deployment -----------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
ON_LAPTOP = env.bool("ON_LAPTOP", False)
# How strong it is, the server's start asks: `cms.checks`.
SECRET_KEY = env.str("SECRET_KEY", validate=validate.Regexp(r"(?s).*\S", error="Must not be empty."))
SECRET_KEY_FALLBACKS = env.parsed("SECRET_KEY_FALLBACKS", "", kinds.entries)
ALLOWED_HOSTS = env.parsed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", kinds.host_names)
CSRF_TRUSTED_ORIGINS = env.parsed("CSRF_TRUSTED_ORIGINS", "", kinds.origins)
PORT = env.int("PORT", 8000, validate=validate.Range(1, 65_535))
PUBLIC_API_URL = env.parsed("PUBLIC_API_URL", f"http://127.0.0.1:{PORT or 8000}", kinds.web_address)
PUBLIC_SITE_URL = env.parsed("PUBLIC_SITE_URL", PUBLIC_API_URL, kinds.web_address)
SITE_NAME = env.parsed("SITE_NAME", "Roles, compared", kinds.one_line(200))
SITE_DESCRIPTION = env.parsed(
    "SITE_DESCRIPTION",
    "What people in different roles do, what they need to know, and how the roles compare.",
    kinds.one_line(1_000),
)
FRONTEND = env.bool("FRONTEND", True)
# Where the reference site asks its questions. Empty: this process, through the front, by the application that is named.
FRONTEND_API_URL = env.parsed("FRONTEND_API_URL", "", kinds.web_address_or_none)
FRONTEND_APPLICATION = "cms.server.front"
# An answer that holds what only the platform should see is an error, and not only mended.
CHECK_ANSWERS = DEBUG
USE_HTTPS = env.bool("USE_HTTPS", not DEBUG)
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", False)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = USE_HTTPS
SECURE_SSL_REDIRECT = USE_HTTPS
SECURE_HSTS_SECONDS = env.int(
    "HSTS_SECONDS", 31_536_000 if USE_HTTPS else 0, validate=validate.Range(min=0, max=315_360_000)
)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    # Both would bind every other host of the domain to HTTPS, for years: its owner decides that, at the proxy.
    "security.W005",  # HSTS for subdomains
    "security.W021",  # HSTS preload
]

# --- applications -------------------------------------------------------------------------------
_engine = env.parsed("TASKS_URL", "", engine_settings)
INSTALLED_APPS = [
    "cms",
    "django_tasks",
    "django_tasks_db",
    *_engine["apps"],
    "cms.audit",
    "cms.tokens",
    "cms.background",
    "cms.forms",
    "cms.publishing",
    "cms.media",
    "cms.delivery",
    "cms.frontend",
    "articles",
    "newsletter",
    "cms.publishing.admin_app.EntryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "cms.probes.probes",
    "cms.api.private_answers.private_answers",
    "cms.api.edge.no_blind_caching",
    "cms.api.edge.api_edge",
    "cms.delivery.cache.representations.conditional",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.security_policy.SecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.publishing.admin.database_outage.DatabaseOutage",
    # Last, so that it sees what logging in answered.
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- database -----------------------------------------------------------------------------------
# Transactions on SQLite begin IMMEDIATE: one that reads first and writes later would fail at once when
# another process writes, whatever the timeout.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000"
    ),
}
_database = env.parsed("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}", kinds.database)
DATABASES = {"default": _database}
if _database.get("ENGINE") == "django.db.backends.sqlite3":
    if Path(str(_database["NAME"])).parent == VAR_DIR:
        with contextlib.suppress(OSError):  # a read-only checkout: the deployment checks say so
            VAR_DIR.mkdir(exist_ok=True)
    _database["OPTIONS"] = {**_database.get("OPTIONS", {}), **SQLITE_OPTIONS}
else:
    _database["CONN_HEALTH_CHECKS"] = True
# On SQLite too: to open the file for a request takes longer than to answer it.
_database["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE_SECONDS", 60, validate=validate.Range(min=0, max=86_400))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- background work ----------------------------------------------------------------------------
TASKS = _engine["TASKS"]
RQ_QUEUES = _engine["RQ_QUEUES"]
RQ_SHOW_ADMIN_LINK = False
# It would have a table of its own, which nothing here uses: moving to Redis takes no `migrate`.
MIGRATION_MODULES = {"django_rq": None}
WORKER_SWEEP_SECONDS = env.float("WORKER_SWEEP_SECONDS", 5.0, validate=validate.Range(min=0.1, max=3_600))

# --- people -------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    # First, so that a locked account is refused before its password is looked at.
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_LOCKOUT_PARAMETERS = "cms.api.clients.lock_parameters"
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURES", 10, validate=validate.Range(min=1, max=1_000))
AXES_COOLOFF_TIME = timedelta(
    minutes=env.int("LOGIN_LOCK_MINUTES", 15, validate=validate.Range(min=1, max=525_600)) or 15
)
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "cms.api.clients.client_network"
# Neither stands in the log: the admin shows whom it locked.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
PROXY_COUNT = env.int("PROXY_COUNT", 0, validate=validate.Range(min=0, max=10))
CLIENT_ADDRESS_HEADER = env.parsed("CLIENT_ADDRESS_HEADER", "X-Forwarded-For", kinds.header_name)
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_REDIRECT_URL = "admin:index"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = env.str(
    "LANGUAGE_CODE",
    "en",
    validate=validate.OneOf(
        [code for code, _ in KNOWN_LANGUAGES], error="Not a language that Django knows, such as de."
    ),
)
DEFAULT_LANGUAGE = env.str(
    "DEFAULT_LANGUAGE",
    "en",
    validate=validate.Regexp(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", error="Not a language code such as en or pt-BR."),
)
TIME_ZONE = env.str(
    "TIME_ZONE",
    "UTC",
    validate=validate.OneOf(zoneinfo.available_timezones(), error="Not a time zone such as Europe/Berlin."),
)
USE_TZ = True

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.parsed("STATIC_ROOT", str(VAR_DIR / "static"), kinds.folder(BASE_DIR))
MEDIA_URL = env.parsed("MEDIA_URL", "/media/", kinds.media_url)
MEDIA_ROOT = env.parsed("MEDIA_ROOT", str(VAR_DIR / "media"), kinds.folder(BASE_DIR))
# With DEBUG, files are served as they lie in the packages: a laptop needs no collectstatic.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
SERIALIZATION_MODULES = {"json": "cms.publishing.fixture_files.json_format"}
MAX_IMAGE_BYTES = env.int("MAX_IMAGE_BYTES", 20_000_000, validate=validate.Range(min=10_000, max=1_000_000_000))
MAX_IMAGE_PIXELS = env.int("MAX_IMAGE_PIXELS", 50_000_000, validate=validate.Range(min=10_000, max=1_000_000_000))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# --- content ------------------------------------------------------------------------------------
MARKDOWN_MAX_BYTES = env.int("MARKDOWN_MAX_BYTES", 200_000, validate=validate.Range(min=1_000, max=10_000_000))
MARKDOWN_MAX_SECONDS = env.float("MARKDOWN_MAX_SECONDS", 5.0, validate=validate.Range(min=0.1, max=60))

# --- the newsletter -----------------------------------------------------------------------------
# The first signs, all are believed. Links in old mails must work: a key is replaced by putting another before it.
NEWSLETTER_LINK_KEYS = env.parsed("NEWSLETTER_LINK_KEYS", "", kinds.strong_keys) or [SECRET_KEY, *SECRET_KEY_FALLBACKS]
# It cannot be replaced: what must not be written to is known by hashes made with it.
NEWSLETTER_FINGERPRINT_KEY = env.parsed("NEWSLETTER_FINGERPRINT_KEY", "", kinds.strong_key) or SECRET_KEY
NEWSLETTER_FRONTEND_URLS = env.parsed("NEWSLETTER_FRONTEND_URLS", "", kinds.named_values)
# It may hold a password. What it says is checked where it is read, for `manage.py check` to tell.
MAIL_URL = env.str("MAIL_URL", f"files://{VAR_DIR / 'mails'}" if DEBUG else "")
NEWSLETTER_ENVELOPE_FROM = env.str("NEWSLETTER_ENVELOPE_FROM", "")
# 0: as fast as the server takes them.
NEWSLETTER_MAILS_PER_SECOND = env.float(
    "NEWSLETTER_MAILS_PER_SECOND",
    0.0,
    validate=lambda rate: rate == 0 or validate.Range(min=0.1, max=10_000, error="Must be 0, or 0.1 to 10,000.")(rate),
)
NEWSLETTER_IN_DOUBT = env.str("NEWSLETTER_IN_DOUBT", "hold", validate=validate.OneOf(["hold", "resend"]))
NEWSLETTER_IN_DOUBT_MINUTES = env.int("NEWSLETTER_IN_DOUBT_MINUTES", 15, validate=validate.Range(min=0, max=1_000))
NEWSLETTER_MISSED_HOURS = env.int("NEWSLETTER_MISSED_HOURS", 12, validate=validate.Range(min=1, max=10_000))
NEWSLETTER_KEEP_REQUESTS_DAYS = env.int("NEWSLETTER_KEEP_REQUESTS_DAYS", 30, validate=validate.Range(min=4, max=3_650))
NEWSLETTER_LIMITS = env.parsed(
    "NEWSLETTER_LIMITS",
    "client=20/h,address=3/day,newsletter=2000/h",
    lambda text: rates(text, ("client", "address", "newsletter")),
)

# --- the API ------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "cms.api.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
CORS_ALLOWED_ORIGINS = env.parsed("CORS_ALLOWED_ORIGINS", "", kinds.origins)
# The counters of rate limits, and nothing that would be missed: by default in each process for itself.
CACHES = {
    "default": env.parsed("CACHE_URL", "locmem://?max_entries=20000", kinds.cache),
    # Counts while that is away.
    "process": kinds.cache("locmem://?max_entries=20000") | {"LOCATION": "process"},
}
RATE_LIMITS = env.parsed("RATE_LIMITS", "comparison=120/min,match=60/min,search=60/min", rates)
TOKEN_RATE_LIMITS = env.parsed("TOKEN_RATE_LIMITS", "comparison=6000/min,match=3000/min,search=3000/min", rates)
SPECTACULAR_SETTINGS = {
    "TITLE": "Roles CMS",
    "VERSION": "1",
    "DESCRIPTION": "What is published, to read: anonymous, as JSON, with one list envelope and one shape of errors.",
    "LICENSE": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
    "SERVERS": [{"url": PUBLIC_API_URL}],
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "An API token. Reading what is published needs none; one with the scope `read` has "
                "limits of its own.",
            }
        }
    },
    # It would say each value twice.
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ArticleKindEnum": ["article", "comparison"],
        "RelatedLinkKindEnum": ["related", "guide", "source"],
    },
}

# Answers to readers are kept in each worker's memory, and given again while the content version is theirs.
FAST_PATH = env.bool("FAST_PATH", True)
FAST_PATH_BYTES = env.int("FAST_PATH_BYTES", 64_000_000, validate=validate.Range(min=100_000, max=1_000_000_000_000))
CACHE_SHARED_SECONDS = env.int("CACHE_SHARED_SECONDS", 0, validate=validate.Range(min=0, max=31_536_000))
CACHE_STALE_SECONDS = env.int("CACHE_STALE_SECONDS", 0, validate=validate.Range(min=0, max=31_536_000))
METRICS_TOKEN = env.parsed("METRICS_TOKEN", "", kinds.strong_key)

# --- what a browser may load --------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- logs ---------------------------------------------------------------------------------------
ACCESS_LOG = env.bool("ACCESS_LOG", True)
DRAFT_BUFFER_DAYS = env.int("DRAFT_BUFFER_DAYS", 30, validate=validate.Range(min=1, max=3_650))
AUDIT_LOG_DAYS = env.int("AUDIT_LOG_DAYS", 730, validate=validate.Range(min=1, max=36_500))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "cms.api.log_redaction.RedactingFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        # It tells every login at INFO; what it locks is a warning.
        "axes": {"level": "WARNING"},
        # They tell of every task; what goes wrong with a duty is told by cms.background.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        # It warns of every 404; the access log has them all.
        "django.request": {"level": "ERROR"},
        # It shows a stack for every scanner that does not know our name.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["stderr"], "level": env.parsed("LOG_LEVEL", "INFO", kinds.log_level)},
}

_wrong = list(env.refusals)
try:
    env.seal()
except EnvValidationError as error:
    _messages = cast("dict[str, list[str]]", error.error_messages)
    _wrong += [f"{name}: {' '.join(map(str, said))}" for name, said in _messages.items()]
if _wrong:
    _lines = "\n".join(f"  {line}" for line in sorted(_wrong))
    raise SystemExit(f"The settings cannot be used:\n{_lines}\nSee .env.example for what each one means.")
