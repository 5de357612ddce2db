"""Every page of the newsletter and of background work in the admin, tried as everybody; the pages come from the map."""

import re

import pytest
from django.contrib.admin.sites import site
from django.contrib.auth.models import Group
from django.test import Client

from newsletter.editor_group import GROUPS
from newsletter.models import ConsentEvent, ErasureRequest, Notice, SignupRequest, Suppression
from tests.articles.admin.addresses import admin_addresses
from tests.articles.admin.observing import undone, watched
from tests.articles.admin.people import CHIEF, EVERYBODY, make_client, make_person
from tests.newsletter.makers import make_issue, make_newsletter, make_subscriber

pytestmark = pytest.mark.django_db
APPS = {"newsletter", "background"}
NOUNS = {str(model._meta.model_name) for model in site._registry if model._meta.app_label in APPS}
ADDRESSES = [address for address in admin_addresses() if address.noun in NOUNS]
(EDITOR,) = GROUPS


@pytest.fixture
def urls() -> dict[str, str]:
    """The address of every page, about a row that is there, by noun and page."""
    newsletter = make_newsletter()
    subscriber = make_subscriber("confidential@example.org", newsletter=newsletter)
    text = newsletter.consent_texts.get()
    about = {
        "newsletter": newsletter,
        "issue": make_issue(newsletter=newsletter, subject="Confidential"),
        "subscriber": subscriber,
        "consentevent": ConsentEvent.objects.create(fingerprint="0" * 64, kind="requested"),
        "suppression": Suppression.objects.create(fingerprint="0" * 64, reason="manual", note="Confidential"),
        "signuprequest": SignupRequest.objects.create(
            newsletter=newsletter, consent_text=text, email="confidential@example.org", fingerprint="0" * 64
        ),
        "erasurerequest": ErasureRequest.objects.create(fingerprint="0" * 64),
        "notice": Notice.objects.create(kind="confirmation", subscriber=subscriber),
    }
    found = {}
    for address in ADDRESSES:
        pk = str(about[address.noun].pk) if address.noun in about else "nobody"
        found[f"{address.noun} {address.page}"] = "/" + re.sub(r"<[^>]+>", pk, address.route)
    return found


def make_editor() -> Client:
    person = make_person("newsletter-editor")
    person.is_staff = True
    person.save()
    person.groups.set([Group.objects.get(name=EDITOR)])
    client = Client(raise_request_exception=False)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def test_nobody_but_its_editors_and_the_chief_sees_any_page_or_changes_anything(urls: dict[str, str]) -> None:
    assert len(urls) > 30
    wrong = []
    strangers = [person for person in EVERYBODY if person != CHIEF]
    for number, person in enumerate(strangers):
        client = make_client(person)
        # Each address is looked at by every second person, and posted to by the others.
        for place, (name, url) in enumerate(urls.items()):
            with undone(), watched() as written:
                response = (client.get, client.post)[(number + place) % 2](url)
            is_refused = response.status_code in (301, 302, 403, 404, 405)
            if not is_refused or b"onfidential" in response.content or written:
                wrong.append(f"{person}, {name}: {response.status_code}, {written}")
    assert wrong == []


def test_looking_at_any_page_changes_nothing_and_never_fails(urls: dict[str, str]) -> None:
    wrong, seen = [], set()
    for client in (make_client(CHIEF), make_editor()):
        for name, url in urls.items():
            with undone(), watched() as written:
                response = client.get(url)
            seen |= {name} if response.status_code == 200 else set()
            if response.status_code >= 500 or written:
                wrong.append(f"{name}: {response.status_code}, {written}")
    assert wrong == []
    assert {f"{noun} changelist" for noun in NOUNS} <= seen
    assert {"issue change", "issue preview", "issue articles", "issue schedule", "subscriber change"} <= seen
