"""What the processes of the crash tests run, each a function that is called by name in a process of its own."""

import random
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection

from cms.background.duties import Stop
from cms.publishing.timeline import clock
from newsletter.mail_addresses import fingerprint_of
from newsletter.models import Issue, Newsletter, Recipient, Subscriber, Subscription
from newsletter.sending import claiming, preparing, slices
from newsletter.sending.issue_duty import advance_issues
from newsletter.sending.issue_moves import figures, schedule
from tests.cms.publishing.killing import killed_in_child, killing
from tests.newsletter.makers import make_issue, make_newsletter

# Every change of a recipient's state, whoever makes it.
AUDIT = {
    "sqlite": [
        "CREATE TABLE audit (recipient_id integer, was text, became text)",
        """CREATE TRIGGER audit AFTER UPDATE OF state ON newsletter_recipient WHEN old.state <> new.state
           BEGIN INSERT INTO audit VALUES (new.id, old.state, new.state); END""",
    ],
    "postgresql": [
        "CREATE TABLE audit (recipient_id bigint, was text, became text)",
        """CREATE FUNCTION audit() RETURNS trigger AS $$ BEGIN
           IF old.state <> new.state THEN INSERT INTO audit VALUES (new.id, old.state, new.state); END IF;
           RETURN NULL; END $$ LANGUAGE plpgsql""",
        "CREATE TRIGGER audit AFTER UPDATE ON newsletter_recipient FOR EACH ROW EXECUTE FUNCTION audit()",
    ],
}


def fill(readers: int) -> int:
    """A newsletter with confirmed readers; its id. From now on every move is written down."""
    newsletter = make_newsletter()
    emails = [f"reader-{number}@example.org" for number in range(readers)]
    people = [Subscriber(email=email, email_key=email, fingerprint=fingerprint_of(email)) for email in emails]
    now = clock.now()
    Subscription.objects.bulk_create(
        Subscription(subscriber=person, newsletter=newsletter, state=Subscription.State.CONFIRMED, confirmed_at=now)
        for person in Subscriber.objects.bulk_create(people)
    )
    with connection.cursor() as cursor:
        for statement in AUDIT[connection.vendor]:
            cursor.execute(statement)
    return newsletter.pk


def begin(newsletter: int) -> str:
    """A new issue whose time has come; its id."""
    issue = make_issue(Newsletter.objects.get(pk=newsletter), slug=f"issue-{time.time_ns()}", intro="Hello.")
    schedule(issue, at=None)
    return str(issue.pk)


def work_until_sent(issue: str, lease_seconds: float) -> None:
    """As a worker does, with leases so short that a test can wait for their end."""
    claiming.LEASE = timedelta(seconds=lease_seconds)
    slices.RENEW_SECONDS = lease_seconds / 6
    while Issue.objects.get(pk=issue).state != Issue.State.SENT:
        if not advance_issues(Stop()):
            time.sleep(0.1)


def prepare_alone(issue: str, chunk: int) -> None:
    preparing.CHUNK = chunk
    Issue.objects.filter(pk=issue, state=Issue.State.SCHEDULED).update(state=Issue.State.PREPARING)
    preparing.prepare(Issue.objects.get(pk=issue), Stop())


def report(issue: str) -> dict[str, Any]:
    found = Issue.objects.get(pk=issue)
    rows = Recipient.objects.filter(issue=found)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT was, became FROM audit")
        moves = [list(move) for move in cursor.fetchall()]
    return {
        "state": found.state,
        "total": found.recipient_total,
        "figures": figures(found),
        "resends": sum(rows.values_list("resends", flat=True)),
        "accepted": list(rows.filter(state="accepted").values_list("subscriber__email", flat=True)),
        "in_doubt": list(rows.filter(state="in_doubt").values_list("subscriber__email", flat=True)),
        "resent": list(rows.filter(resends__gt=0).values_list("subscriber__email", flat=True)),
        "illegal": [move for move in moves if move[1] not in Recipient.MOVES[Recipient.State(move[0])]],
    }


def kill_at_every_statement(newsletter: int, folder: str) -> dict[str, Any]:
    """For each statement that sending an issue takes, an issue of its own, whose worker is killed just before that one
    is executed, and whose next worker finds it a minute later. What is wrong with any of them; how many there were."""
    wrong: list[str] = []
    number = 0
    while True:
        issue = begin(newsletter)
        was_killed = killed_in_child(partial(_advance_until_statement, number))
        killed_in_child(_advance_after_a_minute)
        wrong += [f"statement {number}: {what}" for what in _wrongs(issue, folder)]
        if not was_killed:
            return {"statements": number, "wrong": wrong}
        number += 1


def _advance_until_statement(number: int) -> None:
    preparing.CHUNK = 20
    with killing(number):
        while advance_issues(Stop()):
            pass


def _advance_after_a_minute() -> None:
    with ExitStack() as stack:
        stack.enter_context(clock.stopped(clock.now() + timedelta(seconds=61)))
        while advance_issues(Stop()):
            pass


def _wrongs(issue: str, folder: str) -> list[str]:

    got = report(issue)
    sent = Counter(
        file.read_bytes().partition(b"\r\n")[0].decode()[4:]
        for file in Path(folder).glob("*.eml")
        if issue.replace("-", "").encode() in file.read_bytes()
    )
    expected = Subscription.objects.count()
    checks = {
        "not sent": got["state"] == Issue.State.SENT,
        "the total": got["total"] == expected == sum(got["figures"].values()),
        "neither accepted nor in doubt": got["figures"]["accepted"] + got["figures"]["in_doubt"] == expected,
        "mailed twice": max(sent.values(), default=0) <= 1,
        "accepted and never mailed": set(got["accepted"]) <= set(sent),
        "mailed and neither": set(sent) <= {*got["accepted"], *got["in_doubt"]},
        "more in doubt than a batch": got["figures"]["in_doubt"] <= slices.BATCH,
        f"illegal moves {got['illegal']}": not got["illegal"],
    }
    return [what for what, is_right in checks.items() if not is_right]


def pause_for(seconds: float, *, spread: float = 0.5) -> None:
    time.sleep(seconds * random.uniform(1 - spread, 1 + spread))
