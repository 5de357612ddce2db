"""One MIME message for a whole issue, rendered once, with marks where each reader's own bytes go.

Rendering a message takes milliseconds, replacing four marks in it microseconds. What replaces them cannot change the
message's structure: an address is one mailbox (`newsletter.mailboxes`), a token forty letters of base64, the rest is
made of ids. Both parts are quoted-printable: any server takes them, no line is longer than 76 characters, a signature
survives every relay, and none of those letters means anything to that encoding.
"""

import quopri
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from newsletter.mail_links import archive_url, one_click_url
from newsletter.mailboxes import mailbox
from newsletter.models import Issue, IssueContent
from newsletter.transports import CleanMessage
from newsletter.unsubscribe_tokens import MARK, unsubscribe_token

from .issue_mail import Composed

TO_MARK = "the-own-address-of-each-reader@stands-here.invalid"
DATE_MARK = "the-moment-of-handing-over"
READER_MARK = "the-own-number-of-each-reader"
# Python's encoder may break a line within a mark: at one place, for a mark is shorter than a line.
BROKEN_MARK = re.compile(b"(?:=\r\n)?".join(bytes([letter]) for letter in MARK.encode()))
LINE_END = re.compile(r"\r\n|\r|\n")
ONE_TOKEN = re.compile(r"[\x21-\x7e]+( [\x21-\x7e]+)*")


def frozen(issue: Issue, composed: Composed, *, at: datetime) -> IssueContent:
    """What all its readers get, unsaved. Raises ValueError as `make_skeleton` does."""
    skeleton = make_skeleton(issue, composed)
    return IssueContent(
        issue=issue,
        subject=composed.subject,
        html=composed.html,
        text=composed.text,
        skeleton=skeleton,
        digest=sha256(skeleton).hexdigest(),
        archive=composed.archive,
        frozen_at=at,
    )


def make_skeleton(issue: Issue, composed: Composed) -> bytes:
    """The whole message with CRLF line ends. Raises ValueError if an address of the newsletter's is not valid."""
    newsletter = issue.newsletter
    sender = mailbox(newsletter.from_email)
    message = EmailMessage(policy=LinkPolicy())
    message["To"] = TO_MARK
    message["Date"] = DATE_MARK
    message["Message-ID"] = f"<{issue.pk.hex}.{READER_MARK}@{sender.rpartition('@')[2]}>"
    message["From"] = Address(newsletter.from_name, addr_spec=sender)
    message["Reply-To"] = mailbox(newsletter.reply_to)
    message["Subject"] = composed.subject
    message["List-Id"] = f"{_phrase(newsletter.name)}<{newsletter.list_id}>"
    message["List-Unsubscribe"] = f"<{one_click_url(MARK)}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if archive := archive_url(issue):
        message["List-Archive"] = f"<{archive}>"
    message["List-Help"] = f"<mailto:{mailbox(newsletter.reply_to)}>"
    message["List-Owner"] = f"<mailto:{mailbox(newsletter.owner_email)}>"
    message["List-Post"] = "NO"
    message["Auto-Submitted"] = "auto-generated"
    message["Precedence"] = "bulk"
    message["Feedback-ID"] = f"{issue.pk.hex}:{newsletter.slug}:newsletter:{newsletter.list_id[:15]}"
    message["Content-Language"] = newsletter.language
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = f'multipart/alternative; boundary="=_{issue.pk.hex}"'
    message.attach(_part(composed.text, "plain"))
    message.attach(_part(composed.html, "html"))
    return message.as_bytes()


def personalise(skeleton: bytes, *, issue: Issue, subscriber_id: int, email: str, at: datetime | None = None) -> bytes:
    """The message to one reader. The same for the same reader, but for its date. Raises NoMailbox."""
    token = unsubscribe_token(issue.newsletter_id, subscriber_id).encode()
    head, gap, body = skeleton.replace(MARK.encode(), token).partition(b"\r\n\r\n")
    date = format_datetime((at or datetime.now(UTC)).astimezone(UTC))
    head = head.replace(DATE_MARK.encode(), date.encode(), 1)
    head = head.replace(READER_MARK.encode(), str(int(subscriber_id)).encode(), 1)
    # The address last: nothing in it is replaced any more. And each once: these headers stand before all others.
    head = head.replace(TO_MARK.encode(), mailbox(email).encode(), 1)
    message = head + gap + body
    # What was put in holds neither line ends nor dots that a line could begin with.
    return CleanMessage(message) if _is_clean(skeleton) else message


def unsubscribe_links(skeleton: bytes) -> list[str]:
    """Where the frozen header lets readers leave."""
    found = re.search(rb"^List-Unsubscribe: (.*)\r$", skeleton, re.MULTILINE)
    return re.findall(r"<([^>]*)>", found[1].decode()) if found else []


class LinkPolicy(EmailPolicy):
    """SMTP's, but what is made for programs stays in one piece: a folded or encoded link does not work.

    Other headers go through Python's own folding, which refuses a line end in a value; so does this.
    """

    VERBATIM = frozenset(
        ("message-id", "date", "list-id", "list-unsubscribe", "list-archive", "list-help", "list-owner", "feedback-id")
    )

    def __init__(self) -> None:
        super().__init__(linesep="\r\n", raise_on_defect=False)

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if name.lower() in self.VERBATIM:
            text = str(value)
            if not ONE_TOKEN.fullmatch(text) or len(text) > 900:
                raise ValueError(f"{name} must be one line of ASCII.")
            return name, text
        return super().header_store_parse(name, value)

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value if name.lower() in self.VERBATIM else super().header_fetch_parse(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in self.VERBATIM:
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


def _part(content: str, subtype: str) -> EmailMessage:
    part = EmailMessage(policy=LinkPolicy())
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    encoded = b"\n" + BROKEN_MARK.sub(_whole_mark, b"".join(_encoded_lines(content)))
    # A dot that begins a line would have to be doubled on its way; on a line of its own, so that none becomes longer.
    while b"\n." in encoded:
        encoded = encoded.replace(b"\n.", b"\n=2E=\r\n")
    part.set_payload(encoded[1:].decode("ascii"))
    return part


@lru_cache(maxsize=8)
def _is_clean(skeleton: bytes) -> bool:
    return not re.search(rb"\r(?!\n)|(?<!\r)\n|\n\.|\A\.|[^\n]\Z", skeleton)


def _encoded_lines(content: str) -> Iterator[bytes]:
    for line in LINE_END.split(content.rstrip()):
        yield quopri.encodestring(line.encode(), quotetabs=False).replace(b"\n", b"\r\n") + b"\r\n"


def _whole_mark(found: re.Match[bytes]) -> bytes:
    return found[0] if found[0] == MARK.encode() else b"=\r\n" + MARK.encode() + b"=\r\n"


def _phrase(name: str) -> str:
    """Before a list's id, where it is one in ASCII; a list is known by its id alone (RFC 2919)."""
    if not ONE_TOKEN.fullmatch(name):
        return ""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '" '
