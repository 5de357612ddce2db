"""What the mails say that a reader asked for: the whole message, as bytes.

Nothing in them was typed by whoever asked, but the address that they go to: a sign-up form must not become a way of
sending somebody else's words.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from newsletter.mail_links import page_url
from newsletter.mailboxes import mailbox
from newsletter.models import Newsletter, Notice

SUBJECTS = {
    Notice.Kind.CONFIRMATION: "Please confirm: {newsletter}",
    Notice.Kind.ERASURE: "Erase what we know of you: please confirm",
}


def notice_message(notice: Notice, newsletter: Newsletter, *, token: str) -> bytes:
    """With CRLF line ends. `newsletter` is whose sender it comes from."""
    email = notice.subscriber.email
    message = EmailMessage(policy=_policy_for(email))
    message["From"] = _named(newsletter.from_name, newsletter.from_email)
    message["To"] = _named("", email)
    message["Reply-To"] = _named("", newsletter.reply_to)
    message["Subject"] = SUBJECTS[Notice.Kind(notice.kind)].format(newsletter=newsletter.name)
    message["Date"] = format_datetime(timezone.now())
    # Each attempt has a link of its own, and so is another message.
    host = urlsplit(settings.PUBLIC_API_URL).hostname or "localhost"
    message["Message-ID"] = f"<notice.{notice.pk}.{notice.attempts}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    context = {
        "newsletter": newsletter,
        "site_name": settings.SITE_NAME,
        "confirm_url": page_url("confirm", token=token),
        "refuse_url": page_url("refuse", token=token),
        "erase_url": page_url("erase", token=token),
    }
    message.set_content(_rendered(notice, "txt", context), cte="quoted-printable")
    message.add_alternative(_rendered(notice, "html", context), subtype="html", cte="quoted-printable")
    return message.as_bytes()


def _rendered(notice: Notice, extension: str, context: dict[str, object]) -> str:
    return render_to_string(f"newsletter/mails/{notice.kind}.{extension}", context).strip() + "\n"


def _policy_for(email: str) -> "EmailPolicy[EmailMessage]":
    # Only a local part that is no ASCII needs the extension of RFC 6532; a server that lacks it refuses that address.
    return SMTP if email.rpartition("@")[0].isascii() else SMTP.clone(utf8=True)


def _named(name: str, email: str) -> Address:
    local, _, domain = mailbox(email).rpartition("@")
    return Address(display_name=name, username=local, domain=domain)
