"""How settings are written in the environment: what each kind must look like, and the sentence for what does not.

Each function takes the text of a variable and gives the value, or raises ValueError with a sentence that says what it
must be. `Environment.parsed` collects these, so that a start is refused with all of them at once. It asks nothing of
Django's settings.
"""

import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import dj_database_url
from environs import Env

T = TypeVar("T")
HOST = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE
)
DATABASES = ("postgres", "postgresql", "sqlite")
# A key of sixteen random letters cannot be tried out.
LEAST_KEY = 16
# The first words of addresses that pictures cannot have.
TAKEN = {"admin", "api", "newsletter", "static", "feeds", "problems", "healthz", "readyz", "metrics"}
# A Redis that is away must cost a reader little: see `cms.api.rate_limits`.
REDIS_SECONDS = 0.5


class Environment(Env):
    def __init__(self) -> None:
        super().__init__(eager=False)
        self.refusals: list[str] = []

    def parsed(self, name: str, default: str, parse: Callable[[str], T]) -> T:
        """The value of a variable; of its default, and a refusal, if it cannot be read."""
        try:
            return parse(str(self.str(name, default)))
        except ValueError as error:
            self.refusals.append(f"{name}: {error}")
            return parse(default)


def entries(text: str) -> list[str]:
    """What stands between commas, without blanks; nothing empty is an entry."""
    return [entry for entry in (part.strip() for part in text.split(",")) if entry]


def host_names(text: str) -> list[str]:
    names = entries(text)
    if not names:
        raise ValueError("Must name at least one host, such as api.example.org.")
    for name in names:
        is_address = name.startswith("[") and name.endswith("]") and re.fullmatch(r"[0-9a-f:.]+", name[1:-1], re.I)
        if not (name == "*" or is_address or HOST.fullmatch(name.removeprefix("."))):
            raise ValueError(f"“{name}” is not a host name such as api.example.org: no scheme, port or path.")
    return names


def origins(text: str) -> list[str]:
    found = entries(text)
    for origin in found:
        parts = _web_address(origin.replace("://*.", "://", 1))
        if parts.path or parts.query or parts.fragment:
            raise ValueError("Must be an http(s) URL such as https://www.example.org, without a path.")
    return found


def web_address(text: str) -> str:
    """An address that others begin with: without the slash at its end."""
    parts = _web_address(text.strip())
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise ValueError("Must be an http(s) URL such as https://www.example.org, without a query or a fragment.")
    return text.strip().rstrip("/")


def web_address_or_none(text: str) -> str:
    return web_address(text) if text.strip() else ""


def _web_address(text: str) -> SplitResult:
    wrong = ValueError("Must be an http(s) URL such as https://www.example.org.")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    is_host = HOST.fullmatch(host) or (":" in host and re.fullmatch(r"[0-9a-f:.]+", host))
    if parts.scheme not in ("http", "https") or not is_host or re.search(r"[\s\\]", text):
        raise wrong
    if "@" in parts.netloc:
        raise ValueError("Must be an http(s) URL such as https://www.example.org, without a user or a password.")
    return parts


def one_line(most: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not text.strip() or len(text) > most or not text.isprintable():
            raise ValueError(f"Must be one line of text, of 1 to {most} characters.")
        return text

    return parse


def strong_key(text: str) -> str:
    """A secret that cannot be guessed; empty, if there is none."""
    if text and (len(text.strip()) < LEAST_KEY or len(set(text)) < 5):
        raise ValueError(
            f"Must be a random value of at least {LEAST_KEY} characters. One is made by: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return text.strip()


def strong_keys(text: str) -> list[str]:
    return [strong_key(key) for key in entries(text)]


def database(text: str) -> dict[str, Any]:
    wrong = ValueError("Not a valid database URL. Must be postgres://user:password@host:5432/name or sqlite:////path.")
    if text != "sqlite://:memory:" and urlsplit_or(text, wrong).scheme not in DATABASES:
        raise wrong
    try:
        found: Any = dj_database_url.parse(text)
    except Exception:
        raise wrong from None
    if not found.get("NAME"):
        raise wrong
    return dict(found)


def cache(text: str) -> dict[str, Any]:
    wrong = ValueError("Must be locmem://?max_entries=20000, or a Redis such as redis://user:password@host:6379/1.")
    parts = urlsplit_or(text, wrong)
    query = parse_qs(parts.query, keep_blank_values=True)
    if parts.scheme == "locmem" and not (parts.netloc or parts.path or query.keys() - {"max_entries"}):
        most = query.get("max_entries", ["20000"])[0]
        if not re.fullmatch(r"[1-9][0-9]{1,8}", most):
            raise wrong
        backend = "django.core.cache.backends.locmem.LocMemCache"
        return {"BACKEND": backend, "OPTIONS": {"MAX_ENTRIES": int(most)}}
    if parts.scheme not in ("redis", "rediss") or not parts.hostname or parts.query or parts.fragment:
        raise wrong
    if not re.fullmatch(r"/?[0-9]{0,4}", parts.path):
        raise wrong
    if find_spec("redis") is None:
        raise ValueError("Needs a package that is not installed: pip install 'redis>=6'")
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    options = {"socket_connect_timeout": REDIS_SECONDS, "socket_timeout": REDIS_SECONDS, "retry": Retry(NoBackoff(), 0)}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": text, "OPTIONS": options}


def urlsplit_or(text: str, wrong: ValueError) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port, unquote(parts.password or "")
    except ValueError:
        raise wrong from None
    return parts


def folder(base: Path) -> Callable[[str], Path]:
    """A folder's path, from `base` on if it is relative."""

    def parse(text: str) -> Path:
        if not text.strip() or "\0" in text or Path(text).is_file():
            raise ValueError("Must be the path of a folder.")
        path = base / text.strip()
        if path == path.parent:
            raise ValueError("Must be the path of a folder of its own.")
        return path

    return parse


def media_url(text: str) -> str:
    wrong = ValueError("Must end with a slash, and be a path such as /media/ or an http(s) URL.")
    if not text.endswith("/") or "?" in text or "#" in text:
        raise wrong
    if "://" in text:
        return web_address(text) + "/"
    if not re.fullmatch(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)+", text):
        raise wrong
    if text.split("/")[1] in TAKEN:
        raise ValueError(f"Must be a path such as /media/; {text} is taken.")
    return text


def log_level(text: str) -> str:
    level = text.strip().upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
        raise ValueError("Not a valid log level. Must be DEBUG, INFO, WARNING or ERROR.")
    return level


def header_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,99}", text):
        raise ValueError("Must be the name of a header such as X-Forwarded-For, without underscores.")
    return text


def named_values(text: str) -> dict[str, str]:
    """`name=value,name=value`; a value may hold further equal signs."""
    found: dict[str, str] = {}
    for entry in entries(text):
        name, is_pair, value = (part.strip() for part in entry.partition("="))
        if not (name and is_pair and value):
            raise ValueError(f"“{entry}” is not like name=value.")
        if name in found:
            raise ValueError(f"It names {name} twice.")
        found[name] = value
    return found
