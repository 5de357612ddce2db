"""From a sign-up form to a confirmed subscription, and every other way that can go."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from cms.api.rates import Rate
from newsletter.consent.confirming import ConfirmedBefore, confirm, refuse
from newsletter.consent.mailed_links import EndedLink
from newsletter.consent.suppressing import lift, suppress
from newsletter.consent.unsubscribing import unsubscribe
from newsletter.mail_addresses import parse_address
from newsletter.models import (
    ConsentEvent,
    MailedLink,
    Notice,
    SignupRequest,
    Subscriber,
    Subscription,
    Suppression,
)
from newsletter.unsubscribe_tokens import NewsletterReader
from tests.newsletter.consent.calling import get, post, signup
from tests.newsletter.consent.mailbox import mails_in, text_of, token_in, work
from tests.newsletter.makers import make_newsletter, make_subscriber

pytestmark = pytest.mark.django_db
State, Verdict = Subscription.State, SignupRequest.Verdict


def verdicts() -> list[str]:
    return list(SignupRequest.objects.order_by("pk").values_list("verdict", flat=True))


def test_a_reader_who_confirms_is_subscribed(mails: Path) -> None:
    newsletter = make_newsletter(name="MLOps Now")

    answer = signup(newsletter, "Reader@Example.org", language="de")
    assert answer.status_code == 202
    assert not Subscriber.objects.exists(), "the call itself looks at nothing"
    work()
    [mail] = mails_in(mails)
    shown = get(f"/confirmations/{token_in(mail)}/").json()
    confirmed = post(f"/confirmations/{token_in(mail)}/")

    assert mail["To"] == "Reader@example.org"
    assert (shown["state"], shown["email"], shown["newsletter"]["name"]) == ("pending", "R•••@e•••.org", "MLOps Now")
    assert confirmed.status_code == 200
    assert confirmed.json() == {**shown, "state": "confirmed"}
    subscription = Subscription.objects.select_related("subscriber").get()
    assert subscription.state == State.CONFIRMED
    assert subscription.confirmed_at is not None
    assert (subscription.subscriber.email, subscription.subscriber.language) == ("Reader@example.org", "de")
    events = ConsentEvent.objects.order_by("pk")
    assert [event.kind for event in events] == ["requested", "confirmed"]
    assert all(event.consent_text and event.consent_text.version == 1 for event in events)
    assert {event.fingerprint for event in events} == {parse_address("reader@example.org").fingerprint}


def test_a_link_that_is_used_again_within_its_life_is_answered_alike(mails: Path) -> None:
    signup(make_newsletter())
    work()
    path = f"/confirmations/{token_in(mails_in(mails)[0])}/"

    first, again = post(path), post(path)

    assert (again.status_code, again.content) == (200, first.content)
    assert ConsentEvent.objects.filter(kind="confirmed").count() == 1


def test_a_link_is_good_for_72_hours(mails: Path) -> None:
    signup(make_newsletter())
    work()
    token = token_in(mails_in(mails)[0])

    with time_machine.travel(timezone.now() + timedelta(hours=71, minutes=59)):
        assert get(f"/confirmations/{token}/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=72, minutes=1)):
        assert [get(f"/confirmations/{token}/").status_code, post(f"/confirmations/{token}/").status_code] == [410, 410]
    assert Subscription.objects.get().state == State.PENDING


def test_what_somebody_else_asked_for_is_deleted_when_the_reader_says_so(mails: Path) -> None:
    signup(make_newsletter())
    work()
    token = token_in(mails_in(mails)[0])

    first, again = post(f"/refusals/{token}/"), post(f"/refusals/{token}/")

    assert (first.status_code, first.json(), again.content) == (200, {"state": "refused"}, first.content)
    assert not Subscriber.objects.exists()
    assert not Subscription.objects.exists()
    assert SignupRequest.objects.get().email == ""
    assert [event.kind for event in ConsentEvent.objects.order_by("pk")] == ["requested", "refused"]
    assert post(f"/confirmations/{token}/").status_code == 410


def test_what_was_confirmed_cannot_be_refused_but_left(mails: Path) -> None:
    signup(make_newsletter())
    work()
    token = token_in(mails_in(mails)[0])
    confirm(token)

    answer = post(f"/refusals/{token}/")

    assert answer.status_code == 409
    assert Subscription.objects.get().state == State.CONFIRMED
    url = answer.json()["unsubscribe_url"]
    assert post(f"/u/{url.rstrip('/').rpartition('/')[2]}/").status_code == 200
    assert Subscription.objects.get().state == State.UNSUBSCRIBED


def test_a_former_reader_in_whose_name_somebody_asks_stays_a_former_reader(mails: Path) -> None:
    newsletter = make_newsletter()
    reader = make_subscriber("reader@example.org", newsletter=newsletter)
    unsubscribe(NewsletterReader(newsletter.pk, reader.pk), reason="reader")
    signup(newsletter)
    work()
    assert Subscription.objects.get().state == State.PENDING

    refuse(token_in(mails_in(mails)[0]))

    subscription = Subscription.objects.get()
    assert (subscription.state, subscription.reason) == (State.UNSUBSCRIBED, "refused")


def test_who_left_may_come_back_by_confirming_anew(mails: Path) -> None:
    newsletter = make_newsletter()
    signup(newsletter)
    work()
    old = token_in(mails_in(mails)[0])
    confirm(old)
    reader = Subscriber.objects.get()
    unsubscribe(NewsletterReader(newsletter.pk, reader.pk), reason="reader")
    signup(newsletter)
    work()

    with pytest.raises(EndedLink):
        confirm(old)
    assert Subscription.objects.get().state == State.PENDING
    confirm(token_in(mails_in(mails)[1]))
    assert Subscription.objects.get().state == State.CONFIRMED


def test_a_subscriber_who_asks_again_gets_no_mail(mails: Path) -> None:
    newsletter = make_newsletter()
    make_subscriber("reader@example.org", newsletter=newsletter)

    signup(newsletter, "READER@example.org")
    work()

    assert verdicts() == [Verdict.CONFIRMED]
    assert not mails_in(mails)


def test_who_waits_may_have_the_mail_again_as_often_as_the_limit_says(mails: Path, settings: Settings) -> None:
    settings.NEWSLETTER_LIMITS = {"address": Rate(3, 86_400)}
    newsletter = make_newsletter()

    with time_machine.travel("2027-01-05 12:00Z"):
        for _ in range(5):
            signup(newsletter)
            work()
        assert verdicts() == [Verdict.REQUESTED] * 3 + [Verdict.LIMITED] * 2
        tokens = [token_in(mail) for mail in mails_in(mails)]
        assert len(set(tokens)) == 3
        confirm(tokens[0])
        assert confirm(tokens[2]).is_confirmed, "any of them is good"


def test_two_requests_before_the_worker_looks_lead_to_one_mail(mails: Path) -> None:
    newsletter = make_newsletter()

    signup(newsletter)
    signup(newsletter)
    work()

    assert len(mails_in(mails)) == 1


def test_a_newsletter_writes_to_so_many_new_readers_and_no_more(mails: Path, settings: Settings) -> None:
    settings.NEWSLETTER_LIMITS = {"newsletter": Rate(2, 3_600)}
    newsletter = make_newsletter()

    with time_machine.travel("2027-01-05 12:00Z"):
        for number in range(4):
            signup(newsletter, f"reader-{number}@example.org")
        work()

    assert len(mails_in(mails)) == 2
    assert Subscriber.objects.count() == 2


@pytest.mark.parametrize("is_for_all", [True, False])
def test_a_suppressed_address_gets_nothing_and_is_not_kept(mails: Path, is_for_all: bool) -> None:
    newsletter = make_newsletter()
    suppress(
        parse_address("reader@example.org").fingerprint,
        reason=Suppression.Reason.MANUAL,
        newsletter_id=None if is_for_all else newsletter.pk,
    )

    answer = signup(newsletter)
    work()

    assert answer.status_code == 202
    assert verdicts() == [Verdict.SUPPRESSED]
    assert SignupRequest.objects.get().email == ""
    assert not Subscriber.objects.exists()
    assert not mails_in(mails)

    lift(Suppression.objects.get())
    signup(newsletter)
    work()
    assert len(mails_in(mails)) == 1


def test_who_is_suppressed_between_asking_and_the_mail_gets_none(mails: Path) -> None:
    from cms.background.duties import Stop
    from newsletter.consent.request_decisions import decide_waiting
    from newsletter.notices.notice_duty import send_due

    signup(make_newsletter())
    decide_waiting(Stop())
    suppress(parse_address("reader@example.org").fingerprint, reason=Suppression.Reason.COMPLAINT)
    send_due(Stop())

    assert not mails_in(mails)
    notice = Notice.objects.get()
    assert notice.state == Notice.State.CANCELLED
    assert not MailedLink.objects.exists()


def test_the_mail_says_nothing_that_the_visitor_typed_but_the_address_it_goes_to(mails: Path) -> None:
    newsletter = make_newsletter(name="MLOps Now")

    signup(newsletter, '"visit www.evil.example now"@example.org')
    signup(newsletter, "buy.cheap+pills@example.org", language="zz-evil")
    work()

    [mail] = mails_in(mails)
    words = text_of(mail) + text_of(mail, "html") + str(mail["Subject"])
    assert "cheap" not in words
    assert "evil" not in mail.as_string()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    assert text_of(mail).count("https://") == 2
    assert text_of(mail, "html").count("https://") == 2


def test_a_confirmed_reader_cannot_be_refused_by_an_older_mail(mails: Path) -> None:
    newsletter = make_newsletter()
    signup(newsletter)
    work()
    signup(newsletter)
    work()
    first, second = (token_in(mail) for mail in mails_in(mails))
    confirm(second)

    with pytest.raises(ConfirmedBefore):
        refuse(first)
