"""Every page of every entry's admin, tried as everybody, against one table; the pages come from the URL map."""

from typing import Any

import pytest
from django.contrib.admin.sites import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.publishing.admin.entry_list.bulk_acts import ACTS
from cms.publishing.models import Entry
from tests.cms.media.pictures import make_file
from tests.tables import table

from .addresses import admin_addresses
from .browsing import open_form
from .kinds import KINDS, LATER, MODELS, make_kind, title_field, words_field
from .observing import NOTHING, Observer, undone, watched
from .people import CHIEF, EVERYBODY, GROUPS, GUEST, MEMBER, STRANGER, make_client
from .whose import NOBODY, Rule, rules_for

pytestmark = pytest.mark.django_db
NOUNS = [pytest.param(noun, marks=() if noun == "tag" else pytest.mark.slow) for noun in MODELS]
ACTIONS = {f"do:{act.name}": act.name for act in ACTS}
TYPED = f"{LATER:%Y-%m-%dT%H:%M}"
TYPED_LATER = f"{LATER.replace(year=LATER.year + 1):%Y-%m-%dT%H:%M}"


def pages_of(noun: str) -> set[str]:
    """But for what a form's own script asks: tests/cms/forms tries that."""
    pages = {address.page for address in admin_addresses() if address.noun == noun}
    return pages - {"buffer", "others"}


@table("noun", MODELS)
def test_the_table_names_every_page_of_the_url_map(noun: str) -> None:
    table = rules_for(noun)
    wanted = {*pages_of(noun), *ACTIONS}
    assert {page for page, _ in table} == wanted
    about_one = wanted - {"changelist", "bin", "add", "slug"}
    assert set(table) == {(page, kind) for page in about_one for kind in KINDS[noun]} | {
        ("changelist", ""),
        ("bin", ""),
        ("add", ""),
        ("slug", ""),
    }


def test_every_entry_of_the_admin_is_in_the_table() -> None:
    # Those of the newsletter and of background work have tests of their own, in tests/newsletter/admin.
    others = {model for model in site._registry if model._meta.app_label not in ("newsletter", "background")}
    assert {model._meta.model_name for model in others} == {*MODELS, "user", "group", "token", "auditevent"}


class Stage:
    """One entry of each kind of a noun, and what a form of every page would send."""

    def __init__(self, noun: str) -> None:
        self.noun, self.model = noun, MODELS[noun]
        self.entries = {kind: make_kind(noun, kind) for kind in KINDS[noun]}
        chief = make_client(CHIEF)
        self.forms: dict[str, dict[str, Any]] = {"": self._added(open_form(chief, self.url("add", "")))}
        for kind in KINDS[noun]:
            self.forms[kind] = {} if kind == "binned" else self._changed(open_form(chief, self.url("change", kind)))

    def url(self, page: str, kind: str) -> str:
        prefix = f"admin:{self.model._meta.app_label}_{self.noun}"
        if page in ACTIONS or not kind:
            return reverse(f"{prefix}_{'changelist' if page in ACTIONS else page}")
        if page == "object":
            return reverse(f"{prefix}_changelist") + f"{self.entries[kind].pk}/"
        return reverse(f"{prefix}_{page}", args=[self.entries[kind].pk])

    def sent(self, page: str, kind: str) -> dict[str, Any]:
        """What a browser would send from there, the decisions made, and what somebody adds to it by hand."""
        entry: Entry | None = self.entries.get(kind)
        if page in ACTIONS:
            chosen = {"_selected_action": [str(entry.pk)] if entry else [], "confirmed": "1"}
            return {"action": ACTIONS[page], **chosen, "starts_at": TYPED_LATER, "at": TYPED_LATER}
        if page in ("add", "change"):
            data = dict(self.forms[kind])
            if page == "add" and self.noun == "image":
                data["file"] = SimpleUploadedFile("picture.png", make_file(kind="PNG"), content_type="image/png")
            return data
        decisions = {"publish": {"pending": "cancel"}, "schedule": {"starts_at": TYPED_LATER, "pending": "cancel"}}
        decisions |= {"preview": {"hours": "48"}, "erase": {"is_sure": "1"}}
        # Restoring brings back the first revision; everything else is about the latest.
        return {"revision": "1" if page == "restore" else "2", "at": TYPED_LATER, **decisions.get(page, {})}

    def _changed(self, form: dict[str, Any]) -> dict[str, Any]:
        name = words_field(self.noun)
        return {**form, name: f"{form[name]} changed", "_save": "Save"}

    def _added(self, form: dict[str, Any]) -> dict[str, Any]:
        filled = {"slug": "quite-new", title_field(self.model): "Quite new", "_save": "Save"}
        extra = {
            "article": {"body": "Text."},
            "role": {"summary": "What it is."},
            "image": {"alt": "What it shows."},
            "calltoaction": {"text": "Read.", "label": "Read", "url": "https://www.example.org/"},
        }
        return {**form, **filled, **extra.get(self.noun, {})}


