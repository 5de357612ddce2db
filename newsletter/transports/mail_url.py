"""Which transport mails take, by the setting MAIL_URL."""

from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext

from newsletter.models import Newsletter

from . import MailLine, MailTransport
from .console import ConsoleTransport
from .eml_files import FileTransport
from .smtp import TLS, SmtpTransport

PORTS = {"smtp": 587, "smtps": 465}


class NoTransport(Exception):
    """Mails cannot be sent: why, in a sentence for whoever runs this."""


def open_line() -> AbstractContextManager[MailLine]:
    """An open line to where mails go; nothing is connected before the first is sent. Raises NoTransport."""
    return transport(settings.MAIL_URL).open()


def transport_name() -> str:
    """Of where mails go now. Raises NoTransport."""
    return transport(settings.MAIL_URL).name


def envelope_from(newsletter: Newsletter) -> str:
    """Where mail servers send what they could not deliver."""
    return settings.NEWSLETTER_ENVELOPE_FROM or newsletter.from_email


def transport(url: str) -> MailTransport:
    """Raises NoTransport. Nothing of the URL is in its message: there is a password in it."""
    if not url:
        raise NoTransport(
            gettext("No mail server is set up: set MAIL_URL, such as smtp://user:password@mail.example.org:587.")
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NoTransport(gettext("MAIL_URL is not a URL. A # or / in the password is written %23 or %2F.")) from None
    if parts.scheme == "console":
        return ConsoleTransport()
    if parts.scheme == "files":
        if parts.netloc or not parts.path.strip("/"):
            raise NoTransport(gettext("MAIL_URL names no folder: write files:///absolute/path."))
        return FileTransport(Path(unquote(parts.path)))
    if parts.scheme not in PORTS:
        raise NoTransport(gettext("MAIL_URL must begin with smtp://, smtps://, files:/// or console:."))
    options = dict(parse_qsl(parts.query))
    tls = options.pop("tls", TLS.STARTTLS) if parts.scheme == "smtp" else TLS.IMPLICIT
    ca_file = options.pop("ca", None)
    if not parts.hostname or options or tls not in (TLS.NONE, TLS.STARTTLS, TLS.IMPLICIT) or parts.fragment:
        raise NoTransport(
            gettext("MAIL_URL must be smtp://user:password@host:port; after it, ?tls=starttls or none, and ca=.")
        )
    if bool(parts.username) != bool(parts.password):
        raise NoTransport(gettext("MAIL_URL names a user without a password, or a password without a user."))
    return SmtpTransport(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ca_file=ca_file,
    )
