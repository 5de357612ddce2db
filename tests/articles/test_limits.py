"""The limits of the forms hold for a fixture too, and before anything is published, in the same sentences."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from articles.models import Article, Role, Skill, Tag
from cms.publishing.capturing import capture
from cms.publishing.models import seed_id
from cms.publishing.publishing import publish
from cms.publishing.refusals import NotPublishable

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def rows() -> dict[str, dict[str, Any]]:
    """An article about a role that needs a skill."""
    article, role, skill = (str(seed_id(name, "one")) for name in ("article", "role", "skill"))
    return {
        "article": _row("articles.article", article, title="One", slug="one", body="Words.", language="en"),
        "article_role": _row(
            "articles.articlerole", str(seed_id("row", "a")), article=article, role=["mlops-engineer"]
        ),
        "role": _row("articles.role", role, name="MLOps Engineer", slug="mlops-engineer", summary="Runs models."),
        "role_skill": _row(
            "articles.roleskill", str(seed_id("row", "b")), role=role, skill=["docker"], importance=0.5, tier="useful"
        ),
        "skill": _row("articles.skill", skill, name="Docker", slug="docker"),
    }


def _row(model: str, pk: str, **fields: Any) -> dict[str, Any]:
    return {"model": model, "pk": pk, "fields": fields}


def load(folder: Path, changed: dict[str, dict[str, Any]]) -> None:
    found = rows()
    for name, fields in changed.items():
        found[name]["fields"] |= fields
    path = folder / "content.json"
    path.write_text(json.dumps(list(found.values())))
    call_command("loaddata", path, verbosity=0)


def test_rows_may_name_what_stands_further_down(tmp_path: Path) -> None:
    load(tmp_path, {})
    assert Article.objects.get().roles.get().skills.get().name == "Docker"


FAULTS: list[tuple[str, dict[str, Any], str]] = [
    (
        "article_role",
        {"role": ["mlops-enginer"]},
        "role: There is no role “mlops-enginer”. Did you mean “mlops-engineer”?",
    ),
    ("article", {"title": "x" * 300}, "title: Ensure this value has at most 200 characters (it has 300)."),
    ("article", {"excerpt": "x" * 969}, "excerpt: Ensure this value has at most 600 characters (it has 969)."),
    ("article", {"canonical_url": "nowhere"}, "canonical_url: Enter a valid URL."),
    ("role_skill", {"importance": 1.5}, "importance: Ensure this value is less than or equal to 1.0."),
    ("role_skill", {"tier": "vital"}, "tier: Select a valid choice. vital is not one of the available choices."),
    ("skill", {"aliases": ["k8s", "K8s"]}, "aliases: “K8s” is there twice."),
    ("skill", {"aliases": "k8s"}, "aliases: A list of texts is needed."),
    ("skill", {"description": "a\0b"}, "description: Null characters are not allowed."),
]


@pytest.mark.parametrize(("name", "fields", "sentence"), FAULTS, ids=[sentence for *_, sentence in FAULTS])
def test_a_fault_of_a_fixture_is_told_in_the_words_of_the_form(
    tmp_path: Path, name: str, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        load(tmp_path, {name: fields})
    assert "content.json: " in str(refusal.value)
    assert f": {sentence}" in str(refusal.value)
    assert not Article.objects.exists()


def test_all_of_them_are_told_at_once(tmp_path: Path) -> None:
    changed = {name: fields for name, fields, _ in reversed(FAULTS)}
    with pytest.raises(CommandError) as refusal:
        load(tmp_path, changed)
    assert str(refusal.value).count("content.json: ") == len(changed)


def test_what_came_in_by_another_way_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    article = Article.objects.create(title="One", slug="one", body="Words.", subtitle="x" * 300, excerpt="x" * 700)
    capture(article)
    with pytest.raises(NotPublishable) as refusal:
        publish(article)
    assert [obstacle.field for obstacle in refusal.value.obstacles] == ["excerpt"]


# --- names


@pytest.mark.parametrize("model", [Tag, Skill, Role])
def test_the_migration_keeps_both_of_two_names_that_read_the_same_and_reports_them(
    model: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = (model.objects.create(name=name, slug=f"s{number}") for number, name in enumerate(["Café", "Bar"]))
    # As a release before this one left them.
    model.objects.filter(pk=one.pk).update(name_key=None)
    model.objects.filter(pk=two.pk).update(name="cafe\u0301", name_key=None)
    importlib.import_module("articles.migrations.0004_fill_name_keys").fill(apps, None)
    assert "reads like “Café” (s0)" in capsys.readouterr().out
    assert model.objects.get(pk=one.pk).name_key == "café"
    assert model.objects.get(pk=two.pk).name_key.startswith("café #")
    for entry in model.objects.all():
        entry.save()
