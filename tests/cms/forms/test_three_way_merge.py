"""Two edits of one record, put together."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cms.forms.three_way_merge import Conflict, Merged, Side, merge
from tests.tables import table

ROWS: dict[str, list[tuple[str, ...]]] = {"lines": []}


def note(*lines: str, **fields: Any) -> dict[str, Any]:
    """A note's source; each line is written as `id:text`, with the letter of its id."""
    rows = [
        {"id": line.partition(":")[0], "position": number, "text": line.partition(":")[2], "label": None}
        for number, line in enumerate(lines, start=1)
    ]
    defaults = {
        "id": "n",
        "slug": "note",
        "title": "Note",
        "text": "",
        "stars": 3,
        "published_at": None,
        "parent": None,
        "labels": [],
        "links": {},
    }
    return {**defaults, "lines": rows, **fields}


def put(base: dict[str, Any], theirs: dict[str, Any], yours: dict[str, Any], **choices: Side) -> Merged:
    paths = {tuple(name.split("__")): side for name, side in choices.items()}
    return merge(base, theirs, yours, rows=ROWS, choices=paths)


def lines_of(merged: Merged) -> list[str]:
    return [f"{row['id']}:{row['text']}" for row in merged.record["lines"]]


def test_what_one_side_touched_is_taken_from_that_side() -> None:
    merged = put(note(), note(title="Theirs"), note(text="Yours"))
    assert (merged.record["title"], merged.record["text"]) == ("Theirs", "Yours")
    assert merged.conflicts == ()
    assert merged.taken == (("title",),)


def test_what_both_changed_differently_is_a_conflict_until_it_is_decided() -> None:
    base, theirs, yours = note(), note(title="Theirs"), note(title="Yours")
    assert put(base, theirs, yours).conflicts == (Conflict(("title",), "Note", "Theirs", "Yours"),)
    for side, title in [(Side.YOURS, "Yours"), (Side.THEIRS, "Theirs")]:
        decided = put(base, theirs, yours, title=side)
        assert (decided.record["title"], decided.conflicts) == (title, ())


def test_what_both_changed_alike_is_no_conflict() -> None:
    merged = put(note(), note(title="Same"), note(title="Same"))
    assert (merged.record["title"], merged.conflicts, merged.taken) == ("Same", (), ())


def test_sets_take_what_either_side_added_and_lose_what_either_removed() -> None:
    merged = put(note(labels=["a", "b"]), note(labels=["b", "c"]), note(labels=["a", "b", "d"]))
    assert merged.record["labels"] == ["b", "d", "c"]
    assert merged.conflicts == ()


def test_rows_are_known_by_their_ids_wherever_they_stand() -> None:
    merged = put(note("a:1", "b:2"), note("b:2", "a:1"), note("a:mine", "b:2"))
    assert lines_of(merged) == ["b:2", "a:mine"]


def test_a_row_that_others_removed_goes_unless_you_changed_it() -> None:
    base, theirs = note("a:1", "b:2"), note("b:2")
    assert lines_of(put(base, theirs, note("a:1", "b:2", title="Yours"))) == ["b:2"]
    merged = put(base, theirs, note("a:mine", "b:2"))
    assert [conflict.path for conflict in merged.conflicts] == [("lines", "a")]
    assert lines_of(put(base, theirs, note("a:mine", "b:2"), lines__a=Side.YOURS)) == ["a:mine", "b:2"]
    assert lines_of(put(base, theirs, note("a:mine", "b:2"), lines__a=Side.THEIRS)) == ["b:2"]


def test_a_row_that_you_removed_goes_unless_others_changed_it() -> None:
    base, yours = note("a:1", "b:2"), note("b:2")
    assert lines_of(put(base, note("a:1", "b:2"), yours)) == ["b:2"]
    merged = put(base, note("a:theirs", "b:2"), yours)
    assert [(conflict.path, conflict.yours) for conflict in merged.conflicts] == [(("lines", "a"), None)]
    assert lines_of(put(base, note("a:theirs", "b:2"), yours, lines__a=Side.YOURS)) == ["b:2"]


