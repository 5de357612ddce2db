"""Ugly input: a message at the field, what was typed kept, nothing written."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from cms.publishing.admin import LinesField
from tests.cms.publishing.makers import make_note
from tests.notes.models import Note
from tests.tables import table

from .makers import NOTES, errors, note_form

pytestmark = pytest.mark.django_db


@table(
    ("field", "value", "message"),
    [
        ("title", "A\x00B", "Null characters are not allowed"),
        ("text", "A\x00B", "Null characters are not allowed"),
        ("slug", "a\x00b", "Null characters are not allowed"),
        ("slug", "new", "is reserved"),
        ("slug", "UPPER", "must be lower-case"),
        ("slug", "two words", "valid “slug”"),
        ("title", "x" * 101, "at most 100 characters"),
        ("stars", "many", "Enter a whole number"),
        ("labels", "not-an-id", "is not a valid"),
    ],
)
def test_it_is_told_at_the_field(client: Client, chief: User, field: str, value: str, message: str) -> None:
    response = client.post(NOTES + "add/", {**note_form(), field: value})
    assert response.status_code == 200
    assert message in errors(response)
    assert not Note.objects.exists()


def test_a_taken_slug_names_who_has_it(client: Client, chief: User) -> None:
    make_note(title="The first", slug="taken")
    response = client.post(NOTES + "add/", note_form(slug="taken"))
    assert "“The first” has the slug “taken” already" in errors(response)
    assert Note.objects.count() == 1


def test_a_body_too_large_for_a_request_is_a_400(client: Client, chief: User) -> None:
    client.raise_request_exception = False
    response = client.post(NOTES + "add/", note_form(text="x" * 3_000_000))
    assert response.status_code == 400
    assert "go back: it is still in the form" in response.content.decode()
    assert not Note.objects.exists()


def test_an_entry_that_is_gone_leads_back_to_the_list(client: Client, chief: User) -> None:
    for page in ("change", "publish", "history", "delete"):
        response = client.get(f"{NOTES}00000000-0000-4000-8000-000000000000/{page}/")
        assert response.status_code == 302
    assert client.get(f"{NOTES}not-an-id/change/").status_code == 302


@table("number", ["0", "99", "-1", "x", "9" * 30, "1\x00"])
def test_a_revision_that_is_not_there_is_a_404(client: Client, chief: User, number: str) -> None:
    note = make_note()
    for page in ("publish", "schedule", "restore"):
        assert client.get(f"{NOTES}{note.pk}/{page}/", {"revision": number}).status_code == 404
    assert client.get(f"{NOTES}{note.pk}/compare/", {"older": number, "newer": "1"}).status_code == 404


def test_lines_are_trimmed_and_blank_ones_dropped() -> None:
    assert LinesField(required=False).clean("  MLE \r\n\r\n Machine learning engineer\n") == [
        "MLE",
        "Machine learning engineer",
    ]
    assert LinesField(required=False).clean("") == []


@table(
    ("text", "message"),
    [
        ("MLE\nmle", "is there twice"),
        ("A\x00B", "Null characters"),
        ("x" * 501, "longer than 500"),
        ("\n".join(str(number) for number in range(101)), "At most 100 lines"),
    ],
)
def test_lines_that_cannot_be_taken_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        LinesField(required=False).clean(text)


@table("line", ["javascript:alert(1)", "ftp://example.org", "example", "//example.org"])
def test_lines_of_web_addresses_take_nothing_else(line: str) -> None:
    with pytest.raises(ValidationError, match="is not a full http"):
        LinesField(required=False, web_addresses=True).clean(f"https://example.org\n{line}")


def test_lines_unchanged_are_not_a_change() -> None:
    assert not LinesField().has_changed(["One", "Two"], "One\r\nTwo\r\n")
    assert LinesField().has_changed(["One"], "One\none")
