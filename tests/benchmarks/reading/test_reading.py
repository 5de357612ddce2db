"""The benchmark runs and shows what it found, and its articles are such as this project publishes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep
from xml.etree import ElementTree

import pytest

from cms.publishing.models import Publication, Reference
from cms.publishing.timeline import content_version
from tests.articles.asking import read
from tests.articles.contract import read_as_documented
from tests.cms.starting import make_environment

from . import contenders, content
from .loading import Ask, by_threads
from .measuring import Result
from .plotting import write_plot
from .serving import ROOT, cpu_seconds_of
from .tables import table

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.slow
def test_a_small_run_prints_the_table_and_draws_the_plot(tmp_path: Path) -> None:
    arguments = ["--sizes", "100,200", "--rounds", "1", "--seconds", "1", "--folder", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.reading", *arguments],
        cwd=ROOT,
        env=make_environment(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 articles\n" in done.stdout
    assert "200 articles\n" in done.stdout
    results = json.loads((tmp_path / "sqlite.json").read_text())["results"]
    measured = {(result["case"], result["contender"]) for result in results if result["cpu_us"] > 0}
    for case in ("article", "article, gzip", "list", "list, common tag", "list, any of two tags", "page 400"):
        for contender in (contenders.EMPTY, contenders.PLAIN, contenders.UNCACHED, contenders.CACHED):
            assert (case, contender) in measured, done.stdout
    assert {("article", contenders.CONDITIONAL), ("list", contenders.CONDITIONAL)} <= measured
    assert "They do not count the same" not in done.stdout
    plot = ElementTree.parse(tmp_path / "reading.svg")
    assert len(plot.findall(f".//{SVG}polyline")) >= 4 * 5
    assert not _processes_in(tmp_path)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_articles_are_such_as_this_project_publishes() -> None:
    from .filling import fill

    content_version.forget()
    fill(200)

    slugs = [article["slug"] for page in ("1", "2") for article in _page(page)]
    for slug in [*slugs[:5], *slugs[-5:]]:
        article = read_as_documented(f"/articles/{slug}/")
        assert 500 <= article["word_count"] <= 1_300
        assert "qx" not in article["body"]["html"]
        assert "https://www.example.org/roles/" in article["body"]["html"]
    assert read("/articles/", page_size=1)["count"] == 200
    assert read("/articles/", tag=content.tag_slug(0), page_size=1)["count"] == pytest.approx(100, abs=30)
    assert Publication.objects.filter(type="article").values("title", "published_at").distinct().count() == 200
    assert set(Reference.objects.filter(type="article").values_list("kind", flat=True)) >= {
        *("tag", "role", "skill", "author", "hero", "related", "external_link", "link")
    }


def test_the_plan_of_an_article_is_the_same_every_time() -> None:
    content.role_names.cache_clear()
    assert content.plan(7, 1_000) == content.plan(7, 1_000)
    assert content.plan(7, 1_000).tags != content.plan(8, 1_000).tags


def test_tags_are_on_half_of_the_articles_down_to_one_in_a_thousand() -> None:
    plans = [content.plan(number, 2_000) for number in range(2_000)]
    often = [sum(tag in plan.tags for plan in plans) / len(plans) for tag in range(content.TAGS)]

    assert often[0] == pytest.approx(0.5, abs=0.05)
    assert often[-1] == pytest.approx(0.001, abs=0.002)
    assert content.share(0) > content.share(20) > content.share(39)


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    """A server that answers one path, and 404 elsewhere."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(304 if "If-None-Match" in self.headers else 200 if self.path == "/there" else 404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield ("127.0.0.1", server.server_address[1])
    server.shutdown()
    server.server_close()


def test_without_wrk_our_own_client_counts_what_was_answered_and_what_was_refused(address: tuple[str, int]) -> None:
    well = by_threads(address, [Ask("/there"), Ask("/elsewhere", etag='"a"')], 1, connections=2)
    badly = by_threads(address, [Ask("/missing")], 1, connections=1)

    assert well.requests > 10
    assert (well.refused, well.failed) == (0, 0)
    assert 0 < well.p50_ms <= well.p99_ms
    assert badly.refused == badly.requests > 0


def test_processor_time_is_that_of_a_process_and_all_that_it_starts() -> None:
    busy = "while True: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{busy}'], timeout=60)"
    with subprocess.Popen([sys.executable, "-c", code], start_new_session=True) as process:
        try:
            # more than it takes to start: what it started is busy, it is not
            for _ in range(300):
                if (used := cpu_seconds_of(process.pid)) > 0.5:
                    break
                sleep(0.1)
            assert used > 0.5
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    assert cpu_seconds_of(process.pid) == 0


def test_the_table_has_the_ratios_first_and_says_what_was_skipped() -> None:
    measured = Result(1_000, "list", contenders.CACHED, cpu_us=50, to_empty=0.214, to_plain=0.004)
    skipped = Result(1_000, "list", contenders.PLAIN, skipped="It answers 404.")

    lines = table([skipped, measured]).splitlines()

    assert lines[-2].split("–")[1].strip() == "It answers 404."
    assert lines[-1].split()[2:5] == ["0.21", "0.00", "50"]


def test_the_plot_has_a_line_for_each_contender(tmp_path: Path) -> None:
    results = [
        Result(size, "list", contender, to_empty=ratio)
        for size in (1_000, 100_000)
        for contender, ratio in ((contenders.EMPTY, 1.0), (contenders.CACHED, 0.2), (contenders.PLAIN, 80.0))
    ]

    write_plot(results, tmp_path / "plot.svg")

    plot = ElementTree.parse(tmp_path / "plot.svg")
    assert len(plot.findall(f".//{SVG}polyline")) == 3
    assert {text.text for text in plot.findall(f".//{SVG}text")} >= {"list", "100,000", "plain DRF", "0.1×", "100×"}


def _page(number: str) -> list[dict[str, str]]:
    results: list[dict[str, str]] = read_as_documented("/articles/", page=number)["results"]
    return results


def _processes_in(folder: Path) -> list[str]:
    """Command lines or environments of running processes that name the folder: servers that were not stopped."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if str(folder).encode() in (entry / "environ").read_bytes():
                    found.append((entry / "cmdline").read_text())
            except OSError:
                continue
    return found
