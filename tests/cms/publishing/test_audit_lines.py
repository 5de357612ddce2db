"""Every verb leaves its line in the audit log, with who did it, and a verb that changes nothing leaves none."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from cms.audit.actors import Program
from cms.audit.models import AuditEvent
from cms.publishing.binning import discard, undelete
from cms.publishing.capturing import capture
from cms.publishing.content_types import key_of
from cms.publishing.models import Revision
from cms.publishing.publishing import Pending, expire, publish, publish_on_save, retract, unschedule
from cms.publishing.restoring import restore
from tests.cms.publishing.makers import make_label, make_note
from tests.notes.models import Label, Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada")


def acts() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("id").values_list("act", "account_name"))


def test_each_act_is_told_once_with_who_did_it(ada: User) -> None:
    note = make_note("First")
    AuditEvent.objects.all().delete()
    soon = timezone.now() + timedelta(days=1)
    Note.objects.filter(pk=note.pk).update(text="Second")
    capture(note, by=ada)
    publish(note, by=ada)
    expire(note, at=soon + timedelta(days=1), by=ada)
    first = Revision.objects.get(entry_id=note.pk, number=1)
    publish(note, by=ada, revision=first, starts_at=soon, pending=Pending.REFUSE)
    unschedule(note, by=ada)
    retract(note, by=ada)
    restore(first, by=ada)
    discard(note, by=ada)
    undelete(key_of(note), by=ada)
    told = ["saved", "published", "expiry_set", "scheduled", "unscheduled", "retracted", "restored", "discarded"]
    assert acts() == [(act, "ada") for act in [*told, "undeleted"]]
    assert AuditEvent.objects.get(act="scheduled").detail == {"revision": 1, "starts_at": soon.isoformat()}


def test_what_changes_nothing_is_not_told(ada: User) -> None:
    note = make_note("First")
    publish(note)
    before = AuditEvent.objects.count()
    capture(note, by=ada)
    publish(note, by=ada)
    unschedule(note, by=ada)
    retract(note, by=ada)
    retract(note, by=ada)
    assert AuditEvent.objects.count() == before + 1


def test_saving_what_publishes_on_save_is_told_as_both(ada: User) -> None:
    label = make_label("Red")
    AuditEvent.objects.all().delete()
    Label.objects.filter(pk=label.pk).update(name="Blue")
    label.refresh_from_db()
    publish_on_save(label, by=ada)
    assert acts() == [("saved", "ada"), ("published", "ada")]


def test_a_program_is_named_in_the_history_and_in_the_log(ada: User) -> None:
    note = make_note("First")
    Note.objects.filter(pk=note.pk).update(text="Second")
    captured = capture(note, by=Program(ada, "Importer"))
    publish(note, by=Program(ada, "Importer"))
    assert (captured.revision.created_by, captured.revision.token_name) == (ada, "Importer")
    lines = AuditEvent.objects.filter(token_name="Importer")
    assert {line.account_name for line in lines} == {"ada"}
    assert len(lines) == 2
