"""Replies as servers really give them, and what they mean."""

from newsletter.transports import Verdict
from newsletter.transports.reply_codes import classify
from tests.tables import table

A, D, R, F, P, U = (
    Verdict.ACCEPTED,
    Verdict.DEFERRED,
    Verdict.REJECTED,
    Verdict.FAILED,
    Verdict.POLICY,
    Verdict.UNKNOWN,
)


@table(
    ("status", "words", "step", "verdict"),
    [
        (250, "2.0.0 Ok: queued as 4F2", "dot", A),
        (421, "4.7.0 Try again later, closing connection.", "rcpt", D),
        (450, "4.2.0 <r@example.org>: Recipient address rejected: Greylisted", "rcpt", D),
        (451, "4.7.1 blocked by policy for now", "dot", D),
        (452, "4.2.2 The email account is over quota.", "rcpt", D),
        (550, "5.1.1 The email account that you tried to reach does not exist.", "rcpt", R),
        (550, "5.1.1 <r@example.org>: user unknown", "dot", R),
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound", "rcpt", R),
        (550, "5.2.1 The email account is disabled.", "rcpt", R),
        (553, "5.1.8 Sender address rejected: Domain not found", "rcpt", P),
        (553, "5.1.7 bad sender address syntax", "rcpt", P),
        (550, "5.2.2 mailbox full", "rcpt", F),
        (550, "5.4.1 Recipient address rejected: Access denied", "rcpt", F),
        (550, "5.4.310 DNS domain does not exist", "dot", F),
        (550, "Requested action not taken: mailbox unavailable", "rcpt", F),
        (552, "Quota exceeded", "rcpt", F),
        (554, "5.0.0 transaction failed", "dot", F),
        (571, "delivery not authorized", "dot", F),
        (550, "5.7.515 Access denied, sending domain does not meet the required authentication level", "dot", P),
        (550, "5.7.26 This mail is unauthenticated", "dot", P),
        (554, "5.7.1 Relay access denied", "rcpt", P),
        (550, "5.7.1 Message contains spam or virus", "dot", P),
        (554, "Message rejected because of its SPAM score", "dot", P),
        (550, "rejected by local policy", "dot", P),
        (550, "JunkMail rejected - is in an RBL on blocklist", "rcpt", P),
        (552, "5.3.4 Message too big for system", "dot", P),
        (552, "message size exceeds fixed limit", "dot", P),
        (530, "5.7.0 Must issue a STARTTLS command first", "mail", P),
        (550, "5.1.1 who?", "mail", P),
        # The code of one class in a reply of another is not believed.
        (450, "5.1.1 user unknown", "rcpt", D),
        (550, "4.1.1 user unknown", "rcpt", F),
        # Numbers in the words are no codes.
        (550, "see https://example.org/5.1.1a from 10.5.1.1", "rcpt", F),
        (250, "queued already", "data", D),
        (-1, "", "dot", U),
        (354, "go on", "dot", U),
        (-1, "", "rcpt", D),
    ],
)
def test_a_reply_has_one_meaning(status: int, words: str, step: str, verdict: Verdict) -> None:
    assert classify(status, words, step=step).verdict == verdict


@table("status", [250, 354, 421, 450, 550, 552, 554, 999, -1])
@table("step", ["mail", "rcpt", "data", "dot"])
def test_no_word_of_the_server_is_kept(status: int, step: str) -> None:
    words = "5.1.1 <reader@example.org> is unknown " * 20
    outcome = classify(status, words, step=step)
    assert "reader" not in outcome.code
    assert len(outcome.code) <= 20


def test_only_a_server_as_a_whole_is_a_transport_that_fails() -> None:
    assert classify(421, "4.3.2 closing", step="rcpt").is_transport
    assert classify(451, "4.3.0 try later", step="mail").is_transport
    assert not classify(451, "4.3.0 try later", step="rcpt").is_transport
    assert not classify(550, "5.7.1 no", step="mail").is_transport
