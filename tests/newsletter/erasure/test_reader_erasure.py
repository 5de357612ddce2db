"""Forgetting a reader: what is gone, what stays, and that it never comes back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps
from django.utils import timezone

from newsletter.checks import check_personal_data
from newsletter.consent.personal_data import erased_values, undeclared_fields, way_to_reader
from newsletter.consent.suppressing import lift, suppress
from newsletter.erasure.reader_erasure import erase, erase_by_link
from newsletter.mail_addresses import parse_address
from newsletter.models import (
    ConsentEvent,
    ErasureRequest,
    Notice,
    Recipient,
    SignupRequest,
    Subscriber,
    Subscription,
    Suppression,
)
from newsletter.models.personal_fields import PersonalText
from tests.newsletter.consent.calling import client_at, get, post, signup
from tests.newsletter.consent.mailbox import mails_in, text_of, token_in, work
from tests.newsletter.consent.test_links import every_row
from tests.newsletter.makers import make_newsletter, make_subscriber

pytestmark = [pytest.mark.django_db, pytest.mark.both]
ADDRESS = "Reader.Jones@example.org"
FINGERPRINT = parse_address(ADDRESS).fingerprint


def confirmed_reader(mails: Path) -> Subscriber:
    """As one becomes a reader: with all traces that this leaves."""
    newsletter = make_newsletter(name="MLOps Now")
    client = client_at("192.0.2.77")
    path = "/api/v1/newsletter/subscriptions/"
    body = {"email": ADDRESS, "newsletter": newsletter.slug, "consent_text": 1}
    headers = {"User-Agent": "Jones Browser", "Origin": "https://jones.example.net"}
    client.post(path, body, content_type="application/json", headers=headers)
    work()
    client.post(f"/api/v1/newsletter/confirmations/{token_in(mails_in(mails)[-1])}/", headers=headers)
    return Subscriber.objects.get(fingerprint=FINGERPRINT)


def test_a_reader_who_asks_and_follows_the_link_is_forgotten(mails: Path) -> None:
    reader = confirmed_reader(mails)
    assert {"Jones", "192.0.2.77"} <= {word for word in ("Jones", "192.0.2.77") if word in str(every_row())}

    answer = post("/erasures/", {"email": ADDRESS.upper()})
    work()
    token = token_in(mails_in(mails)[-1])
    shown = get(f"/erasures/{token}/").json()
    first, again = post(f"/erasures/{token}/"), post(f"/erasures/{token}/")

    assert answer.status_code == 202
    assert shown == {"email": "R•••@e•••.org", "newsletters": ["MLOps Now"], "state": "pending"}
    assert first.json() == {"email": "", "newsletters": [], "state": "erased"}
    assert (again.status_code, again.content) == (200, first.content)
    reader.refresh_from_db()
    assert (reader.email, reader.email_key, reader.fingerprint) == ("", None, None)
    assert reader.erased_at is not None
    rows = str(every_row()).lower()
    assert "jones" not in rows
    assert "192.0.2.77" not in rows
    subscription = Subscription.objects.get()
    assert (subscription.state, subscription.reason) == ("unsubscribed", "erased")
    suppression = Suppression.objects.get()
    assert (suppression.fingerprint, suppression.reason, suppression.newsletter) == (FINGERPRINT, "erasure", None)
    kinds = ConsentEvent.objects.filter(fingerprint=FINGERPRINT).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["requested", "confirmed", "erased"]


def every_column() -> str:
    """All that is in the database, table by table, ours or not."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [f"{table}: {row}" for row in cursor.fetchall()]
    return "\n".join(found).lower()


