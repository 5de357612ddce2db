"""Slow work, done while no transaction is open: parsing, rendering, decoding and encoding.

A write transaction keeps every other writer waiting, on SQLite of the whole database. So a verb, or a form that saves,
is marked `slow_work_first`, and whatever is slow in it is asked for by `done_before`. What has not been done yet is
raised through the open transaction, which is rolled back; the work is done; and the verb begins again, with its result
at hand. Within one verb no work is done twice, and verbs that call verbs share what is done.

A verb must therefore do the same each time: nothing outside the database may change before the last time, and what is
random or read from a clock and matters to the work comes from `same_each_time`.
"""

from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")
Work = Mapping[Hashable, Callable[[], Any]]
# Each time may show what work another one needs. Who needs more than this has it done in the transaction.
MOST_TIMES = 12


class SlowWorkNeeded(Exception):
    """Work to do before the verb begins again, by the name under which its result is kept."""

    def __init__(self, work: Work) -> None:
        super().__init__(f"{len(work)} pieces of slow work")
        self.work = work


@dataclass
class _Bench:
    """What was done for one verb: results, or the exceptions that the work ended in."""

    results: dict[Hashable, Any] = field(default_factory=dict)
    failures: dict[Hashable, Exception] = field(default_factory=dict)
    constants: dict[Hashable, Any] = field(default_factory=dict)
    is_last_time: bool = False

    def do(self, name: Hashable, work: Callable[[], Any]) -> None:
        try:
            self.results[name] = work()
        except Exception as error:
            self.failures[name] = error


_bench: ContextVar[_Bench | None] = ContextVar("slow_work", default=None)


def slow_work_first(verb: Callable[P, T]) -> Callable[P, T]:
    """Mark what opens a transaction and needs slow work. Called by another that is marked, it leaves it to that one."""

    @wraps(verb)
    def marked(*args: P.args, **kwargs: P.kwargs) -> T:
        if _bench.get() is not None:
            return verb(*args, **kwargs)
        bench = _Bench()
        token = _bench.set(bench)
        try:
            for _ in range(MOST_TIMES):
                try:
                    return verb(*args, **kwargs)
                except SlowWorkNeeded as needed:
                    work = needed.work
                # Out of the handler, so that the traceback holds no transaction's objects any more.
                for name, piece in work.items():
                    bench.do(name, piece)
            bench.is_last_time = True
            return verb(*args, **kwargs)
        finally:
            _bench.reset(token)

    return marked


def done_before(name: Hashable, work: Callable[[], T]) -> T:
    """The result of `work`, or the exception that it ended in. The name says all that the result depends on.

    Outside of what is marked `slow_work_first`, the work is done here and now.
    """
    bench = _bench.get()
    if bench is None:
        return work()
    if bench.is_last_time and name not in bench.failures and name not in bench.results:
        bench.do(name, work)
    if name in bench.failures:
        raise bench.failures[name]
    if name not in bench.results:
        raise SlowWorkNeeded({name: work})
    result: T = bench.results[name]
    return result


def same_each_time(name: Hashable, make: Callable[[], T]) -> T:
    """What `make` gave the first time that this verb asked."""
    bench = _bench.get()
    if bench is None:
        return make()
    if name not in bench.constants:
        bench.constants[name] = make()
    constant: T = bench.constants[name]
    return constant


def nothing_is_open() -> None:
    """Said by a verb that has committed: what it asks for from now on is done at once, and it does not begin again."""
    bench = _bench.get()
    if bench is not None:
        bench.is_last_time = True


class GatheredWork:
    """Lets a verb that does many things ask for the slow work of all of them at once.

    Each is done within `with gathering:`; one that lacks work is passed over. `ask` then raises for all that lack it.
    """

    def __init__(self) -> None:
        self.work: dict[Hashable, Callable[[], Any]] = {}

    def __enter__(self) -> "GatheredWork":
        return self

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> bool:
        if isinstance(error, SlowWorkNeeded):
            self.work.update(error.work)
            return True
        return False

    def ask(self) -> None:
        if self.work:
            raise SlowWorkNeeded(self.work)
