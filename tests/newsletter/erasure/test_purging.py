"""What has been kept for long enough goes, and nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from cms.background.duties import Stop
from newsletter.consent.confirming import confirm
from newsletter.consent.unsubscribing import unsubscribe
from newsletter.erasure.purging import overdue_since, purge
from newsletter.models import (
    ConsentEvent,
    ErasureRequest,
    MailedLink,
    Notice,
    SignupRequest,
    Subscriber,
    Subscription,
    WindowCount,
)
from newsletter.unsubscribe_tokens import NewsletterReader
from tests.newsletter.consent.calling import post, signup
from tests.newsletter.consent.mailbox import mails_in, token_in, work
from tests.newsletter.consent.test_links import every_row
from tests.newsletter.makers import make_newsletter, make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def after(days: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days))


def test_a_reader_who_never_confirmed_is_forgotten_after_a_while(mails: Path) -> None:
    signup(make_newsletter(), "reader@example.org")
    work()

    with after(29):
        purge(Stop())
        assert Subscriber.objects.count() == SignupRequest.objects.count() == 1
    with after(31):
        assert overdue_since() is not None
        assert purge(Stop()) is False
        assert overdue_since() is None

    for model in (Subscriber, Subscription, SignupRequest, Notice, WindowCount):
        assert not model._default_manager.exists(), model
    assert "reader@" not in str(every_row())
    assert ConsentEvent.objects.count() == 1, "the log stays"


def test_a_reader_who_confirmed_stays(mails: Path) -> None:
    signup(make_newsletter(), "reader@example.org")
    work()
    confirm(token_in(mails_in(mails)[0]))

    with after(400):
        purge(Stop())

    assert Subscriber.objects.get().email == "reader@example.org"
    assert Subscription.objects.get().state == "confirmed"
    assert not MailedLink.objects.exists()
    assert not Notice.objects.exists()


def test_a_reader_of_another_newsletter_loses_only_what_was_not_confirmed(mails: Path) -> None:
    make_subscriber("reader@example.org", newsletter=make_newsletter())
    signup(make_newsletter(), "reader@example.org")
    work()

    with after(31):
        purge(Stop())

    assert Subscriber.objects.count() == 1
    assert [subscription.state for subscription in Subscription.objects.all()] == ["confirmed"]


def test_a_former_reader_who_did_not_come_back_is_a_former_reader(mails: Path) -> None:
    newsletter = make_newsletter()
    reader = make_subscriber("reader@example.org", newsletter=newsletter)
    unsubscribe(NewsletterReader(newsletter.pk, reader.pk), reason="reader")
    signup(newsletter, "reader@example.org")
    work()
    assert Subscription.objects.get().state == "pending"

    with after(31):
        purge(Stop())

    subscription = Subscription.objects.get()
    assert (subscription.state, subscription.reason) == ("unsubscribed", "never confirmed")


def test_who_asked_again_meanwhile_is_kept(mails: Path) -> None:
    newsletter = make_newsletter()
    signup(newsletter, "reader@example.org")
    work()
    with after(20):
        signup(newsletter, "reader@example.org")
        work()
    with after(31):
        purge(Stop())
        assert Subscription.objects.get().state == "pending"
        assert SignupRequest.objects.count() == 1


def test_links_that_have_ended_are_told_from_unknown_ones_for_a_while(mails: Path) -> None:
    make_subscriber("reader@example.org", newsletter=make_newsletter())
    post("/erasures/", {"email": "reader@example.org"})
    work()
    token = token_in(mails_in(mails)[0])

    with after(20):
        purge(Stop())
        assert post(f"/erasures/{token}/").status_code == 410
    with after(40):
        purge(Stop())
        assert post(f"/erasures/{token}/").status_code == 404
    assert not ErasureRequest.objects.exists()
    assert Subscriber.objects.get().email == "reader@example.org"


def test_purging_in_slices_says_that_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsletter.erasure.purging.SLICE", 3)
    newsletter = make_newsletter()
    for number in range(7):
        signup(newsletter, f"reader-{number}@example.org")
    work()

    with after(31):
        calls = 1
        while purge(Stop()):
            calls += 1

    assert 2 <= calls <= 4
    assert not Subscriber.objects.exists()


def test_purging_twice_does_nothing_and_hears_a_stop(mails: Path) -> None:
    signup(make_newsletter(), "reader@example.org")
    work()
    stop = Stop()
    stop.ask()

    with after(31):
        assert purge(stop) is False
        assert SignupRequest.objects.exists()
        purge(Stop())
        rows = every_row()
        purge(Stop())
        assert every_row() == rows
