"""Nobody waits for a text that is slow to render but the one who saves it."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from cms.publishing.models import Revision
from tests.cms.publishing.databases import Databases, call, finish, start
from tests.cms.publishing.makers import make_note
from tests.cms.publishing.test_slow_work import rendered_at_depths
from tests.notes.models import Label, Note

from . import waiting
from .makers import LABELS, NOTES, label_form, line_form, note_form


@pytest.mark.slow
@pytest.mark.both
def test_a_sign_up_and_a_save_go_through_while_another_save_renders(databases: Databases, tmp_path: Path) -> None:
    url = databases.make()
    call(waiting.prepare, url=url)
    slow = start(waiting.save, "slow", str(tmp_path), url=url)
    waiting.wait_for(tmp_path / "is-rendering")
    others = [start(waiting.sign_up, url=url), start(waiting.save, "quick", url=url)]
    assert [finish(process) for process in others] == [202, 302]
    assert slow.poll() is None, "it was not rendering any more"
    assert call(waiting.slugs, url=url) == ["quick"]
    (tmp_path / "go-on").touch()
    assert finish(slow) == 302
    assert call(waiting.slugs, url=url) == ["quick", "slow"]


@pytest.mark.django_db
@pytest.mark.parametrize("extra", [{}, {"_publish": "1"}, {"_popup": "1"}], ids=["save", "publish", "pop-up"])
def test_a_new_entry_is_rendered_before_its_transaction(client: Client, chief: User, extra: dict[str, str]) -> None:
    form = {**note_form(**line_form(0, "One")), **extra, "lines-TOTAL_FORMS": 1}
    assert set(rendered_at_depths(lambda: client.post(NOTES + "add/", form))) == {0}
    note = Note.objects.get()
    assert (note.lines.count(), Revision.objects.filter(entry_id=note.pk).count()) == (1, 1)


@pytest.mark.django_db
def test_a_changed_entry_is_rendered_before_its_transaction(client: Client, chief: User) -> None:
    note = make_note(lines=("One",))
    form = {**note_form(note, text="Other", **line_form(1, "Two")), "lines-TOTAL_FORMS": 2}
    assert set(rendered_at_depths(lambda: client.post(f"{NOTES}{note.pk}/change/", form))) == {0}
    assert list(note.lines.order_by("position").values_list("text", flat=True)) == ["One", "Two"]


@pytest.mark.django_db
def test_rows_edited_in_the_list_are_all_rendered_before_one_transaction(
    client: Client, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from .urls import site

    monkeypatch.setattr(site._registry[Note], "list_editable", ("slug",))
    notes = [make_note(), make_note()]
    form = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "Save"}
    for number, note in enumerate(reversed(notes)):
        form |= {f"form-{number}-id": str(note.pk), f"form-{number}-slug": f"new-{note.slug}"}
    depths = rendered_at_depths(lambda: client.post(NOTES, form))
    assert len(depths) >= 2
    assert set(depths) == {0}
    for note in notes:
        assert Note.objects.get(pk=note.pk).slug == f"new-{note.slug}"
        assert Revision.objects.filter(entry_id=note.pk).count() == 2


@pytest.mark.django_db
def test_a_label_that_publishes_on_save_is_saved_in_one_transaction(client: Client, chief: User) -> None:
    assert client.post(LABELS + "add/", label_form()).status_code == 302
    assert Revision.objects.filter(entry_id=Label.objects.get().pk).count() == 1
    assert not connection.needs_rollback