def test_after_an_erasure_no_column_of_any_table_leads_to_the_reader(mails: Path) -> None:
    """Every way that a reader leaves traces: sign-ups before and after, confirming, asking, the page, the API."""
    newsletter, traces = make_newsletter(), ("jones", "192.0.2.77", "2001:db8:77", "pt-br")
    clients = [client_at("192.0.2.77"), client_at("2001:db8:77::1")]
    headers = {"User-Agent": "Jones Browser", "Origin": "https://jones.example.net"}
    body = {"email": ADDRESS, "newsletter": newsletter.slug, "consent_text": 1, "language": "pt-BR"}

    def ask(path: str, body: Any = None) -> None:
        for client in clients:
            client.post(f"/api/v1/newsletter{path}", body, content_type="application/json", headers=headers)
        work()

    ask("/subscriptions/", body)
    ask(f"/confirmations/{token_in(mails_in(mails)[0])}/")
    ask("/subscriptions/", body)
    ask("/erasures/", {"email": ADDRESS})
    for client in clients:
        client.post("/newsletter/erase/", {"email": ADDRESS}, headers=headers)
    before = every_column()
    assert all(trace in before for trace in traces)

    ask(f"/erasures/{token_in(mails_in(mails)[-1])}/")
    assert [trace for trace in traces if trace in every_column()] == []

    ask("/subscriptions/", body)
    ask("/erasures/", {"email": ADDRESS})
    assert [trace for trace in traces if trace in every_column()] == []


def test_a_table_about_readers_cannot_forget_what_is_erased() -> None:
    assert list(check_personal_data(None)) == []
    with isolate_apps("newsletter"):

        class Complaint(models.Model):  # noqa: DJ008
            reader_fingerprint = models.CharField(max_length=64)
            words = models.TextField()

            class Meta:
                app_label = "newsletter"

        class Reply(models.Model):  # noqa: DJ008
            recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE)
            words = models.TextField()
            kind = models.CharField(max_length=9, choices=[("a", "a")])
            tone = models.CharField(max_length=9)
            impersonal_fields = ("tone",)

            class Meta:
                app_label = "newsletter"

        class Visit(models.Model):  # noqa: DJ008
            came_from = models.GenericIPAddressField()

            class Meta:
                app_label = "newsletter"

        class Answer(models.Model):  # noqa: DJ008
            notice = models.ForeignKey(Notice, on_delete=models.CASCADE)
            words = PersonalText(max_length=99)

            class Meta:
                app_label = "newsletter"

        undeclared = {model: [field.name for field in undeclared_fields(model)] for model in (Complaint, Reply, Visit)}
        assert undeclared == {Complaint: ["reader_fingerprint"], Reply: ["words"], Visit: ["came_from"]}
        assert (list(undeclared_fields(Answer)), way_to_reader(Answer)) == ([], "notice__subscriber")
        assert erased_values(Answer) == {"words": ""}


def test_who_was_erased_and_signs_up_again_gets_nothing_and_is_not_kept(mails: Path) -> None:
    erase(confirmed_reader(mails), note="by an editor")
    sent = len(mails_in(mails))

    signup(make_newsletter(), ADDRESS)
    post("/erasures/", {"email": ADDRESS})
    work()

    assert len(mails_in(mails)) == sent
    assert "jones" not in str(every_row()).lower()
    assert set(ErasureRequest.objects.values_list("verdict", flat=True)) == {"suppressed"}


def test_a_request_that_waits_while_its_reader_is_erased_sends_nothing(mails: Path) -> None:
    reader = confirmed_reader(mails)
    sent = len(mails_in(mails))
    signup(make_newsletter(), ADDRESS)

    erase(reader, note="by an editor")
    lift(Suppression.objects.get())
    work()

    assert len(mails_in(mails)) == sent
    assert not Subscriber.objects.exclude(erased_at=None).exclude(email="").exists()
    assert Subscriber.objects.count() == 1


def test_an_address_that_nobody_knows_is_answered_alike_and_gets_no_mail(mails: Path) -> None:
    make_subscriber("reader@example.org", newsletter=make_newsletter())

    known, unknown = post("/erasures/", {"email": "reader@example.org"}), post("/erasures/", {"email": "x@example.org"})
    work()

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (202, unknown.content)
    assert [mail["To"] for mail in mails_in(mails)] == ["reader@example.org"]
    assert list(ErasureRequest.objects.order_by("pk").values_list("verdict", flat=True)) == ["mailed", "unknown"]


