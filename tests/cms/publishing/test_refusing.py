"""What keeps an entry from being published: its slug, its date, its links, its text."""

import pytest

from cms.publishing.binning import discard
from cms.publishing.capturing import capture
from cms.publishing.models import Draft, EntryRecord, Publication, Revision
from cms.publishing.publishing import expire, publish, unschedule
from cms.publishing.refusals import CannotRender, NotPublishable, SlugTaken
from tests.notes.models import Note
from tests.tables import table

from .conftest import Time
from .makers import edit, head, intervals_of, make_label, make_note, make_published_note, seen, texts

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def obstacles_of(note: Note) -> list[str]:
    with pytest.raises(NotPublishable) as refusal:
        publish(note)
    return [obstacle.field for obstacle in refusal.value.obstacles]


@table("slug", ["New", "UPPER", "two words", "dot.dot", "slash/slash", "", "ünlaut", "new"], rolled_back=True)
def test_a_malformed_or_reserved_slug_is_refused(slug: str) -> None:
    assert obstacles_of(make_note(slug=slug)) == ["slug"]
    assert seen() == {}


def test_a_slug_of_something_live_is_refused_and_nothing_is_changed(time: Time) -> None:
    other = make_published_note("Other", slug="taken")
    edit(other, slug="moved")
    note = make_note("Mine", slug="taken")
    before = head()
    with pytest.raises(SlugTaken, match="taken"):
        publish(note)
    assert (head(), texts(), intervals_of(note)) == (before, ["Other"], [])
    publish(other)
    publish(note)
    assert set(seen()) == {"moved", "taken"}


def test_a_slug_that_will_be_taken_in_the_future_is_refused_unless_it_is_free_again_by_then(time: Time) -> None:
    other = make_note(slug="taken")
    publish(other, starts_at=time.after(60))
    edit(other, slug="moved")
    note = make_note(slug="taken")
    with pytest.raises(SlugTaken):
        publish(note)
    with pytest.raises(SlugTaken):
        publish(note, starts_at=time.after(30))
    expire(other, at=time.after(120))
    with pytest.raises(SlugTaken):
        publish(note, starts_at=time.after(119))
    publish(note, starts_at=time.after(120))
    time.advance(119)
    assert seen().keys() == {"taken"}
    time.advance(1)
    assert seen().keys() == {"taken"}


def make_rivals(time: Time) -> tuple[Note, Note]:
    """One that leaves the slug `taken` in a minute, and one that takes it over then."""
    leaving = make_published_note(slug="taken")
    edit(leaving, slug="moved")
    publish(leaving, starts_at=time.after(60))
    taking = make_note(slug="taken")
    publish(taking, starts_at=time.after(60))
    return leaving, taking


def test_a_schedule_is_not_cancelled_while_another_entry_counts_on_its_slug(time: Time) -> None:
    leaving, _ = make_rivals(time)
    before = (head(), intervals_of(leaving))
    with pytest.raises(SlugTaken):
        unschedule(leaving)
    assert (head(), intervals_of(leaving)) == before


def test_an_expiry_is_not_cleared_while_another_entry_counts_on_its_slug(time: Time) -> None:
    leaving = make_published_note(slug="taken")
    expire(leaving, at=time.after(60))
    edit(leaving, slug="moved")
    taking = make_note(slug="taken")
    publish(taking, starts_at=time.after(60))
    for at in (None, time.after(61)):
        with pytest.raises(SlugTaken):
            expire(leaving, at=at)
    expire(leaving, at=time.after(59))


def test_the_same_slug_in_another_type_is_no_matter(time: Time) -> None:
    make_label("Label", slug="shared")
    make_published_note(slug="shared")
    assert set(seen()) == {"shared"}


def test_all_obstacles_are_said_at_once() -> None:
    note = make_note("See (note:nowhere).", slug="New", title="")
    assert obstacles_of(note) == ["slug", "", "title"]


def test_a_publication_date_in_the_past_is_the_date_of_the_page(time: Time) -> None:
    note = make_note(published_at=time.after(-86_400))
    assert publish(note).published_at == time.after(-86_400)


def test_a_publication_date_after_the_moment_it_goes_live_is_refused(time: Time) -> None:
    note = make_note(published_at=time.after(60))
    assert obstacles_of(note) == ["published_at"]
    with pytest.raises(NotPublishable):
        publish(note, starts_at=time.after(59))
    assert (head(), intervals_of(note)) == (0, [])
    publish(note, starts_at=time.after(60))


def test_a_dead_link_is_refused_by_name_and_a_live_one_is_a_reference(time: Time) -> None:
    note = make_note("See (note:nowhere).")
    with pytest.raises(NotPublishable, match="note:nowhere"):
        publish(note)
    target = make_note(slug="nowhere")
    capture(note)
    publication = publish(note)
    assert list(publication.references.values_list("kind", "target_id")) == [("link", target.pk)]


def test_an_older_revision_that_refers_to_a_deleted_entry_is_refused(time: Time) -> None:
    label = make_label()
    note = make_note(labels=(label,))
    note.labels.clear()
    capture(note)
    discard(label)
    with pytest.raises(NotPublishable, match="a label that was deleted"):
        publish(note, revision=Revision.objects.get(entry_id=note.pk, number=1))


def test_what_cannot_be_rendered_is_captured_but_has_no_draft_and_is_not_published(time: Time) -> None:
    note = make_published_note("Fine")
    before = head()
    edit(note, text="BOOM")
    record = EntryRecord.objects.select_related("latest").get(pk=note.pk)
    assert record.obstacle == "This text takes too long to render."
    assert record.latest
    assert record.latest.number == 2
    assert not Draft.objects.filter(entry_id=note.pk).exists()
    with pytest.raises(CannotRender):
        publish(note)
    assert (texts(), head()) == (["Fine"], before)
    edit(note, text="Fine again")
    assert EntryRecord.objects.get(pk=note.pk).obstacle == ""
    assert Draft.objects.filter(entry_id=note.pk).exists()


def test_a_publication_names_who_published_it(time: Time, admin_user: object) -> None:
    publication = publish(make_note(), by=admin_user)  # type: ignore[arg-type]
    assert Publication.objects.get(pk=publication.pk).published_by == admin_user
