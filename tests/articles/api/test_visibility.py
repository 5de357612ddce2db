"""No word of what is not public is in any answer, whatever editors do. Every text field holds words of its own."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from articles.models import Article
from cms.publishing.capturing import capture
from cms.publishing.publishing import Pending, expire, publish, publish_on_save, retract, unschedule
from cms.publishing.refusals import Refused
from cms.publishing.timeline import clock, content_version
from cms.publishing.timeline.content_version import current_version
from tests.articles.asking import ask, ask_at, forget_what_is_kept
from tests.articles.contract import read_as_documented, wrong_with
from tests.articles.makers import (
    To,
    make_article,
    make_author,
    make_call_to_action,
    make_dimension,
    make_image,
    make_role,
    make_skill,
    make_tag,
)
from tests.machines import run_machine

from .words import PATHS, ROWS, SEEN, UNSEEN, Expected, Said

REVIEWED = ("article0", "article1", "role0", "role1", "skill0")
reviewed = st.sampled_from(REVIEWED)
saved = st.sampled_from(["tag0", "tag1", "author0", "dimension0", "image0", "call0"])
spans = st.sampled_from([timedelta(seconds=seconds) for seconds in (5, 60, 600)])
CANARY = re.compile(r"canary\d+x")


class Visibility(RuleBasedStateMachine):
    @initialize(drafts=st.sets(reviewed, max_size=2))
    def begin(self, drafts: set[str]) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        content_version.forget()
        forget_what_is_kept()
        self.stopped: Any = None
        self.numbers = 0
        self.set_clock(datetime(2026, 6, 1, 12, tzinfo=UTC))
        tags, author, image = [make_tag(), make_tag()], make_author(), make_image()
        call, dimension, skill = make_call_to_action(), make_dimension(), make_skill(is_draft=True)
        roles = [make_role(skills={skill: 0.5}, dimensions={dimension: "x"}, responsibilities=["x"], is_draft=True)]
        roles += [make_role(skills={skill: 0.25}, is_draft=True)]
        other = make_article(tags=tags[1:], roles=roles[:1], authors=[author], is_draft=True)
        first = make_article(
            tags=tags[:1],
            roles=roles,
            skills=[skill],
            authors=[author],
            hero=image,
            calls=[call],
            links=[To(other, is_pinned=True), To(roles[1]), To("https://www.example.org/elsewhere")],
            is_draft=True,
        )
        entries = {"article0": first, "article1": other, "role0": roles[0], "role1": roles[1], "skill0": skill}
        entries |= {"tag0": tags[0], "tag1": tags[1], "author0": author, "dimension0": dimension}
        entries |= {"image0": image, "call0": call}
        self.known = {name: Expected(entry, Said(entry.slug, set())) for name, entry in entries.items()}
        for name, expected in self.known.items():
            self.write(expected)
            if name in REVIEWED:
                capture(expected.entry)
            else:
                publish_on_save(expected.entry)
        for name in sorted(set(REVIEWED) - drafts):
            publish(self.known[name].entry)
            self.known[name].live = self.known[name].latest
        # What a mirror has that follows the changes, by id, and every slug that was ever public.
        self.mirror: dict[str, str] = {}
        self.since = ""
        self.ever: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)
            if self.stopped:
                self.stopped.__exit__(None, None, None)
            content_version.forget()

    def set_clock(self, now: datetime) -> None:
        if self.stopped:
            self.stopped.__exit__(None, None, None)
        self.now = now
        self.stopped = clock.stopped(now)
        self.stopped.__enter__()

    def new_word(self) -> str:
        self.numbers += 1
        return f"canary{self.numbers}x"

    def write(self, expected: Expected, slug: str = "") -> None:
        """New words in every field and row of the working copy."""
        entry, kind = expected.entry, type(expected.entry)
        seen = {name: self.new_word() for name in SEEN[kind]}
        unseen = {name: self.new_word() for name in UNSEEN.get(kind, ())}
        slug = slug or expected.latest.slug
        words = {*seen.values(), *CANARY.findall(slug)}
        if kind is Article:
            seen["body"] = f"{seen['body']} [{seen['body']}](role:{self.known['role0'].latest.slug})"
        kind._default_manager.filter(pk=entry.pk).update(**seen, **unseen, slug=slug)
        for name, fields in ROWS.get(kind, {}).items():
            for row in getattr(entry, name).all():
                values = {each: self.new_word() for each in fields}
                type(row)._default_manager.filter(pk=row.pk).update(**values)
                words |= set(values.values())
        entry.refresh_from_db()
        expected.latest = Said(slug, words)
        expected.slugs.add(slug)

    @property
    def moment(self) -> datetime:
        return current_version().now

    def pass_time(self) -> None:
        for expected in self.known.values():
            expected.pass_time(self.moment)

    # ------------------------------------------------------------------ what editors do
    @rule(name=reviewed, is_renamed=st.booleans())
    def edit(self, name: str, is_renamed: bool) -> None:
        expected = self.known[name]
        self.write(expected, f"{name}-{self.new_word()}" if is_renamed else "")
        capture(expected.entry)

    @rule(name=saved, is_renamed=st.booleans())
    def save(self, name: str, is_renamed: bool) -> None:
        expected = self.known[name]
        self.write(expected, f"{name}-{self.new_word()}" if is_renamed else "")
        publish_on_save(expected.entry)

    @rule(name=reviewed, span=st.none() | spans)
    def publish(self, name: str, span: timedelta | None) -> None:
        expected = self.known[name]
        capture(expected.entry)
        try:
            publication = publish(expected.entry, starts_at=self.now + span if span else None, pending=Pending.CANCEL)
        except Refused:
            return
        self.pass_time()
        expected.coming = expected.coming_at = None
        if publication.starts_at > self.moment:
            expected.coming, expected.coming_at = expected.latest, publication.starts_at
        else:
            expected.live = expected.latest

    @rule(name=reviewed, span=st.none() | spans)
    def expire(self, name: str, span: timedelta | None) -> None:
        at = self.now + span if span else None
        try:
            expire(self.known[name].entry, at=at)
        except Refused:
            return
        self.pass_time()
        self.known[name].expires_at = at

    @rule(name=reviewed)
    def unschedule(self, name: str) -> None:
        try:
            unschedule(self.known[name].entry)
        except Refused:
            return
        self.pass_time()
        self.known[name].coming = self.known[name].coming_at = None

    @rule(name=reviewed)
    def retract(self, name: str) -> None:
        try:
            retract(self.known[name].entry)
        except Refused:
            return
        expected = self.known[name]
        expected.live = expected.coming = expected.coming_at = expected.expires_at = None

    @rule(step=spans)
    def tick(self, step: timedelta) -> None:
        known, until = self.known.values(), self.now + step
        moments = {moment for expected in known for moment in (expected.coming_at, expected.expires_at) if moment}
        for moment in sorted(moment for moment in {*moments, until} if self.now < moment <= until):
            self.set_clock(moment)
            self.pass_time()
            self.ever |= {said.slug for said in self.visible().values()}

    # ------------------------------------------------------------------ what must always hold
    def visible(self) -> dict[str, Said]:
        """What readers may see, by name. What publishes on save shows where something live refers to it."""
        live = {name: expected.live for name, expected in self.known.items() if expected.live}
        users = {"tag0": {"article0"}, "tag1": {"article1"}, "author0": {"article0", "article1"}}
        users |= {"dimension0": {"role0"}, "image0": {"article0"}, "call0": {"article0"}}
        shown = {name: self.known[name].latest for name, by in users.items() if by & set(live)}
        return live | shown

    def answers(self) -> dict[str, Any]:
        """Every kind of answer, with whatever is known to ask for."""
        paths = [f"/{path}/?page_size=100" for path in PATHS.values()]
        paths += ["/", "/comparisons/", "/related-links/", "/articles/?tag=canary", "/articles/?role=canary-x"]
        paths += ["/articles/?skill=canary", "/articles/?author=canary", "/articles/?language=canary"]
        paths += ["/skills/?category=canary1x", "/roles/?q=canary&page_size=100"]
        paths += ["/search/?q=canary&page_size=100", "/search/?q=kanari", "/search/?q=canary&tag=canary"]
        for expected in self.known.values():
            for slug in sorted({expected.latest.slug, *([expected.live.slug] if expected.live else [])}):
                paths.append(f"/{PATHS[type(expected.entry)]}/{slug}/")
                if isinstance(expected.entry, Article):
                    paths += [f"/articles/{slug}/related/?explain=1", f"/related-links/?article={slug}"]
                    paths += [f"/resolve/?path=/articles/{slug}"]
        roles = [self.known[name].latest.slug for name in ("role0", "role1")]
        live = [said.slug for name, said in self.visible().items() if name.startswith("role")]
        paths += [f"/comparisons/{'-vs-'.join(slugs)}/" for slugs in (roles, live) if len(slugs) > 1]
        return {path: ask(path) for path in dict.fromkeys(paths)}

    @invariant()
    def no_answer_holds_a_word_that_is_not_public(self) -> None:
        if not hasattr(self, "known"):
            return
        self.pass_time()
        visible = self.visible()
        public = set().union(*(said.words for said in visible.values()))
        answers = self.answers()
        for path, response in answers.items():
            assert response.status_code in (200, 301, 400, 404, 410), (path, response.content)
            asked = set(CANARY.findall(path))
            words = set(CANARY.findall(response.content.decode() + str(response.headers)))
            assert words - asked <= public, f"{path} shows {words - asked - public}"
            if response.status_code == 200:
                assert asked - {"canary1x"} <= public, f"{path} is there"
                assert not (wrong := wrong_with(response.json(), path.partition("?")[0])), wrong
        for path, response in self.files().items():
            assert response.status_code in (200, 404, 410), (path, response.content)
            words = set(CANARY.findall(response.content.decode() + str(response.headers)))
            assert words - set(CANARY.findall(path)) <= public, f"{path} shows {words - public}"
        self.lists_are_what_is_expected(answers, visible)
        self.a_mirror_has_what_is_public(visible)
        self.searches_find_what_is_visible(answers, visible)
        self.set_clock(self.now + timedelta(microseconds=1))

    def files(self) -> dict[str, Any]:
        """What is no JSON, or stands elsewhere."""
        paths = [f"/feeds/articles.{ending}" for ending in ("rss", "atom", "json")]
        paths += [f"/feeds/articles.json?tag={self.known['tag0'].latest.slug}", "/sitemap.xml", "/llms.txt"]
        paths += [f"/api/v1/articles/{self.known[name].latest.slug}.md" for name in ("article0", "article1")]
        return {path: ask_at(path) for path in paths}

    def a_mirror_has_what_is_public(self, visible: dict[str, Said]) -> None:
        """By the changes alone, which say no slug that was never public."""
        self.ever |= {said.slug for said in visible.values()}
        has_more = True
        while has_more:
            answer = read_as_documented("/changes/", since=self.since, page_size=5)
            for item in answer["results"]:
                assert {item["slug"], item["previous_slug"] or item["slug"]} <= self.ever, item
                if item["action"] == "retracted":
                    self.mirror.pop(item["id"], None)
                else:
                    self.mirror[item["id"]] = item["slug"]
            self.since, has_more = answer["since"], bool(answer["next"])
        assert self.mirror == {str(self.known[name].entry.pk): said.slug for name, said in visible.items()}
        for item in read_as_documented("/changes/")["results"]:
            assert self.mirror[item["id"]] == item["slug"]

    def searches_find_what_is_visible(self, answers: dict[str, Any], visible: dict[str, Said]) -> None:
        """Every word begins alike: what is visible is found by that, and nothing else by any word."""
        found = answers["/search/?q=canary&page_size=100"].json()
        searched = {name: said for name, said in visible.items() if not name.startswith(("image", "call"))}
        assert {hit["slug"] for hit in found["results"]} == {said.slug for said in searched.values()}
        assert found["count"] == len(searched) == sum(facet["count"] for facet in found["facets"]["type"])
        roles = answers["/roles/?q=canary&page_size=100"].json()
        assert roles["count"] == sum(name.startswith("role") for name in visible)
        public = set().union(*(said.words for said in visible.values()))
        for expected in self.known.values():
            for word in sorted(expected.latest.words - public)[:1]:
                answer = ask("/search/", q=f'"{word}"').json()
                assert (answer["count"], answer["results"], answer["facets"]["tag"]) == (0, [], [])

    def lists_are_what_is_expected(self, answers: dict[str, Any], visible: dict[str, Said]) -> None:
        for kind, path in PATHS.items():
            listed = answers[f"/{path}/?page_size=100"].json()
            expected = {said.slug for name, said in visible.items() if type(self.known[name].entry) is kind}
            assert {result["slug"] for result in listed["results"]} == expected
            assert listed["count"] == len(expected)
            for slug in expected:
                assert answers[f"/{path}/{slug}/"].status_code == 200
        both = {"article0", "role0", "role1"} <= set(visible)
        assert answers["/comparisons/"].json()["count"] == int(both)
        links = 1 + ("article1" in visible) + ("role1" in visible) if "article0" in visible else 0
        assert answers["/related-links/"].json()["count"] == links
        if "article0" in visible:
            page = answers[f"/articles/{visible['article0'].slug}/"].json()
            assert (page["comparison"] is not None) == both
            assert len(page["related_links"]) == links
            assert (page["hero"] or {}).get("slug") == visible["image0"].slug
            assert ("role0" in visible) == ("<a " in page["body"]["html"])
            assert [role["slug"] for role in page["roles"]] == [
                visible[name].slug for name in ("role0", "role1") if name in visible
            ]


@pytest.mark.both
@pytest.mark.django_db
def test_no_word_of_a_draft_is_in_any_answer() -> None:
    run_machine(Visibility, examples=3, verbs=8)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_word_of_a_draft_is_in_any_answer_after_long_editing() -> None:
    run_machine(Visibility, examples=6, verbs=25)
