"""Measure what a read costs: `make bench`, or `python -m tests.benchmarks.reading --help`.

On PostgreSQL: `tests/servers/postgres .venv/bin/python -m tests.benchmarks.reading`.
"""

import argparse
import json
import os
import platform
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, strftime
from types import FrameType
from typing import Any

from . import contenders, databases, production
from .loading import WRK
from .measuring import Pace, Result, measure
from .plotting import write_plot
from .serving import ROOT, WORKERS, Server, serving
from .tables import table

EMPTY_VIEW = "tests.benchmarks.reading.empty_view:application"
PLAIN_DRF = "tests.benchmarks.reading.plain_drf.wsgi:application"
# The switch of the cache in front of Django.
SWITCH = "FAST_PATH"


def main() -> None:
    asked = _arguments()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    began = monotonic()
    asked.folder.mkdir(parents=True, exist_ok=True)
    _say(
        f"{_machine()}. Requests are sent by {'wrk' if WRK else 'a client of our own; wrk would disturb less'}. "
        f"Results and data: {asked.folder}"
    )
    store = databases.Databases(asked.folder, databases.server_url(), _say)
    results: list[Result] = []
    try:
        for size in asked.sizes:
            results += _measure_size(size, asked, store)
    except KeyboardInterrupt:
        _say("\nInterrupted. The servers have been stopped.")
        raise SystemExit(130) from None
    except RuntimeError as problem:
        raise SystemExit(str(problem)) from None
    sys.stdout.write(f"{table(results)}\n\n")
    raw = asked.folder / ("postgres.json" if store.is_postgres else "sqlite.json")
    about = {"at": strftime("%Y-%m-%d %H:%M"), "machine": _machine(), "database": raw.stem, "threads": asked.threads}
    raw.write_text(json.dumps({**about, "results": [result.as_json() for result in results]}, indent=1))
    write_plot(results, asked.plot)
    _say(f"The figures are in {raw}, the plot is {asked.plot}. It took {(monotonic() - began) / 60:.1f} minutes.")


def _measure_size(size: int, asked: argparse.Namespace, store: databases.Databases) -> list[Result]:
    own, plain = store.url(databases.OWN, size), store.url(databases.PLAIN, size)
    results = []
    with ExitStack() as stack:

        def start(name: str, application: str, url: str, probe: str, **more: str) -> Server:
            environment = production.environment(asked.folder, url, **more)
            log = asked.folder / f"{name.replace(' ', '-')}.log"
            return stack.enter_context(
                serving(name, application, environment, probe=probe, threads=asked.threads, log=log)
            )

        _say(f"Starting the servers with {size:,} articles …")
        without_settings = {"DJANGO_SETTINGS_MODULE": ""}
        servers = {
            contenders.EMPTY: start("empty view", EMPTY_VIEW, "", "/empty/", **without_settings),
            contenders.PLAIN: start("plain DRF", PLAIN_DRF, plain, "/api/articles/", **without_settings),
            contenders.UNCACHED: start("uncached", "cms.wsgi:application", own, "/api/v1/", **{SWITCH: "false"}),
        }
        if f"{SWITCH}=" in (ROOT / ".env.example").read_text():
            cached = start("cached", "cms.wsgi:application", own, "/api/v1/")
            servers |= {contenders.CACHED: cached, contenders.CONDITIONAL: cached}
        for case in contenders.CASES:
            _say(f"Measuring: {case.name}, {size:,} articles …")
            results += measure(
                case,
                size,
                servers,
                pace=Pace(asked.rounds, asked.seconds),
                database_seconds=store.server_seconds,
                say=_say,
            )
    return results


def _arguments() -> argparse.Namespace:
    is_quick = bool(os.environ.get("QUICK"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sizes = "200,2000" if is_quick else "1000,100000"
    parser.add_argument("--sizes", type=_sizes, default=sizes, help="numbers of articles (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=1 if is_quick else 3, help="default: %(default)s")
    parser.add_argument("--seconds", type=int, default=1 if is_quick else 2, help="of each turn (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=4, help="of each of the 2 workers (default: %(default)s)")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "benchmarks", help="default: %(default)s")
    parser.add_argument("--plot", type=Path, help="where the plot goes (default: into the folder)")
    asked = parser.parse_args()
    asked.folder = asked.folder.resolve()
    asked.plot = asked.plot or asked.folder / "reading.svg"
    return asked


def _sizes(text: str) -> list[int]:
    sizes = sorted({int(part) for part in text.split(",")})
    if not sizes or sizes[0] < 100:
        raise argparse.ArgumentTypeError("at least 100 articles each")
    return sizes


def _machine() -> str:
    return f"Python {platform.python_version()}, {os.cpu_count()} cores, {WORKERS} workers each"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _leave(number: int, frame: FrameType | None) -> Any:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
