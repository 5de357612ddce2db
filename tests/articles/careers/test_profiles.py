"""How alike roles are, and how well skills cover one: what holds for any numbers."""

from math import isfinite
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.careers.profiles import Profiles, Weights
from tests.tables import table

SKILLS = [f"s{number}" for number in range(12)]
importances = st.one_of(st.sampled_from([0.0, 1.0, 0.5]), st.floats(min_value=0, max_value=1))
needs = st.dictionaries(st.sampled_from(SKILLS), importances, max_size=len(SKILLS))
sites = st.dictionaries(st.sampled_from([f"r{number}" for number in range(9)]), needs, min_size=1)
categories = st.dictionaries(st.sampled_from(SKILLS), st.sampled_from(["", "a", "b", "c"]))


def coverage(ours: Weights, have: set[str]) -> float:
    return Profiles({"role": ours}, {}).covered_by(have).get("role", 0.0)


def shuffled(site: dict[str, dict[str, float]], seed: int) -> dict[str, Weights]:
    random, roles = Random(seed), list(site)
    random.shuffle(roles)
    answer: dict[str, Weights] = {}
    for role in roles:
        skills = list(site[role])
        random.shuffle(skills)
        answer[role] = {skill: site[role][skill] for skill in skills}
    return answer


@given(sites, categories)
def test_similarity_is_symmetric_within_0_and_1_and_1_with_itself(
    site: dict[str, dict[str, float]], category_of: dict[str, str]
) -> None:
    profiles = Profiles(site, category_of)
    for a in site:
        assert profiles.similarity(a, a) == 1.0
        for b in site:
            score = profiles.similarity(a, b)
            assert isfinite(score)
            assert 0.0 <= score <= 1.0
            assert score == profiles.similarity(b, a)


@given(sites, categories, st.integers())
def test_the_order_of_roles_and_skills_changes_nothing_to_the_last_bit(
    site: dict[str, dict[str, float]], category_of: dict[str, str], seed: int
) -> None:
    one, other = Profiles(site, category_of), Profiles(shuffled(site, seed), category_of)
    for role in site:
        assert one.neighbours(role) == other.neighbours(role)


@given(sites, categories)
def test_neighbours_are_ranked_by_the_similarity_of_the_two(
    site: dict[str, dict[str, float]], category_of: dict[str, str]
) -> None:
    profiles = Profiles(site, category_of)
    for role in site:
        found = profiles.neighbours(role)
        assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
        assert dict(found) == {
            other: score for other in site if other != role and (score := profiles.similarity(role, other)) > 0
        }


@given(sites, categories, needs)
def test_roles_that_need_the_same_are_as_alike_as_can_be(
    site: dict[str, dict[str, float]], category_of: dict[str, str], same: dict[str, float]
) -> None:
    profiles = Profiles({**site, "one": same, "other": dict(same)}, category_of)
    assert profiles.similarity("one", "other") == (1.0 if any(same.values()) else 0.0)


@given(sites, categories)
def test_a_skill_of_no_importance_is_a_skill_not_needed(
    site: dict[str, dict[str, float]], category_of: dict[str, str]
) -> None:
    without = {role: {skill: x for skill, x in ours.items() if x > 0} for role, ours in site.items()}
    one, other = Profiles(site, category_of), Profiles(without, category_of)
    assert all(one.neighbours(role) == other.neighbours(role) for role in site)


@given(sites, categories)
def test_roles_that_share_nothing_are_not_alike(site: dict[str, dict[str, float]], category_of: dict[str, str]) -> None:
    profiles = Profiles({**site, "apart": {"only here": 0.7}}, category_of)
    # Not 0: both need less than the average of what the others need, and that is a little alike.
    assert profiles.similarity("apart", "r0") <= 0.1


def test_learning_what_the_other_role_needs_brings_one_nearer() -> None:
    """On a site of roles that need a few of many skills, as editors write them."""
    random = Random(1)
    site = {f"r{n}": {s: random.random() for s in random.sample(range(40), 9)} for n in range(12)}
    weights: dict[str, dict[str, float]] = {r: {f"s{s}": x for s, x in ours.items()} for r, ours in site.items()}
    before = 0.0
    learnt: dict[str, float] = {"other": 0.5}
    for skill, importance in weights["r1"].items():
        learnt[skill] = importance
        score = Profiles({**weights, "learner": dict(learnt)}, {}).similarity("learner", "r1")
        assert score > before
        before = score
    assert before > 0.8