def test_a_suppressed_reader_is_not_written_to_for_an_erasure_either(mails: Path) -> None:
    reader = make_subscriber("reader@example.org", newsletter=make_newsletter())
    suppress(str(reader.fingerprint), reason=Suppression.Reason.HARD_BOUNCE)

    post("/erasures/", {"email": "reader@example.org"})
    work()

    assert not mails_in(mails)


def test_the_mail_of_an_erasure_says_whose_it_is(mails: Path) -> None:
    make_subscriber("reader@example.org", newsletter=make_newsletter(from_name="The Weekly", reply_to="ed@example.org"))
    post("/erasures/", {"email": "reader@example.org"})
    work()

    [mail] = mails_in(mails)
    assert (mail["From"], mail["Reply-To"]) == ("The Weekly <weekly@example.org>", "ed@example.org")
    assert "/newsletter/erase/" in text_of(mail)
    assert text_of(mail).count("https://") == text_of(mail, "html").count("https://") == 1


def test_a_link_to_erase_expires(mails: Path) -> None:
    reader = make_subscriber("reader@example.org", newsletter=make_newsletter())
    post("/erasures/", {"email": "reader@example.org"})
    work()
    token = token_in(mails_in(mails)[0])

    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        assert post(f"/erasures/{token}/").status_code == 410
    reader.refresh_from_db()
    assert reader.erased_at is None


def test_erasing_is_done_once_and_makes_one_suppression_of_two(mails: Path) -> None:
    reader = make_subscriber("reader@example.org", newsletter=make_newsletter())
    suppress(str(reader.fingerprint), reason=Suppression.Reason.MANUAL)

    assert [erase(reader, note="by an editor"), erase(reader, note="by an editor")] == [True, False]

    assert [found.reason for found in Suppression.objects.all()] == ["erasure"]
    assert ConsentEvent.objects.filter(kind="erased").count() == 1


def test_no_row_is_half_erased() -> None:
    reader = make_subscriber("reader@example.org", newsletter=make_newsletter())

    with pytest.raises(IntegrityError), transaction.atomic():
        Subscriber.objects.filter(pk=reader.pk).update(erased_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscriber.objects.filter(pk=reader.pk).update(email_key=None)


def test_an_erasure_that_is_asked_for_on_the_page_is_the_same(mails: Path) -> None:
    make_subscriber("reader@example.org", newsletter=make_newsletter())
    client = client_at("192.0.2.1")

    asked = client.post("/newsletter/erase/", {"email": "reader@example.org"})
    unknown = client.post("/newsletter/erase/", {"email": "nobody@example.org"})
    wrong = client.post("/newsletter/erase/", {"email": '"><script>alert(1)</script>'})
    work()

    assert (asked.status_code, asked.content) == (202, unknown.content)
    assert (wrong.status_code, b"<script" in wrong.content) == (400, False)
    erase_by_link(token_in(mails_in(mails)[0]))
    assert Subscriber.objects.get().erased_at is not None


def test_erasing_before_confirming_cancels_the_mail_that_waits(mails: Path) -> None:
    newsletter = make_newsletter()
    reader = make_subscriber("reader@example.org", newsletter=newsletter, state=Subscription.State.PENDING)
    Notice.objects.create(kind=Notice.Kind.CONFIRMATION, subscriber=reader, subscription=Subscription.objects.get())

    erase(reader, note="by an editor")
    work()

    assert not mails_in(mails)
    assert [notice.state for notice in Notice.objects.all()] == ["cancelled"]


def test_requests_of_others_stay_as_they_are(mails: Path) -> None:
    reader = confirmed_reader(mails)
    signup(make_newsletter(), "other@example.org")
    work()

    erase(reader, note="by an editor")

    assert SignupRequest.objects.exclude(email="").get().email == "other@example.org"
    assert Subscriber.objects.exclude(email="").get().email == "other@example.org"