@pytest.mark.parametrize("noun", NOUNS)
def test_everybody_gets_the_pages_and_does_the_acts_of_the_table_and_no_others(noun: str) -> None:
    stage, wrong = Stage(noun), []
    # Those who may nothing at all are tried on one type that is reviewed, and on one that publishes on save.
    people = EVERYBODY if noun in ("article", "tag") else (GUEST, *GROUPS)
    clients = {person: make_client(person) for person in people}
    observer = Observer(LATER)
    for (page, kind), rule in rules_for(noun).items():
        for person, client in clients.items():
            with undone():
                seen = _look(client, stage, page, kind, person, rule)
            with undone():
                done = _act(client, stage, page, kind, person, rule, observer)
            wrong += [f"{person}, {page}, {kind or noun}: {complaint}" for complaint in (*seen, *done)]
    assert wrong == []


def _look(client: Client, stage: Stage, page: str, kind: str, person: str, rule: Rule) -> list[str]:
    if page in ACTIONS:
        return []  # done by sending only
    with watched() as written:
        response = client.get(stage.url(page, kind))
    wrong = [f"looking wrote {written[0]}"] if written else []
    if (response.status_code == 200) != (person in rule.sees):
        wrong.append(f"looking is answered {response.status_code}")
    return wrong + _manners(response, person, is_refused=person not in rule.sees)


def _act(client: Client, stage: Stage, page: str, kind: str, person: str, rule: Rule, observer: Observer) -> list[str]:
    with watched() as written:
        response = client.post(stage.url(page, kind), stage.sent(page, kind))
    # Who writes nothing has changed nothing; comparing everything is dear.
    effect = observer.effect() if written else NOTHING
    expected = rule.effect if person in rule.does else NOTHING
    wrong = [] if effect == expected else [f"sending changed {effect} and not {expected} ({response.status_code})"]
    return wrong + _manners(response, person, is_refused=person not in (*rule.sees, *rule.does))


def _manners(response: Any, person: str, *, is_refused: bool) -> list[str]:
    """Whoever is refused learns nothing, and nobody sees an error of ours."""
    wrong = [f"failed with {response.status_code}"] if response.status_code >= 500 else []
    if person in (STRANGER, MEMBER) and not response.get("Location", "").startswith("/admin/login/?next=/admin/"):
        wrong.append(f"was not sent to the login: {response.status_code}")
    if person == GUEST and response.status_code not in (301, 302, 403, 405):
        wrong.append(f"was not refused: {response.status_code}")
    if is_refused and response.status_code != 200 and b"Confidential" in response.content:
        wrong.append("was told a title")
    return wrong


def test_nobody_is_allowed_what_the_table_forgot() -> None:
    """The table grants nothing to those without a group, whatever page is added to it."""
    granted = {person for noun in MODELS for rule in rules_for(noun).values() for person in (*rule.sees, *rule.does)}
    assert granted.isdisjoint({STRANGER, MEMBER, GUEST})
    assert NOBODY == ()
