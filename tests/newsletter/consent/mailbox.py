"""Mails as they arrive: what the worker hands over ends in a folder, and is read from there."""

import email
import re
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from cms.background.duties import Stop
from newsletter.consent.request_decisions import decide_waiting
from newsletter.notices.notice_duty import send_due


def work() -> None:
    """What the worker does with requests and the mails that they lead to."""
    decide_waiting(Stop())
    send_due(Stop())


def mails_in(folder: Path) -> list[EmailMessage]:
    """In the order in which they were sent."""
    return [email.message_from_bytes(path.read_bytes(), policy=SMTP) for path in sorted(folder.glob("*.eml"))]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def token_in(mail: EmailMessage) -> str:
    """The token of its links, which all have the same."""
    found = set(re.findall(r"/newsletter/(?:confirm|refuse|erase)/([\w-]+)/", text_of(mail)))
    assert len(found) == 1, found
    return found.pop()
