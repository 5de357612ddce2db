"""Publishing while others read, and judging each answer by when it was asked for: run in a process of its own."""

import http.client
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from math import inf
from typing import Any

from articles.models import Article
from cms.publishing.publishing import expire, publish
from cms.publishing.timeline import clock
from tests.articles.makers import edit_and_publish, make_article

READERS = 4
# How far ahead something is scheduled, and how long after that it expires.
AHEAD, LASTING = 1.0, 2.2
SCHEDULES = 6
# How often they read between two publishes, at least.
READS_EACH = 6


NOT_THERE = -1
# Of the JSON, and of the page.
TITLE = re.compile(rb'(?:"title":"|<h1>)Edition (\d+)')


@dataclass
class Shown:
    """An edition that an address may show to who asks before `until` and is answered after `since`."""

    edition: int
    since: float = 0.0
    until: float = inf


@dataclass
class Page:
    """An article, at its addresses in the API and on the site."""

    slug: str
    shown: list[Shown]

    def may_show(self, edition: int, *, asked: float, answered: float) -> bool:
        return any(one.edition == edition and one.since <= answered and asked <= one.until for one in list(self.shown))


@dataclass
class Seen:
    reads: int = 0
    wrong: list[str] = field(default_factory=list)
    workers: set[str] = field(default_factory=set)


def publish_while_reading(port: int, publishes: int) -> dict[str, Any]:
    """`{"reads", "wrong", "workers"}`: a page is published again and again, others come and go by
    schedule, and readers ask for all of them. An answer is wrong if what it shows was not there at any moment between
    the question and the answer."""
    steady = make_article("Edition 0", slug="steady")
    coming = [make_article(f"Edition {number}", slug=f"coming-{number}", is_draft=True) for number in range(SCHEDULES)]
    pages = [Page("steady", [Shown(0)])]
    pages += [Page(article.slug, [Shown(NOT_THERE)]) for article in coming]
    stop = threading.Event()
    all_seen = [Seen() for _ in range(READERS)]
    threads = [threading.Thread(target=_read, args=(port, pages, seen, stop)) for seen in all_seen]
    for thread in threads:
        thread.start()
    try:
        for edition in range(1, publishes + 1):
            if edition % (publishes // SCHEDULES) == 0 and coming:
                number = SCHEDULES - len(coming)
                _schedule(coming.pop(0), number, pages[1 + number])
            _publish(steady, edition, pages[0])
            _let_read(all_seen, READS_EACH)
        last = max(one.since for page in pages for one in page.shown)
        time.sleep(max(0.0, last + 0.5 - time.time()))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    wrong = [said for seen in all_seen for said in seen.wrong]
    workers = set().union(*(seen.workers for seen in all_seen))
    return {"reads": sum(seen.reads for seen in all_seen), "wrong": wrong, "workers": len(workers)}


def _publish(article: Article, edition: int, page: Page) -> None:
    """From the moment that publishing begins it may be seen; once that has returned, nothing else may."""
    before, after = page.shown[-1], Shown(edition, since=time.time())
    page.shown.append(after)
    edit_and_publish(article, title=f"Edition {edition}")
    before.until = time.time()


def _let_read(all_seen: list[Seen], times: int) -> None:
    """Until all readers together have read so often again, however slow the machine is."""
    before = sum(seen.reads for seen in all_seen)
    while sum(seen.reads for seen in all_seen) < before + times:
        time.sleep(0.005)


def _schedule(article: Article, edition: int, page: Page) -> None:
    at = clock.now() + timedelta(seconds=AHEAD)
    until = at + timedelta(seconds=LASTING)
    publish(article, starts_at=at)
    expire(article, at=until)
    page.shown[0].until = at.timestamp()
    page.shown += [
        Shown(edition, since=at.timestamp(), until=until.timestamp()),
        Shown(NOT_THERE, since=until.timestamp()),
    ]


def _read(port: int, pages: list[Page], seen: Seen, stop: threading.Event) -> None:
    while not stop.is_set():
        # A new one now and then: a connection stays with its worker.
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for page, path in product(pages, ("/api/v1/articles/{}/", "/articles/{}")):
            asked = time.time()
            connection.request("GET", path.format(page.slug))
            response = connection.getresponse()
            body = response.read()
            answered = time.time()
            seen.reads += 1
            seen.workers.add(response.headers["X-Worker"])
            found = TITLE.search(body)
            edition = int(found[1]) if found and response.status == 200 else NOT_THERE
            if not page.may_show(edition, asked=asked, answered=answered):
                seen.wrong.append(f"{path} {page.slug}: {response.status}, {edition} at {asked}, {page.shown[-3:]}")
        connection.close()
