"""What the processes of the race and crash tests run, each a function that is called by name in one of its own."""

import random
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import time_machine
from django.db import connection
from django.utils import timezone

from cms.background.duties import Stop
from newsletter.consent.call_limits import counted
from newsletter.consent.confirming import ConfirmedBefore, confirm, refuse
from newsletter.consent.consent_log import NOBODY
from newsletter.consent.consent_texts import current_text
from newsletter.consent.mailed_links import EndedLink, UnknownLink
from newsletter.consent.request_decisions import decide_waiting, waiting_since
from newsletter.consent.subscribing import request_subscription
from newsletter.consent.unsubscribing import unsubscribe
from newsletter.erasure.purging import purge
from newsletter.erasure.reader_erasure import erase
from newsletter.mail_addresses import parse_address
from newsletter.models import ConsentEvent, Newsletter, Notice, SignupRequest, Subscriber, Subscription, WindowCount
from newsletter.notices.notice_duty import due_since, send_due
from newsletter.unsubscribe_tokens import NewsletterReader
from tests.cms.publishing.killing import killed_in_child, killing
from tests.newsletter.makers import make_newsletter

# Every change of a subscription's state, whoever makes it.
AUDIT = {
    "sqlite": [
        "CREATE TABLE audit (was text, became text)",
        """CREATE TRIGGER audit AFTER UPDATE OF state ON newsletter_subscription WHEN old.state <> new.state
           BEGIN INSERT INTO audit VALUES (old.state, new.state); END""",
    ],
    "postgresql": [
        "CREATE TABLE audit (was text, became text)",
        """CREATE FUNCTION audit() RETURNS trigger AS $$ BEGIN
           IF old.state <> new.state THEN INSERT INTO audit VALUES (old.state, new.state); END IF;
           RETURN NULL; END $$ LANGUAGE plpgsql""",
        "CREATE TRIGGER audit AFTER UPDATE ON newsletter_subscription FOR EACH ROW EXECUTE FUNCTION audit()",
    ],
}


def fill() -> int:
    """A newsletter; its id. From now on every move is written down."""
    newsletter = make_newsletter()
    with connection.cursor() as cursor:
        for statement in AUDIT[connection.vendor]:
            cursor.execute(statement)
    return newsletter.pk


def ask(newsletter: int, addresses: int, times: int, seed: int) -> None:
    """So many sign-ups of each address, in any order and case."""
    chance = random.Random(seed)
    text = current_text(Newsletter.objects.get(pk=newsletter))
    assert text is not None
    emails = [f"reader-{number}@example.org" for number in range(addresses)] * times
    chance.shuffle(emails)
    for email in emails:
        typed = "".join(chance.choice((sign.upper(), sign)) for sign in email)
        request_subscription(parse_address(typed), text, client=NOBODY)


def work_until_done() -> None:
    while waiting_since() or due_since():
        decide_waiting(Stop())
        send_due(Stop())


def work_for(seconds: float) -> None:
    ends_at = timezone.now() + timedelta(seconds=seconds)
    while timezone.now() < ends_at:
        decide_waiting(Stop())
        send_due(Stop())


def meddle(newsletter: int, folder: str, seed: int, seconds: float) -> int:
    """What readers do with their mails, and editors with readers, all at once; how much of it was done."""
    chance = random.Random(seed)
    ends_at = timezone.now() + timedelta(seconds=seconds)
    done = 0
    while timezone.now() < ends_at:
        acts: list[Callable[[], object]] = []
        mails = list(Path(folder).glob("*.eml"))
        if mails:
            found = re.search(r"/confirm/([\w-]{43})/", chance.choice(mails).read_text().replace("=\n", ""))
            assert found
            acts = [partial(confirm, found[1])] * 3 + [partial(refuse, found[1])]
        reader = Subscriber.objects.order_by("?").first()
        if reader:
            acts += [partial(unsubscribe, NewsletterReader(newsletter, reader.pk), reason="one-click")]
            acts += [partial(erase, reader, note="by an editor")] if chance.random() < 0.1 else []
        acts += [partial(purge, Stop())]
        try:
            chance.choice(acts)()
            done += 1
        except (UnknownLink, EndedLink, ConfirmedBefore):
            pass
    return done


def count_many(times: int) -> None:
    with time_machine.travel("2027-01-05 12:00Z", tick=False):
        for _ in range(times):
            counted("client", "192.0.2.1")


def report() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT was, became FROM audit")
        moves = [list(move) for move in cursor.fetchall()]
    events: dict[str, list[str]] = {}
    for fingerprint, kind in ConsentEvent.objects.order_by("id").values_list("fingerprint", "kind"):
        events.setdefault(fingerprint, []).append(kind)
    confirmed = Subscription.objects.filter(state="confirmed").values_list("subscriber__fingerprint", flat=True)
    return {
        "waiting": SignupRequest.objects.filter(verdict="waiting").count(),
        "requests": SignupRequest.objects.count(),
        "keys": list(Subscriber.objects.exclude(email_key=None).values_list("email_key", flat=True)),
        "notices": sorted(Notice.objects.values_list("state", flat=True)),
        "events": events,
        "confirmed": list(confirmed),
        "illegal": [move for move in moves if move[1] not in Subscription.MOVES[Subscription.State(move[0])]],
        "moves": len(moves),
    }


def kill_at_every_statement(newsletter: int, folder: str) -> dict[str, Any]:
    """For each statement that deciding and mailing take, a request of its own, whose worker is killed just before that
    one is executed; what is wrong with any of them after the next worker, and how many there were."""
    wrong: list[str] = []
    number = 0
    while True:
        email = f"victim-{number}@example.org"
        text = current_text(Newsletter.objects.get(pk=newsletter))
        assert text is not None
        request_subscription(parse_address(email), text, client=NOBODY)
        was_killed = killed_in_child(partial(_work_until_statement, number))
        killed_in_child(_work_later)
        mails = sum(f"To: {email}\n" in path.read_text() for path in Path(folder).glob("*.eml"))
        requests = SignupRequest.objects.filter(fingerprint=parse_address(email).fingerprint)
        state = {
            "verdict": requests.get().verdict,
            "subscribers": Subscriber.objects.filter(email=email).count(),
            "subscriptions": Subscription.objects.filter(subscriber__email=email, state="pending").count(),
            "events": ConsentEvent.objects.filter(fingerprint=parse_address(email).fingerprint).count(),
            "notices": list(Notice.objects.filter(subscriber__email=email).values_list("state", flat=True)),
        }
        right = {"verdict": "requested", "subscribers": 1, "subscriptions": 1, "events": 1, "notices": ["accepted"]}
        if state != right or mails not in (1, 2):
            wrong.append(f"statement {number}: {mails} mails, {state}")
        if not was_killed:
            return {"statements": number, "wrong": wrong}
        number += 1


def _work_until_statement(number: int) -> None:
    with killing(number):
        decide_waiting(Stop())
        send_due(Stop())


def _work_later() -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        work_until_done()


def count_so_far() -> int:
    return WindowCount.objects.get().count