def test_rows_added_by_both_are_all_there_behind_what_they_stood_behind() -> None:
    merged = put(note("a:1", "b:2"), note("a:1", "x:theirs", "b:2"), note("y:yours", "a:1", "b:2"))
    assert lines_of(merged) == ["y:yours", "a:1", "x:theirs", "b:2"]
    assert [row["position"] for row in merged.record["lines"]] == [1, 2, 3, 4]


def test_the_same_skill_added_by_both_is_one_row() -> None:
    def role(*skills: tuple[str, str, float]) -> dict[str, Any]:
        rows = [
            {"id": pk, "position": 1, "skill": skill, "importance": importance, "tier": "useful", "note": ""}
            for pk, skill, importance in skills
        ]
        return {"role_skills": rows}

    merged = merge(role(), role(("x", "python", 0.9)), role(("y", "python", 0.9)), rows={"role_skills": [("skill",)]})
    assert [row["id"] for row in merged.record["role_skills"]] == ["x"]
    merged = merge(role(), role(("x", "python", 0.9)), role(("y", "python", 0.5)), rows={"role_skills": [("skill",)]})
    assert [conflict.path for conflict in merged.conflicts] == [("role_skills", "x", "importance")]


TEXTS = st.sampled_from(["", "one", "two", "three"])
LINES = st.lists(st.tuples(st.sampled_from("abcdef"), TEXTS).map(":".join), unique_by=lambda line: line[0], max_size=6)
NOTES = st.builds(
    lambda lines, **fields: note(*lines, **fields),
    LINES,
    title=TEXTS,
    text=TEXTS,
    stars=st.integers(1, 3),
    labels=st.lists(st.sampled_from("xyz"), unique=True).map(sorted),
)


@settings(max_examples=50, deadline=None)
@given(NOTES, NOTES)
def test_whoever_changed_alone_gets_what_they_wrote(base: dict[str, Any], changed: dict[str, Any]) -> None:
    for merged in (put(base, changed, base), put(base, base, changed)):
        assert merged.conflicts == ()
        assert lines_of(merged) == [f"{row['id']}:{row['text']}" for row in changed["lines"]]
        assert {name: merged.record[name] for name in ("title", "text", "stars")} == {
            name: changed[name] for name in ("title", "text", "stars")
        }
        assert sorted(merged.record["labels"]) == changed["labels"]


@settings(max_examples=50, deadline=None)
@given(NOTES, NOTES, NOTES, st.sampled_from(Side))
def test_no_state_is_a_dead_end(base: Any, theirs: Any, yours: Any, side: Side) -> None:
    """One round of decisions settles everything, and saving the result again finds nothing to decide."""
    merged = put(base, theirs, yours)
    decided = merge(base, theirs, yours, rows=ROWS, choices={one.path: side for one in merged.conflicts})
    assert decided.conflicts == ()
    assert merge(theirs, theirs, decided.record, rows=ROWS).record["lines"] == decided.record["lines"]
    assert len({row["id"] for row in decided.record["lines"]}) == len(decided.record["lines"])


@settings(max_examples=50, deadline=None)
@given(NOTES, NOTES, NOTES)
def test_nothing_that_only_one_side_wrote_is_lost(base: Any, theirs: Any, yours: Any) -> None:
    merged = put(base, theirs, yours)
    before = {row["id"] for row in base["lines"]}
    here = {row["id"] for row in merged.record["lines"]}
    added = {row["id"] for side in (theirs, yours) for row in side["lines"]} - before
    assert added <= here


@table("value", [None, 0.5, "text", ["a", "a"], {"x": 1}])
def test_what_is_no_set_conflicts_as_a_whole(value: Any) -> None:
    assert put(note(stars=1), note(stars=2), note(stars=value)).conflicts != ()
