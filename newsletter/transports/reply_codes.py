"""What a mail server's reply means for the mail, its reader, and the whole issue. One place for all who must know.

A reply is told apart by its enhanced status code (RFC 3463), which says what was wrong, before its basic one (RFC
5321), which says only whether to try again. In doubt a refusal is soft: an address that is suppressed wrongly is a
reader lost in silence.
"""

import re

from . import MailOutcome, Verdict

# The subject and detail of an enhanced code; the class is the first digit. Not a part of a number, address or URL.
ENHANCED = re.compile(r"(?<![\w./-])([245])\.(\d{1,3})\.(\d{1,3})(?![\w.-])")
# 5.1.x: there is no such mailbox, and 5.2.1: it is disabled. But 5.1.7 and 5.1.8 are about the sender's address, and
# 5.1.5 says that the address is good.
NO_SUCH_ADDRESS = re.compile(r"1\.(?!(5|7|8)$)\d+|2\.1")
OUR_ADDRESS = {"1.7", "1.8"}
# What the largest receivers write when they refuse a sender, whatever code they write it with.
ABOUT_US = re.compile(
    r"\bspam|\bpolic(y|ies)\b|black ?list|block ?list|\bdnsbl\b|reputation|\bdmarc\b|\bspf\b|\bdkim\b|"
    r"unsolicited|not authenticated|sender (address )?(rejected|refused|blocked)",
    re.IGNORECASE,
)
# 552 without an enhanced code is a full mailbox or a mail that is too big. Only the second is about us.
TOO_BIG = re.compile(r"size|too (big|large|long)|exceed.{0,20}limit", re.IGNORECASE)


def classify(status: int, words: str, *, step: str) -> MailOutcome:
    """`words` is all the server said, `step` what it answered: "mail", "rcpt", "data" or "dot".

    A refusal before RCPT cannot be about the reader: nobody was named yet. Nothing of `words` is kept.
    """
    found = ENHANCED.search(words)
    # A code of another class than the reply contradicts itself: the reply decides.
    detail = f"{found[2]}.{found[3]}" if found and found[1] == str(status)[0] else ""
    code = f"{status} {str(status)[0]}.{detail}" if detail else str(status)
    if step == "dot" and status // 100 not in (2, 4, 5):
        return MailOutcome(Verdict.UNKNOWN, "no reply code", step=step)
    verdict = _verdict(status, detail, words, step)
    # What is refused for now before anybody was named is refused to all; 421 ends the conversation, 4.3.1 is a server
    # without room, and what cannot be read as a reply comes from another kind of server.
    is_transport = verdict == Verdict.DEFERRED and (
        step == "mail" or status == 421 or detail == "3.1" or not 200 <= status < 600
    )
    return MailOutcome(verdict, code if status > 0 else "no reply code", is_transport=is_transport, step=step)


def _verdict(status: int, detail: str, words: str, step: str) -> Verdict:
    if 200 <= status < 300 and step == "dot":
        return Verdict.ACCEPTED
    if not 500 <= status < 600:
        return Verdict.DEFERRED
    if step == "mail":
        return Verdict.POLICY
    # Who is asked for one address answers about the address; who has read the mail may mean the mail.
    if step == "rcpt" and NO_SUCH_ADDRESS.fullmatch(detail):
        return Verdict.REJECTED
    if detail.startswith("7.") or detail == "3.4" or detail in OUR_ADDRESS or ABOUT_US.search(words):
        return Verdict.POLICY
    if NO_SUCH_ADDRESS.fullmatch(detail):
        return Verdict.REJECTED
    return Verdict.POLICY if status == 552 and not detail and TOO_BIG.search(words) else Verdict.FAILED
