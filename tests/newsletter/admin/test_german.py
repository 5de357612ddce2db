"""The newsletter's admin, for whoever has set LANGUAGE_CODE to German."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from newsletter.models import ConsentText, Issue, Subscriber
from tests.newsletter.makers import make_issue, make_newsletter, make_sent_issue, make_subscriber

ADMIN = "/admin/newsletter/"
ENGLISH = re.compile(r"\b(the|which|their|have|has|will|of|for|with|this|your|been)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _german(settings: Settings) -> Iterator[None]:
    settings.LANGUAGE_CODE = "de"
    with translation.override("de"):
        yield


@pytest.mark.django_db
def test_no_page_of_it_holds_an_english_sentence(client: Client) -> None:
    client.force_login(User.objects.create_superuser("chefin"))
    newsletter = make_newsletter(
        name="Wochenpost", description="", from_name="Post", language="de", postal_address="Beispielweg 1"
    )
    texts: dict[str, Any] = {"subject": "Neues", "preheader": "Kurz", "intro": "Guten Morgen."}
    draft, sent = make_issue(newsletter, **texts), make_sent_issue(newsletter=newsletter, **texts)
    paused = make_issue(newsletter, state=Issue.State.PAUSED, **texts)
    ConsentText.objects.update(text="Schickt mir die Wochenpost.")
    reader = make_subscriber(newsletter=newsletter)
    pages = [f"{model}/" for model in ("newsletter", "issue", "subscriber", "suppression", "consentevent", "notice")]
    pages += [f"{model}/add/" for model in ("newsletter", "issue", "suppression")]
    pages += [
        f"issue/{draft.pk}/{page}/" for page in ("change", "articles", "preview", "schedule", "cancel", "duplicate")
    ]
    pages += [f"issue/{paused.pk}/{page}/" for page in ("resume", "resume-without", "progress", "doubts")]
    pages += [f"issue/{sent.pk}/progress/", f"newsletter/{newsletter.pk}/change/", f"subscriber/{reader.pk}/change/"]
    pages += [f"subscriber/{reader.pk}/unsubscribe/{newsletter.pk}/", f"subscriber/erase/?id={reader.pk}"]
    assert Subscriber.objects.count() == 1
    for page in pages:
        answer = client.get(f"{ADMIN}{page}")
        assert answer.status_code == 200, page
        main = re.search(r'<div id="content".*<footer', answer.content.decode(), re.DOTALL)
        assert main, page
        text = re.sub(r"<(script|style|pre|a class=.skip)[^>]*>.*?</\1>|<[^>]+>", " ", main[0], flags=re.DOTALL)
        assert ENGLISH.search(text) is None, (page, text.split())