@table("importance", [0.0, 1.0])
def test_all_importances_alike_are_no_error(importance: float) -> None:
    site = {role: dict.fromkeys(SKILLS, importance) for role in "abc"}
    profiles = Profiles(site, {})
    assert profiles.similarity("a", "b") == importance
    assert len(profiles.neighbours("a")) == 2 * importance


def test_a_role_without_skills_is_like_none_and_changes_nothing_for_others() -> None:
    site = {"a": {"x": 0.9, "y": 0.4}, "b": {"x": 0.8}, "c": {"y": 0.3, "z": 1.0}}
    profiles, with_empty = Profiles(site, {}), Profiles({**site, "empty": {}, "zero": {"x": 0.0}}, {})
    assert with_empty.neighbours("empty") == with_empty.neighbours("zero") == []
    assert with_empty.similarity("empty", "zero") == with_empty.similarity("empty", "a") == 0.0
    assert all(profiles.neighbours(role) == with_empty.neighbours(role) for role in site)
    assert Profiles({}, {}).neighbours("a") == []


def test_a_thousand_skills_are_no_error() -> None:
    random = Random(2)
    site = {role: {f"s{n}": random.random() for n in range(1_000)} for role in ("a", "b")} | {"c": {"s1": 1.0}}
    profiles = Profiles(site, {f"s{n}": f"category {n % 300}" for n in range(1_000)})
    assert 0.5 < profiles.similarity("a", "b") < 1
    assert profiles.similarity("a", "c") < 0.1


def test_where_everything_is_rated_the_shape_counts_and_not_the_level() -> None:
    """A reference such as O*NET rates every role on everything."""
    random = Random(3)
    site = {f"r{n}": {s: 0.2 + 0.6 * random.random() for s in SKILLS} for n in range(200)}
    shape = {skill: 0.1 + 0.06 * number for number, skill in enumerate(SKILLS)}
    raised = {skill: x + 0.2 for skill, x in shape.items()}
    reversed_level = dict(zip(SKILLS, reversed(raised.values()), strict=True))
    profiles = Profiles({**site, "low": shape, "high": raised, "other": reversed_level}, {})
    assert profiles.similarity("low", "high") > 0.6 > profiles.similarity("high", "other")


def test_a_skill_that_every_role_needs_says_less_than_one_that_two_do() -> None:
    site = {f"r{n}": {"common": 0.8, f"own {n}": 0.8} for n in range(30)}
    site |= {"a": {"rare": 0.8, "x": 0.8}, "b": {"rare": 0.8, "y": 0.8}}
    site |= {"c": {"common": 0.8, "z": 0.8}}
    profiles = Profiles(site, {})
    assert profiles.similarity("a", "b") > profiles.similarity("c", "r1")


@given(needs, st.sets(st.sampled_from(SKILLS)))
def test_coverage_lies_within_0_and_1_and_is_1_with_all_that_is_needed(ours: dict[str, float], have: set[str]) -> None:
    score = coverage(ours, have)
    assert isfinite(score)
    assert 0.0 <= score <= 1.0
    if sum(x * x for x in ours.values()):
        assert coverage(ours, set(ours)) == pytest.approx(1.0)
    assert coverage(ours, set()) == 0.0
    assert coverage({}, have) == 0.0


@given(needs, st.sets(st.sampled_from(SKILLS)), st.sampled_from(SKILLS))
def test_one_more_skill_never_covers_less(ours: dict[str, float], have: set[str], more: str) -> None:
    assert coverage(ours, {*have, more}) >= coverage(ours, have)


@settings(max_examples=50)
@given(needs, st.integers())
def test_coverage_does_not_depend_on_the_order(ours: dict[str, float], seed: int) -> None:
    assert coverage(shuffled({"r": ours}, seed)["r"], {"s1", "s2", "s3"}) == coverage(ours, {"s1", "s2", "s3"})


def test_what_matters_most_decides() -> None:
    role = {"main": 1.0, **{f"minor {n}": 0.3 for n in range(5)}}
    assert coverage(role, {"main"}) > coverage(role, {f"minor {n}" for n in range(5)})
