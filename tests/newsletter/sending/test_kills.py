"""Workers are really killed, with SIGKILL and at any moment, and nobody is lost, nor mailed twice without a word."""

from functools import partial
from pathlib import Path

import pytest

from newsletter.sending.slices import BATCH
from tests.cms.background.workers import count, query, wait_until, working
from tests.cms.publishing.databases import Databases, call, finish, start
from tests.newsletter.sending import senders
from tests.newsletter.transports.servers import Server, running

pytestmark = [pytest.mark.slow, pytest.mark.both]
READERS, KILLS = 10_000, 4
# Long enough that a worker which is only slow, on a busy machine, does not lose its own.
LEASE_SECONDS = 10.0


@pytest.mark.parametrize("in_doubt", ["hold", "resend"])
def test_two_workers_one_of_which_is_killed_again_and_again(
    in_doubt: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.make()
    issue = call(senders.begin, call(senders.fill, READERS, url=url), url=url)
    monkeypatch.setenv("NEWSLETTER_IN_DOUBT", in_doubt)
    monkeypatch.setenv("NEWSLETTER_IN_DOUBT_MINUTES", "0")
    with running(Server()) as server:
        monkeypatch.setenv("MAIL_URL", server.url)
        survivor = start(senders.work_until_sent, issue, LEASE_SECONDS, url=url)
        for _ in range(KILLS):
            before = len(server.accepted)
            victim = start(senders.work_until_sent, issue, LEASE_SECONDS, url=url)
            while len(server.accepted) < before + READERS // (KILLS + 2):
                senders.pause_for(0.05)
            victim.kill()
            victim.wait()
        finish(survivor)
    got = call(senders.report, issue, url=url)
    received = server.recipients()
    duplicates = len(received) - len(set(received))
    assert got["state"] == "sent"
    assert got["total"] == READERS == sum(got["figures"].values())
    assert not got["illegal"]
    assert set(got["accepted"]) <= set(received), "marked as accepted, and lost"
    if in_doubt == "hold":
        assert got["figures"]["accepted"] + got["figures"]["in_doubt"] == READERS
        assert got["figures"]["in_doubt"] <= BATCH * KILLS
        assert (duplicates, got["resends"]) == (0, 0)
    else:
        assert set(received) == {f"reader-{number}@example.org" for number in range(READERS)}
        assert got["figures"]["accepted"] == READERS
        assert duplicates <= got["resends"] <= BATCH * KILLS
        assert {to for to in received if received.count(to) > 1} <= set(got["resent"])


def test_the_worker_itself_is_killed_and_at_last_asked_to_end(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, readers = databases.make(), 3_000
    issue = call(senders.begin, call(senders.fill, readers, url=url), url=url)
    with running(Server()) as server:
        monkeypatch.setenv("MAIL_URL", server.url)
        for _ in range(3):
            enough = len(server.accepted) + 500
            with working(url) as worker:
                wait_until(partial(server.has_accepted, enough), seconds=120)
                worker.kill()
                worker.end()
            query(url, "UPDATE newsletter_recipient SET lease_until = '2020-01-01 00:00:00' WHERE lease IS NOT NULL")
        with working(url) as worker:
            wait_until(partial(server.has_accepted, len(server.accepted) + 100), seconds=120)
            worker.ask()
            worker.end(seconds=60)
            assert worker.process.returncode == 0
        assert count(url, "state IN ('claimed', 'in_flight')", table="newsletter_recipient") == 0
        assert len(server.accepted) < readers
        with working(url):
            wait_until(lambda: count(url, "state = 'sent'", table="newsletter_issue"), seconds=120)
    got = call(senders.report, issue, url=url)
    received = server.recipients()
    assert got["total"] == readers == got["figures"]["accepted"] + got["figures"]["in_doubt"]
    assert got["figures"]["in_doubt"] <= 3 * BATCH
    assert len(received) == len(set(received))
    assert set(got["accepted"]) <= set(received)
    assert not got["illegal"]


def test_killed_before_any_statement_the_next_worker_goes_on(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.make()
    monkeypatch.setenv("MAIL_URL", f"files://{tmp_path}")
    newsletter = call(senders.fill, 25, url=url)
    done = call(senders.kill_at_every_statement, newsletter, str(tmp_path), url=url)

    assert done["wrong"] == []
    assert done["statements"] > 50


def test_two_that_prepare_at_once_make_each_recipient_once(databases: Databases) -> None:
    url = databases.make()
    issue = call(senders.begin, call(senders.fill, 3_000, url=url), url=url)
    both = [start(senders.prepare_alone, issue, 50, url=url) for _ in range(2)]
    for process in both:
        finish(process)
    got = call(senders.report, issue, url=url)
    assert (got["state"], got["total"], got["figures"]["queued"]) == ("ready", 3_000, 3_000)
