"""The admin in German: whole, whatever language its readers' pages have."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation
from django.utils.html import strip_tags

from cms.publishing.binning import discard
from tests.cms.publishing.makers import edit, make_note, make_published_note

from .makers import NOTES, errors, note_form, said

pytestmark = pytest.mark.django_db
# Words that would betray an English sentence of ours.
ENGLISH = re.compile(
    r"\b(the|revision|saved|readers|published|schedule|cancel|nothing|gone|history|bin)\b", re.IGNORECASE
)


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with translation.override("de"):
        yield


def texts_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    page = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return strip_tags(page)


@pytest.mark.parametrize(
    "page", ["", "bin/", "{pk}/publish/", "{pk}/schedule/", "{pk}/expire/", "{pk}/retract/", "{pk}/history/"]
)
def test_no_page_has_an_english_sentence(client: Client, chief: User, page: str) -> None:
    note = make_published_note("Worte", title="Titel")
    edit(note, text="Andere Worte")
    discard(make_note(title="Weg"))
    assert ENGLISH.findall(texts_of(client, NOTES + page.format(pk=note.pk))) == []


def test_messages_and_faults_are_german(client: Client, chief: User) -> None:
    note = make_note()
    response = client.post(f"{NOTES}{note.pk}/publish/", {"revision": "1"}, follow=True)
    assert "Fassung 1 veröffentlicht." in said(response)
    response = client.post(NOTES + "add/", note_form(slug="new"))
    assert "Der Slug „new“ ist vergeben" in errors(response)
