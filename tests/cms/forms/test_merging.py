"""Two editors on one page: what only one of them touched is kept, and what both touched is asked about."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cms.forms import admin as forms_admin
from cms.publishing.models import Revision
from tests.articles.admin.browsing import form_values, open_form
from tests.cms.publishing.admin.makers import NOTES, errors, said
from tests.cms.publishing.makers import make_label, make_note
from tests.notes.models import Line, Note

pytestmark = pytest.mark.django_db


def address(note: Note) -> str:
    return f"{NOTES}{note.pk}/change/"


def lines_of(note: Note) -> list[str]:
    return list(note.lines.values_list("text", flat=True))


def test_a_page_sent_back_untouched_changes_nothing_whatever_others_saved(client: Client, chief: User) -> None:
    note = make_note("First", lines=("One", "Two"), labels=(make_label(),))
    page = open_form(client, address(note))
    client.post(address(note), {**page, "text": "Theirs", "stars": "5"})
    revisions = Revision.objects.count()
    assert client.post(address(note), page).status_code == 302
    note.refresh_from_db()
    assert (note.text, note.stars, lines_of(note)) == ("Theirs", 5, ["One", "Two"])
    assert Revision.objects.count() == revisions


def test_each_field_is_taken_from_who_touched_it_and_said_so(client: Client, chief: User) -> None:
    note = make_note("First")
    page = open_form(client, address(note))
    client.post(address(note), {**page, "text": "Theirs"})
    response = client.post(address(note), {**page, "title": "Mine"})
    note.refresh_from_db()
    assert (note.title, note.text) == ("Mine", "Theirs")
    assert "both are kept: Text" in said(response)


def test_a_field_that_both_touched_is_asked_about_and_either_side_can_win(client: Client, chief: User) -> None:
    note = make_note("First words")
    page = open_form(client, address(note))
    client.post(address(note), {**page, "text": "Their words"})
    response = client.post(address(note), {**page, "text": "My words"})
    assert "Somebody else changed this while you did" in errors(response)
    assert "<ins>Their</ins>" in response.content.decode()
    note.refresh_from_db()
    assert note.text == "Their words"
    again = form_values(response)
    assert again["text"] == "My words"
    theirs = next(one for one in response.context["conflicts"] if one.label == "Text")
    assert client.post(address(note), again).status_code == 302
    note.refresh_from_db()
    assert note.text == "My words"
    client.post(address(note), {**again, theirs.name: theirs.theirs_value, "text": "Another"})
    note.refresh_from_db()
    assert note.text == "My words"


def test_a_choice_holds_only_against_what_was_shown(client: Client, chief: User) -> None:
    note = make_note("First")
    page = open_form(client, address(note))
    client.post(address(note), {**page, "text": "Theirs"})
    decided = form_values(client.post(address(note), {**page, "text": "Mine"}))
    client.post(address(note), {**open_form(client, address(note)), "text": "Theirs again"})
    response = client.post(address(note), decided)
    assert response.status_code == 200
    assert "again" in response.content.decode()
    note.refresh_from_db()
    assert note.text == "Theirs again"


def test_rows_are_known_by_their_keys_when_others_removed_moved_and_added_some(client: Client, chief: User) -> None:
    note = make_note(lines=("One", "Two", "Three"))
    one, _two, three = note.lines.all()
    page = open_form(client, address(note))
    new = uuid4()
    others = {f"lines-{one.pk}-DELETE": "on", f"lines-{new}-text": "Four", f"lines-{new}-position": "4"}
    client.post(address(note), {**page, **others})
    assert lines_of(note) == ["Two", "Three", "Four"]
    response = client.post(address(note), {**page, f"lines-{three.pk}-text": "Mine"})
    assert response.status_code == 302
    assert lines_of(note) == ["Two", "Mine", "Four"]
    assert Line.objects.filter(pk=new, text="Four").exists()


def test_a_row_that_others_removed_and_you_changed_can_be_kept_or_let_go(client: Client, chief: User) -> None:
    for keeps in (True, False):
        note = make_note(lines=("One", "Two"))
        one = note.lines.all()[0]
        page = open_form(client, address(note))
        client.post(address(note), {**page, f"lines-{one.pk}-DELETE": "on"})
        response = client.post(address(note), {**page, f"lines-{one.pk}-text": "Mine"})
        (conflict,) = response.context["conflicts"]
        choice = conflict.yours_value if keeps else conflict.theirs_value
        assert client.post(address(note), {**form_values(response), conflict.name: choice}).status_code == 302
        assert lines_of(note) == (["Mine", "Two"] if keeps else ["Two"])


def test_a_row_that_you_removed_and_others_changed_is_asked_about(client: Client, chief: User) -> None:
    note = make_note(lines=("One", "Two"))
    one = note.lines.all()[0]
    page = open_form(client, address(note))
    client.post(address(note), {**page, f"lines-{one.pk}-text": "Theirs"})
    response = client.post(address(note), {**page, f"lines-{one.pk}-DELETE": "on"})
    (conflict,) = response.context["conflicts"]
    assert (
        client.post(address(note), {**form_values(response), conflict.name: conflict.theirs_value}).status_code == 302
    )
    assert lines_of(note) == ["Theirs", "Two"]


def test_the_same_form_sent_twice_adds_its_new_row_once(client: Client, chief: User) -> None:
    note = make_note(lines=("One",))
    page = open_form(client, address(note))
    new = uuid4()
    sent = {**page, f"lines-{new}-text": "Two", f"lines-{new}-position": "2"}
    for _time in range(2):
        assert client.post(address(note), sent).status_code == 302
    assert lines_of(note) == ["One", "Two"]


def test_sets_are_put_together(client: Client, chief: User) -> None:
    a, b, c = (make_label(name) for name in "abc")
    note = make_note(labels=(a, b))
    page = open_form(client, address(note))
    client.post(address(note), {**page, "labels": [str(b.pk)]})
    client.post(address(note), {**page, "labels": [str(a.pk), str(b.pk), str(c.pk)]})
    assert set(note.labels.all()) == {b, c}


@pytest.mark.parametrize("token", ["", "forged", "eyJ:abc:def"])
def test_a_token_that_nobody_signed_makes_every_difference_a_question(client: Client, chief: User, token: str) -> None:
    note = make_note("First")
    page = open_form(client, address(note))
    response = client.post(address(note), {**page, "_base": token, "text": "Mine"})
    assert [one.label for one in response.context["conflicts"]] == ["Text"]
    assert client.post(address(note), form_values(response)).status_code == 302


def test_a_token_of_another_page_counts_for_nothing(client: Client, chief: User) -> None:
    note, other = make_note("First"), make_note("First")
    token = open_form(client, address(other))["_base"]
    response = client.post(address(note), {**open_form(client, address(note)), "_base": token, "text": "Mine"})
    assert response.context["conflicts"]


def test_a_save_that_comes_between_is_merged_too(client: Client, chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    note = make_note("First")
    page = open_form(client, address(note))
    merge, saves = forms_admin.merge_post, iter([True])

    def merge_and_be_overtaken(*parts: object) -> object:
        merged = merge(*parts)  # type: ignore[arg-type]
        if next(saves, False):
            Note.objects.filter(pk=note.pk).update(text="Theirs")
        return merged

    monkeypatch.setattr(forms_admin, "merge_post", merge_and_be_overtaken)
    assert client.post(address(note), {**page, "title": "Mine"}).status_code == 302
    note.refresh_from_db()
    assert (note.title, note.text) == ("Mine", "Theirs")


def test_a_row_of_another_note_cannot_be_written_by_its_key(client: Client, chief: User) -> None:
    note, other = make_note(), make_note(lines=("Theirs",))
    key = other.lines.get().pk
    page = open_form(client, address(note))
    client.post(address(note), {**page, f"lines-{key}-text": "Stolen", f"lines-{key}-position": "1"})
    assert lines_of(other) == ["Theirs"]
