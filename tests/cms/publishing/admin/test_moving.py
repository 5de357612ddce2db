"""Going public and coming back: every page's way through, and every refusal as a message."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from cms.publishing.models import EntryRecord, Publication
from cms.publishing.publishing import expire, publish
from cms.publishing.timeline import clock
from cms.publishing.timeline.standings import State, standing_of
from tests.cms.publishing.makers import edit, make_label, make_note, make_published_note
from tests.notes.models import Note

from .makers import LABELS, NOTES, note_form, said

pytestmark = pytest.mark.django_db
LATER = (datetime.now(UTC) + timedelta(days=3)).replace(second=0, microsecond=0)


def typed(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def page(note: Note, name: str) -> str:
    return f"{NOTES}{note.pk}/{name}/"


def test_publish_shows_first_and_does_then(client: Client, chief: User) -> None:
    note = make_note()
    shown = client.get(page(note, "publish"))
    assert "the whole page appears" in shown.content.decode()
    assert standing_of(note).state == State.DRAFT
    response = client.post(page(note, "publish"), {"revision": "1"}, follow=True)
    assert "Published revision 1" in said(response)
    assert standing_of(note).state == State.PUBLISHED
    assert Publication.objects.get(entry_id=note.pk).published_by == chief
    assert LogEntry.objects.get(user=chief).get_change_message() == "Published revision 1"


def test_publish_shows_what_changes_for_readers(client: Client, chief: User) -> None:
    note = make_published_note("Before")
    edit(note, text="After", slug="moved")
    shown = client.get(page(note, "publish")).content.decode()
    assert "<del>Before</del>" in shown
    assert "<ins>After</ins>" in shown
    assert "The page moves from" in shown


def test_publish_names_the_fields_of_what_is_missing_and_offers_no_button(client: Client, chief: User) -> None:
    note = make_note(title="")
    shown = client.get(page(note, "publish")).content.decode()
    assert f'<a href="{page(note, "change")}#id_title">Title</a>: Give it a title.' in shown
    assert "Publish now" not in shown
    response = client.post(page(note, "publish"))
    assert "Give it a title." in said(response)
    assert standing_of(note).state == State.DRAFT


def test_publish_says_what_is_left_out(client: Client, chief: User) -> None:
    make_note(title="The other", slug="other")
    note = make_note("See [it](note:other)")
    assert "The note “The other” is not public yet" in client.get(page(note, "publish")).content.decode()


def test_an_earlier_revision_can_be_published_and_says_so(client: Client, chief: User) -> None:
    note = make_published_note("One")
    edit(note, text="Two")
    publish(note)
    shown = client.get(page(note, "publish"), {"revision": 1}).content.decode()
    assert "older than what is live, which is revision 2" in shown
    client.post(page(note, "publish"), {"revision": "1"})
    assert standing_of(note).live == 1


@pytest.mark.parametrize(("decision", "coming"), [("keep", 1), ("cancel", None)])
def test_a_pending_replacement_is_kept_or_cancelled_as_the_editor_says(
    client: Client, chief: User, decision: str, coming: int | None
) -> None:
    note = make_note()
    publish(note, starts_at=LATER)
    edit(note, text="Newer")
    shown = client.get(page(note, "publish")).content.decode()
    assert "although it is older" in shown
    undecided = client.post(page(note, "publish"))
    assert undecided.status_code == 200
    assert not standing_of(note).is_live
    client.post(page(note, "publish"), {"pending": decision})
    assert (standing_of(note).live, standing_of(note).coming) == (2, coming)


def test_schedule_takes_the_moment_in_the_zone_beside_the_field(client: Client, chief: User) -> None:
    note = make_note()
    assert '<span class="zone">UTC</span>' in client.get(page(note, "schedule")).content.decode()
    response = client.post(page(note, "schedule"), {"starts_at": typed(LATER)}, follow=True)
    assert "Scheduled revision 1 for" in said(response)
    standing = standing_of(note)
    assert (standing.state, standing.coming_at) == (State.SCHEDULED, LATER)


@pytest.mark.parametrize(
    ("moment", "message"),
    [
        ("2001-01-01T00:00", "That moment has passed."),
        ("9999-12-31T23:59", "Choose a year before 3000."),
        ("0001-01-01T00:00", "Choose a year before 3000."),
        ("soon", "Enter a valid date/time."),
        ("", "This field is required."),
    ],
)
def test_a_moment_that_cannot_be_is_an_error_at_the_field(
    client: Client, chief: User, moment: str, message: str
) -> None:
    note = make_published_note()
    for name, field in (("schedule", "starts_at"), ("expire", "at")):
        assert message in client.post(page(note, name), {field: moment}).content.decode()
    assert standing_of(note).sentence.count(",") == 1


def test_a_second_schedule_replaces_the_first_only_when_the_editor_says_so(client: Client, chief: User) -> None:
    note = make_note()
    publish(note, starts_at=LATER)
    edit(note, text="Newer")
    sooner = LATER - timedelta(days=1)
    assert client.post(page(note, "schedule"), {"starts_at": typed(sooner)}).status_code == 200
    assert standing_of(note).coming == 1
    client.post(page(note, "schedule"), {"starts_at": typed(sooner), "pending": "cancel"})
    assert (standing_of(note).coming, standing_of(note).coming_at) == (2, sooner)


def test_cancelling_a_schedule(client: Client, chief: User) -> None:
    note = make_note()
    publish(note, starts_at=LATER)
    assert "Cancel the schedule" in client.get(page(note, "unschedule")).content.decode()
    assert "Cancelled the schedule of revision 1" in said(client.post(page(note, "unschedule"), follow=True))
    assert standing_of(note).state == State.DRAFT
    assert "Nothing was scheduled" in said(client.post(page(note, "unschedule"), follow=True))


def test_what_is_about_to_happen_is_not_cancelled_any_more(client: Client, chief: User) -> None:
    note = make_note()
    publish(note, starts_at=LATER)
    with clock.stopped(LATER - timedelta(seconds=1)):
        response = client.post(page(note, "unschedule"), follow=True)
    assert "takes effect this very second" in said(response)


def test_expiry_is_set_changed_and_cleared(client: Client, chief: User) -> None:
    note = make_published_note()
    client.post(page(note, "expire"), {"at": typed(LATER)})
    assert standing_of(note).expires_at == LATER
    assert "Change expiry…" in client.get(page(note, "change")).content.decode()
    assert f'value="{typed(LATER)}"' in client.get(page(note, "expire")).content.decode()
    client.post(page(note, "expire"), {"clear": "1"})
    assert standing_of(note).expires_at is None


def test_what_is_not_public_cannot_expire(client: Client, chief: User) -> None:
    response = client.post(page(make_note(), "expire"), {"at": typed(LATER)})
    assert "there is nothing to expire" in said(response)


def test_retract_warns_of_what_refers_to_it(client: Client, chief: User) -> None:
    note = make_published_note(title="Target", slug="target")
    make_published_note("See [it](note:target)", title="The one that refers")
    assert "The one that refers" in client.get(page(note, "retract")).content.decode()
    assert "Retracted it" in said(client.post(page(note, "retract"), follow=True))
    assert standing_of(note).state == State.RETRACTED
    assert "Nothing of it was public" in said(client.post(page(note, "retract"), follow=True))


def test_a_slug_that_is_taken_in_that_time_is_a_message(client: Client, chief: User) -> None:
    first = make_published_note(title="First", slug="wanted")
    Note.objects.filter(pk=first.pk).update(slug="elsewhere")
    second = make_note(slug="wanted")
    response = client.post(page(second, "publish"))
    assert "“First” is public, or will be" in said(response)
    assert standing_of(second).state == State.DRAFT


def test_the_panel_offers_what_can_be_done(client: Client, chief: User) -> None:
    note = make_note()
    draft = client.get(page(note, "change")).content.decode()
    assert "Retract…" not in draft
    assert "View on API" not in draft
    publish(note)
    expire(note, at=LATER)
    live = client.get(page(note, "change")).content.decode()
    for words in ("Publish…", "Schedule…", "Change expiry…", "Retract…", "History", "Live since", "gone on"):
        assert words in live
    assert f"https://api.example.org/api/v1/notes/{note.slug}/" in live
    client.post(page(note, "change"), note_form(note, slug="moved"))
    assert "When this is published it moves to “moved”" in client.get(page(note, "change")).content.decode()


def test_a_type_without_review_has_no_such_pages(client: Client, chief: User) -> None:
    label = make_label()
    form = client.get(f"{LABELS}{label.pk}/change/").content.decode()
    assert "Publish…" not in form
    assert "Save and publish" not in form
    for name in ("publish", "schedule", "expire", "unschedule", "retract"):
        assert client.get(f"{LABELS}{label.pk}/{name}/").status_code == 404
        assert client.post(f"{LABELS}{label.pk}/{name}/").status_code == 404


def test_an_entry_never_captured_asks_to_be_saved_first(client: Client, chief: User) -> None:
    note = Note.objects.create(title="From elsewhere", slug="elsewhere")
    assert "save it once" in client.get(page(note, "change")).content.decode()
    assert client.get(page(note, "publish")).status_code == 404
    assert client.get(page(note, "history")).status_code == 200
    client.post(page(note, "change"), note_form(note) if EntryRecord.objects.exists() else _unseen(note))
    assert EntryRecord.objects.filter(pk=note.pk).exists()


def _unseen(note: Note) -> dict[str, object]:
    form = note_form(title=note.title, slug=note.slug)
    return {**form, "_seen_revision": ""}
