"""The steps of a run, each in a process of its own: `python -m tests.benchmarks.newsletter.inside STEP …`."""

import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def fill(readers: int) -> dict[str, Any]:
    """The seed's articles, a newsletter with confirmed readers, and an issue with eight articles; its id."""
    from django.core.management import call_command
    from django.utils import timezone

    from newsletter.composition.suggested_articles import suggest
    from newsletter.mail_addresses import fingerprint_of
    from newsletter.models import Issue, IssueArticle, Subscriber, Subscription
    from tests.newsletter.makers import make_newsletter

    call_command("migrate", verbosity=0)
    call_command("loaddata", "seed", verbosity=0)
    newsletter = make_newsletter("bench")
    confirmed_at = timezone.now()
    for start in range(0, readers, 10_000):
        emails = [f"reader.{number}@example.org" for number in range(start, min(start + 10_000, readers))]
        people = [Subscriber(email=email, email_key=email, fingerprint=fingerprint_of(email)) for email in emails]
        Subscription.objects.bulk_create(
            Subscription(subscriber=person, newsletter=newsletter, state="confirmed", confirmed_at=confirmed_at)
            for person in Subscriber.objects.bulk_create(people)
        )
    issue = Issue.objects.create(newsletter=newsletter, slug="one", subject="What is new", intro="Hello.")
    for position, story in enumerate(suggest(newsletter)[:8]):
        IssueArticle.objects.create(issue=issue, article_id=story["id"], position=position)
    return {"issue": str(issue.pk)}


def prepare(issue_id: str) -> dict[str, Any]:
    from cms.background.duties import Stop
    from newsletter.models import Issue, IssueContent
    from newsletter.sending import preparing
    from newsletter.sending.issue_moves import schedule

    issue = Issue.objects.select_related("newsletter").get(pk=issue_id)
    schedule(issue, at=None)
    began = time.perf_counter()
    preparing.begin_due()
    preparing.prepare(issue, Stop())
    seconds = time.perf_counter() - began
    issue.refresh_from_db()
    assert issue.state == Issue.State.READY, issue.pause_reason
    return {
        "seconds": seconds,
        "rows": issue.recipient_total,
        "bytes": len(IssueContent.objects.get(issue=issue).skeleton),
    }


def send(issue_id: str) -> dict[str, Any]:
    """As the worker does, slice by slice. Memory is looked at when a tenth, a half and all of it is handed over."""
    from cms.background.duties import Stop
    from newsletter.models import Issue
    from newsletter.sending.issue_duty import advance_issues
    from newsletter.sending.issue_moves import figures

    issue = Issue.objects.get(pk=issue_id)
    total = issue.recipient_total or 0
    marks = [0.1, 0.5, 1.0]
    memory: list[float] = []
    began, processor = time.perf_counter(), _processor_seconds()
    while issue.state != Issue.State.SENT:
        advance_issues(Stop())
        issue.refresh_from_db()
        assert issue.state != Issue.State.PAUSED, issue.pause_reason
        if len(memory) < len(marks) and figures(issue)["accepted"] >= marks[len(memory)] * total:
            memory.append(_own_megabytes())
    seconds = time.perf_counter() - began
    counted = figures(issue)
    assert counted["accepted"] == total, counted
    return {
        "seconds": seconds,
        "processor": _processor_seconds() - processor,
        "mails": total,
        "megabytes": memory,
    }


def plain(issue_id: str, mails: int, host: str, port: int) -> dict[str, Any]:
    """What Django offers for it: `send_mail` with text and HTML, for each reader with their own unsubscribe link."""
    from django.conf import settings
    from django.core.mail import send_mail

    from newsletter.models import IssueContent, Subscription
    from newsletter.unsubscribe_tokens import MARK, unsubscribe_token

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    content = IssueContent.objects.select_related("issue__newsletter").get(issue__pk=issue_id)
    newsletter = content.issue.newsletter
    readers = Subscription.objects.filter(newsletter=newsletter, state="confirmed").order_by("subscriber")
    began, processor = time.perf_counter(), _processor_seconds()
    for subscription in readers.select_related("subscriber")[:mails].iterator():
        token = unsubscribe_token(newsletter.pk, subscription.subscriber_id)
        send_mail(
            content.subject,
            content.text.replace(MARK, token),
            newsletter.from_email,
            [subscription.subscriber.email],
            html_message=content.html.replace(MARK, token),
        )
    return {"seconds": time.perf_counter() - began, "processor": _processor_seconds() - processor, "mails": mails}


def _own_megabytes() -> float:
    """Memory of its own: what SQLite maps of the database's file is the system's, and grows with that file."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"^RssAnon:\s+(\d+)", status, re.MULTILINE)[1]) / 1000  # type: ignore[index]


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    django.setup()
    steps: dict[str, Callable[..., dict[str, Any]]] = {"fill": fill, "prepare": prepare, "send": send, "plain": plain}
    sys.stdout.write(json.dumps(steps[sys.argv[1]](*json.loads(sys.argv[2]))) + "\n")
