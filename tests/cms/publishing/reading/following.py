"""What the processes of test_following do: some publish and schedule, one follows the changes page by page."""

import time
from typing import Any

from django.db import transaction
from django.test import Client

from cms.publishing.content_types import entry_types
from cms.publishing.publishing import publish_on_save
from cms.publishing.reading.perspectives import published
from cms.publishing.timeline.content_version import current_version
from tests.cms.publishing.racing import TRIES, Writer
from tests.notes.models import Label, Note

Replica = dict[str, list[str]]


class Renamer(Writer):
    """Does what editors do, with the slugs of notes and labels changing all the time, and what notes refer to."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.notes = {int(slug.split("-")[1]): pk for slug, pk in Note.objects.values_list("slug", "pk")}
        self.labels = list(Label.objects.order_by("slug").values_list("pk", flat=True))

    def note(self, number: int) -> Note | None:
        return Note.objects.filter(pk=self.notes[number]).first()

    def edit(self, note: Note) -> None:
        number = next(number for number, pk in self.notes.items() if pk == note.pk)
        with transaction.atomic():
            slug = f"note-{number}{self.random.choice(['', '-once', '-again'])}"
            Note.objects.filter(pk=note.pk).update(slug=slug)
            note.refresh_from_db()
            note.labels.set(self.random.sample(self.labels, self.random.randint(0, len(self.labels))))
            super().edit(note)

    def rename_label(self, note: Note) -> None:
        number = self.random.randrange(len(self.labels))
        label = Label.objects.get(pk=self.labels[number])
        with transaction.atomic():
            label.slug = f"label-{number}-{self.random.randrange(3)}"
            Label.objects.filter(pk=label.pk).update(slug=label.slug)
            self.revisions += publish_on_save(label).is_new


def edit_for(number: int, starts_at: float, seconds: float) -> dict[str, int]:
    writer = Renamer(number)
    time.sleep(max(0.0, starts_at - time.time()))
    while time.time() < starts_at + seconds:
        writer.act()
    return writer.did


class Follower:
    """A mirror that knows nothing but what it was given."""

    def __init__(self, page_size: int) -> None:
        self.page_size, self.since, self.pages = page_size, "", 0
        self.there: Replica = {}

    def turn_page(self) -> bool:
        """Whether there is another page right now."""
        query = {"since": self.since, "page_size": str(self.page_size)}
        response = Client(headers={"host": "localhost"}).get("/api/v1/changes/", query)
        assert response.status_code == 200, response.content
        answer = response.json()
        for item in answer["results"]:
            if item["action"] == "retracted":
                self.there.pop(item["id"], None)
            else:
                self.there[item["id"]] = [item["type"], item["slug"]]
        self.since = answer["since"]
        self.pages += 1
        return answer["next"] is not None


def follow_for(page_size: int, starts_at: float, seconds: float) -> dict[str, Any]:
    """The mirror, and how many pages it took. It starts with nothing while others write."""
    follower = Follower(page_size)
    time.sleep(max(0.0, starts_at - time.time()))
    while time.time() < starts_at + seconds:
        follower.turn_page()
    return {"there": follower.there, "since": follower.since, "pages": follower.pages}


def compare(mirrors: list[dict[str, Any]]) -> dict[str, Any]:
    """What is public, and what each mirror has once it has caught up: at a moment when nothing changes meanwhile."""
    followers = [Follower(100) for _ in mirrors]
    for follower, mirror in zip(followers, mirrors, strict=True):
        follower.there, follower.since = mirror["there"], mirror["since"]
    for _ in range(TRIES):
        version = current_version()
        for follower in followers:
            while follower.turn_page():
                pass
        found = {"live": live(), "replicas": [follower.there for follower in followers]}
        if current_version().token == version.token:
            return found
    raise AssertionError("what was scheduled never stopped coming")


def live() -> Replica:
    perspective = published()
    return {
        str(pk): [of_type.name, slug]
        for of_type in entry_types()
        for pk, slug in perspective.entries(of_type.name).values_list("entry_id", "slug")
    }
