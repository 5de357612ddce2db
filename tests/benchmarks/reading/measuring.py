"""Taking turns: each round asks every contender once for the same, so that what disturbs the machine disturbs all."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from statistics import fmean, median
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from .contenders import CACHED, CONDITIONAL, CONTENDERS, EMPTY, PLAIN, Case, asks, deep_page
from .loading import CONNECTIONS, Answer, Ask, Load, get, load
from .serving import WORKERS, Server

# Slower than this, requests that are begun and not finished would spoil the count: then fewer, and each is waited for.
SLOW_SECONDS, VERY_SLOW_SECONDS = 0.02, 3.0
WARM_REQUESTS = 10
Say = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """Of one contender in one case at one size, the median of the rounds.

    `cpu_us` is the workers' processor time of a request in microseconds, `database_us` that of the database server.
    The ratios are of the workers' time to that of the empty view and of plain DRF in the same round, and once of both
    times to the empty view's; None where either is missing. `skipped` says why there are no figures.
    """

    size: int
    case: str
    contender: str
    cpu_us: float = 0.0
    database_us: float = 0.0
    to_empty: float | None = None
    to_plain: float | None = None
    to_empty_with_database: float | None = None
    requests_a_second: float = 0.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    length: int = 0
    skipped: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Entrant:
    """A contender that takes part in a case: what it is asked for, and how."""

    contender: str
    server: Server
    asks: list[Ask]
    length: int
    connections: int
    rounds: int


@dataclass(frozen=True)
class Pace:
    rounds: int
    seconds: int


def measure(
    case: Case,
    size: int,
    servers: Mapping[str, Server],
    *,
    pace: Pace,
    database_seconds: Callable[[], float],
    say: Say,
) -> list[Result]:
    """One result for each contender that has anything to do with the case, in the order of CONTENDERS."""
    entrants, results = [], []
    for contender in CONTENDERS:
        asked = asks(case, contender, size)
        if not asked:
            continue
        entrant = _enter(case, size, contender, servers.get(contender), asked, pace)
        if isinstance(entrant, str):
            say(f"  {contender}: skipped. {entrant}")
            results.append(Result(size, case.name, contender, skipped=entrant))
        else:
            entrants.append(entrant)
    if case.is_counted:
        _compare_counts(entrants, say)
    for entrant in entrants:
        _loaded(entrant, 1)  # warm
    rounds: dict[str, list[tuple[float, float, Load]]] = {entrant.contender: [] for entrant in entrants}
    for number in range(pace.rounds):
        for entrant in entrants:
            if number >= entrant.rounds:
                continue
            before, database_before = entrant.server.cpu_seconds(), database_seconds()
            done = _loaded(entrant, pace.seconds)
            used = entrant.server.cpu_seconds() - before
            database_used = database_seconds() - database_before
            if done.requests:
                each = 1e6 / done.requests
                rounds[entrant.contender].append((used * each, database_used * each, done))
    for entrant in entrants:
        if rounds[entrant.contender]:
            results.append(_result(case, size, entrant, rounds))
        else:
            results.append(Result(size, case.name, entrant.contender, skipped="No answer came in time."))
    return sorted(results, key=lambda result: CONTENDERS.index(result.contender))


def _enter(case: Case, size: int, contender: str, server: Server | None, asked: list[Ask], pace: Pace) -> Entrant | str:
    """The entrant, or why there is none."""
    if server is None:
        return "There is no such setting here."
    try:
        if asked[0].path.endswith("cursor="):
            asked = [walked(server, asked[0], deep_page(size))]
        if contender == CONDITIONAL:
            asked = [_conditional(server, ask) for ask in asked]
        if contender in (CACHED, CONDITIONAL):
            _fill_cache(server, asked)
        answer, taken = _timed(server, asked)
    except (LookupError, OSError) as problem:
        return str(problem)
    if answer.status != (304 if contender == CONDITIONAL else 200):
        return f"{asked[0].path} answers {answer.status}."
    is_slow = taken > SLOW_SECONDS
    return Entrant(
        contender=contender,
        server=server,
        asks=asked,
        length=len(answer.body),
        connections=WORKERS if is_slow else CONNECTIONS,
        rounds=1 if taken > VERY_SLOW_SECONDS else pace.rounds,
    )


def _timed(server: Server, asked: list[Ask]) -> tuple[Answer, float]:
    """An answer to the first, and the seconds that one takes on average, once the server is warm."""
    first = get(server.address, asked[0])
    taken: list[float] = []
    for number in range(WARM_REQUESTS):
        ask = asked[number * len(asked) // WARM_REQUESTS]
        began = perf_counter()
        get(server.address, ask)
        taken.append(perf_counter() - began)
        if sum(taken) > VERY_SLOW_SECONDS:
            break
    return first, fmean(taken)


def _fill_cache(server: Server, asked: list[Ask]) -> None:
    """Each worker has a cache of its own, and who gets a request is chance: after some each has met it, very likely."""
    for ask in asked:
        for _ in range(2 * WORKERS):
            get(server.address, ask)


def walked(server: Server, first: Ask, page: int) -> Ask:
    """The address of a page that is reached by following `next`. Raises LookupError where there is none."""
    ask = first
    for _ in range(page - 1):
        answer = get(server.address, ask)
        if answer.status != 200:
            raise LookupError(f"{ask.path} answers {answer.status}.")
        following = json.loads(answer.body)["next"]
        if following is None:
            raise LookupError("The cursor ends before that page.")
        ask = Ask(urlsplit(following)._replace(scheme="", netloc="").geturl())
    return ask


def _conditional(server: Server, ask: Ask) -> Ask:
    """With the fresh ETag. Raises LookupError where there is none."""
    tag = get(server.address, ask).headers.get("etag")
    if tag is None:
        raise LookupError(f"{ask.path} has no ETag.")
    return replace(ask, etag=tag)


def _compare_counts(entrants: list[Entrant], say: Say) -> None:
    """That plain DRF and this project answer the same question."""
    counts = {
        entrant.contender: json.loads(get(entrant.server.address, entrant.asks[0]).body)["count"]
        for entrant in entrants
        if entrant.contender not in (EMPTY, CONDITIONAL)
    }
    if len(set(counts.values())) > 1:
        say(f"  They do not count the same: {counts}")


def _loaded(entrant: Entrant, seconds: int) -> Load:
    done = load(entrant.server.address, entrant.asks, seconds=seconds, connections=entrant.connections)
    if done.refused or done.failed:
        raise RuntimeError(f"{entrant.contender}: {done.refused} refused and {done.failed} failed of {done.requests}.")
    return done


def _result(case: Case, size: int, entrant: Entrant, rounds: Mapping[str, list[tuple[float, float, Load]]]) -> Result:
    own = rounds[entrant.contender]

    def ratio_to(other: str, *, with_database: bool = False) -> float | None:
        pairs = zip(own, rounds.get(other, ()), strict=False)
        costs = [[cpu + database * with_database for cpu, database, _ in pair] for pair in pairs]
        return median(ours / theirs for ours, theirs in costs) if costs and all(each[1] for each in costs) else None

    return Result(
        size=size,
        case=case.name,
        contender=entrant.contender,
        cpu_us=median(cpu for cpu, _, _ in own),
        database_us=median(database for _, database, _ in own),
        to_empty=ratio_to(EMPTY),
        to_plain=ratio_to(PLAIN),
        to_empty_with_database=ratio_to(EMPTY, with_database=True),
        requests_a_second=median(done.requests / done.seconds for _, _, done in own),
        p50_ms=median(done.p50_ms for _, _, done in own),
        p99_ms=median(done.p99_ms for _, _, done in own),
        length=entrant.length,
    )
