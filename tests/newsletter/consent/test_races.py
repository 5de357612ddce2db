"""Everything at once, in processes of their own, on whichever database: and workers that are really killed."""

from pathlib import Path

import pytest

from newsletter.mail_addresses import fingerprint_of
from tests.cms.publishing.databases import Databases, call, finish, start
from tests.newsletter.consent import readers

pytestmark = [pytest.mark.slow, pytest.mark.both]
ADDRESSES, TIMES = 20, 5


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MAIL_URL", f"files://{tmp_path}")
    monkeypatch.setenv("NEWSLETTER_LIMITS", "client=1000/h,address=3/day")
    return tmp_path


def test_requests_for_one_address_at_once_make_one_reader(databases: Databases, folder: Path) -> None:
    url = databases.make()
    newsletter = call(readers.fill, url=url)
    call(readers.ask, newsletter, ADDRESSES, TIMES, 1, url=url)
    for worker in [start(readers.work_until_done, url=url) for _ in range(4)]:
        finish(worker)
    got = call(readers.report, url=url)
    keys = [f"reader-{number}@example.org" for number in range(ADDRESSES)]
    assert (got["waiting"], got["requests"]) == (0, ADDRESSES * TIMES)
    assert sorted(got["keys"]) == sorted(keys)
    assert set(got["notices"]) == {"accepted"}
    assert {len(got["events"][fingerprint_of(key)]) for key in keys} == {3}, "as many as the limit says, exactly"
    assert len(list(folder.glob("*.eml"))) == len(got["notices"]) <= 3 * ADDRESSES


def test_readers_and_editors_who_act_at_once_break_no_rule(databases: Databases, folder: Path) -> None:
    url = databases.make()
    newsletter = call(readers.fill, url=url)
    acts = [
        start(readers.ask, newsletter, ADDRESSES, 30, 1, url=url),
        start(readers.ask, newsletter, ADDRESSES, 30, 2, url=url),
        start(readers.meddle, newsletter, str(folder), 3, 12.0, url=url),
        start(readers.meddle, newsletter, str(folder), 4, 12.0, url=url),
        start(readers.work_for, 12.0, url=url),
        start(readers.work_for, 12.0, url=url),
    ]
    for process in acts:
        finish(process)
    for worker in [start(readers.work_until_done, url=url) for _ in range(2)]:
        finish(worker)
    got = call(readers.report, url=url)
    assert got["waiting"] == 0
    assert got["illegal"] == []
    assert got["moves"] >= 2
    assert len(got["keys"]) == len(set(got["keys"]))
    assert not {"queued", "in_flight"} & set(got["notices"])
    erased = {fingerprint for fingerprint, kinds in got["events"].items() if "erased" in kinds}
    for fingerprint, kinds in got["events"].items():
        assert kinds.count("erased") <= 1
        assert kinds[-1] == "erased" or fingerprint not in erased, "nothing happens to who was erased"
    for fingerprint in got["confirmed"]:
        assert [kind for kind in got["events"][fingerprint] if kind != "requested"][-1] == "confirmed"


def test_killed_before_any_statement_the_next_worker_goes_on(databases: Databases, folder: Path) -> None:
    url = databases.make()
    newsletter = call(readers.fill, url=url)
    done = call(readers.kill_at_every_statement, newsletter, str(folder), url=url)
    assert done["wrong"] == []
    assert done["statements"] > 20


def test_all_workers_count_together(databases: Databases, folder: Path) -> None:
    url = databases.make()
    for process in [start(readers.count_many, 300, url=url) for _ in range(4)]:
        finish(process)
    assert call(readers.count_so_far, url=url) == 1_200
