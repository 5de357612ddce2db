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
from django.utils.html import format_html

from newsletter.consent.mailed_links import HOURS
from newsletter.mail_links import page_url
from newsletter.mailboxes import mailbox
from newsletter.models import Newsletter, Notice
from newsletter.wording.readers_words import ReadersWords


def notice_message(notice: Notice, newsletter: Newsletter, *, token: str) -> bytes:
    """With CRLF line ends. `newsletter` is whose sender it comes from."""
    email = notice.subscriber.email
    message = EmailMessage(policy=_policy_for(email))
    message["From"] = _named(newsletter.from_name, newsletter.from_email)
    message["To"] = _named("", email)
    message["Reply-To"] = _named("", newsletter.reply_to)
    words = ReadersWords(newsletter)
    message["Subject"] = words.say(f"{notice.kind}_subject", newsletter=newsletter.name)
    message["Date"] = format_datetime(timezone.now())
    # Each attempt has a link of its own, and so is another message.
    host = urlsplit(settings.PUBLIC_API_URL).hostname or "localhost"
    message["Message-ID"] = f"<notice.{notice.pk}.{notice.attempts}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    context = {
        "newsletter": newsletter,
        "words": words,
        "confirm_url": page_url("confirm", token=token),
        "refuse_url": page_url("refuse", token=token),
        "erase_url": page_url("erase", token=token),
    }
    values = {"newsletter": newsletter.name, "site": settings.SITE_NAME, "hours": HOURS}
    name = format_html("<strong>{}</strong>", newsletter.name)
    text = _rendered(notice, "txt", {**context, "say": words.in_text(**values)})
    html = _rendered(notice, "html", {**context, "say": words.in_html(**{**values, "newsletter": name})})
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    # Last: to set the content takes such headers off.
    message["Content-Language"] = words.language
    return message.as_bytes()


def _rendered(notice: Notice, extension: str, context: dict[str, object]) -> str:
    return render_to_string(f"newsletter/mails/{notice.kind}.{extension}", context).strip() + "\n"


def _policy_for(email: str) -> "EmailPolicy[EmailMessage]":
    # Only a local part outside ASCII needs the extension of RFC 6532; a server that lacks it refuses that address.
    return SMTP if email.rpartition("@")[0].isascii() else SMTP.clone(utf8=True)


def _named(name: str, email: str) -> Address:
    local, _, domain = mailbox(email).rpartition("@")
    return Address(display_name=name, username=local, domain=domain)
