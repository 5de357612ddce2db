"""Permissions reach the groups once."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from cms.publishing.content_types import entry_type
from cms.publishing.editor_groups import actions_of
from cms.tokens.initial_groups import hand_out
from cms.tokens.models import HandedOutPermission

pytestmark = pytest.mark.django_db


def may(group: str) -> set[str]:
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def test_what_an_administrator_took_away_stays_away() -> None:
    taken = Permission.objects.get(codename="change_skill")
    Group.objects.get(name="Editor").permissions.remove(taken)
    call_command("migrate", verbosity=0)
    assert "change_skill" not in may("Editor")
    assert {"add_skill", "change_role"} <= may("Editor")


def test_a_new_type_reaches_the_groups_that_are_there() -> None:
    before = may("Writer")
    HandedOutPermission.objects.filter(permission__endswith="_tag").delete()
    for group in Group.objects.all():
        group.permissions.remove(*Permission.objects.filter(codename__endswith="_tag"))
    call_command("migrate", verbosity=0)
    assert may("Writer") == before
    assert "publish_tag" in may("Editor")


def test_a_group_that_was_deleted_is_not_made_again() -> None:
    Group.objects.get(name="Writer").delete()
    call_command("migrate", verbosity=0)
    assert not Group.objects.filter(name="Writer").exists()


def test_a_new_group_is_made_with_what_it_is_given() -> None:
    for _ in range(2):
        hand_out({"Reader of tags": {"articles.tag": {"view"}}}, using="default")
    assert may("Reader of tags") == {"view_tag"}


def test_who_keeps_a_type_may_write_it_and_who_comes_before_may_look() -> None:
    assert actions_of("Writer", entry_type("article")) == {"view", "add", "change"}
    assert actions_of("Writer", entry_type("role")) == {"view"}
    assert actions_of("Editor", entry_type("tag")) == {"view", "add", "change", "publish"}
    assert actions_of("Editor", entry_type("call_to_action")) == {"view"}
    assert actions_of("Publisher", entry_type("call_to_action")) == {"view", "add", "change", "delete", "publish"}
