"""The audit log: one line an act, none changed, old ones forgotten."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.audit.actors import Program
from cms.audit.models import Act, AuditEvent
from cms.audit.recording import forget_old_events, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


def test_a_line_says_who_did_what_to_which_entry(ada: User) -> None:
    record(Act.PUBLISHED, by=ada, subject_type="note", subject_id="7", subject_title="A note", revision=3, at=None)
    line = AuditEvent.objects.about(7).get()
    assert (line.account_name, line.act, line.subject_title) == ("ada", "published", "A note")
    assert line.detail == {"revision": 3}


def test_a_program_is_named_beside_the_account_it_acts_for(ada: User) -> None:
    record(Act.SAVED, by=Program(ada, "Importer"))
    assert AuditEvent.objects.values_list("account_name", "token_name").get() == ("ada", "Importer")


def test_a_line_outlives_its_account(ada: User) -> None:
    record(Act.SAVED, by=ada)
    ada.delete()
    assert AuditEvent.objects.get().account_name == "ada"


def test_an_act_that_is_taken_back_leaves_no_line(ada: User) -> None:
    def act() -> None:
        with transaction.atomic():
            record(Act.SAVED, by=ada)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not AuditEvent.objects.exists()


def test_nothing_changes_a_line(ada: User) -> None:
    record(Act.SAVED, by=ada)
    with pytest.raises(TypeError):
        AuditEvent.objects.get().save()
    with pytest.raises(TypeError):
        AuditEvent.objects.update(act=Act.PUBLISHED)


def test_lines_are_forgotten_after_the_days_of_the_setting(settings: Settings) -> None:
    settings.AUDIT_LOG_DAYS = 30
    for days in (31, 29):
        at = timezone.now() - timedelta(days=days)
        AuditEvent.objects.create(act=Act.SAVED, subject_title=str(days), at=at)
    assert forget_old_events() is False
    assert [line.subject_title for line in AuditEvent.objects.all()] == ["29"]


def test_the_page_is_for_those_who_may_see_it_and_changes_nothing(client: Client, ada: User) -> None:
    record(Act.PUBLISHED, by=ada, subject_title="<b>Bold</b>")
    ada.is_staff = True
    ada.save()
    client.force_login(ada)
    assert client.get("/admin/audit/auditevent/").status_code == 403
    ada.user_permissions.add(Permission.objects.get(codename="view_auditevent"))
    page = client.get("/admin/audit/auditevent/", {"q": "bold"})
    assert page.status_code == 200
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page.content.decode()
    assert client.get("/admin/audit/auditevent/add/").status_code == 403
    line = AuditEvent.objects.get()
    assert client.post(f"/admin/audit/auditevent/{line.pk}/delete/", {"post": "yes"}).status_code == 403
