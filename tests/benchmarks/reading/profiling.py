"""Where the processor's time of a request goes: `python -m tests.benchmarks.reading.profiling`, DATABASE_URL set.

The stack is looked at every millisecond of processor time, and counts for the innermost layer that it stands in. That
costs little, so the parts add up to what a request takes without it.
"""

import argparse
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import process_time
from types import FrameType

from . import content, production

# The first that a frame's file and function fit is its layer; what fits none counts for its caller.
LAYERS: list[tuple[str, str, tuple[str, ...]]] = [
    ("connecting to the database", "django/db/backends/", ("connect", "get_new_connection", "close", "_close")),
    ("the database: running statements", "django/db/backends/", ("execute", "fetchmany", "_execute", "inner")),
    ("the database: fetching rows", "django/db/models/sql/compiler.py", ("cursor_iter", "<lambda>")),
    ("Django's ORM: rows to Python", "django/db/models/sql/compiler.py", ("apply_converters",)),
    ("Django's ORM: building SQL", "django/db/models/", ()),
    ("Django REST framework", "rest_framework/", ()),
    ("Markdown and links resolved", "cms/markup/", ()),
    ("encoding JSON", "cms/api/content_negotiation.py", ()),
    ("version of the content", "cms/publishing/timeline/content_version.py", ()),
    ("our views and assembling", "cms/", ()),
    ("our views and assembling", "articles/", ()),
    ("signals and closing connections", "django/dispatch/", ()),
    ("routing", "django/urls/", ()),
    ("middlewares and handler", "", ()),
]
STEP = 0.001


def layer_of(frame: FrameType | None) -> str:
    while frame:
        file, function = frame.f_code.co_filename, frame.f_code.co_name
        for name, part, functions in LAYERS[:-1]:
            if part in file and (not functions or function in functions) and "/tests/" not in file:
                return name
        frame = frame.f_back
    return LAYERS[-1][0]


def sampled(ask: Callable[[], object], *, seconds: float) -> tuple[float, Counter[str]]:
    """Processor seconds of one call, and how often each layer was seen."""
    seen: Counter[str] = Counter()
    signal.signal(signal.SIGPROF, lambda _, frame: seen.update([layer_of(frame)]))
    for _ in range(20):
        ask()
    began, calls = process_time(), 0
    signal.setitimer(signal.ITIMER_PROF, STEP, STEP)
    try:
        while process_time() - began < seconds:
            ask()
            calls += 1
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return (process_time() - began) / calls, seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, required=True, help="how many articles there are")
    parser.add_argument("--seconds", type=float, default=5.0)
    asked = parser.parse_args()
    folder = Path(os.environ.get("BENCHMARKS", "var/benchmarks"))
    os.environ.update(production.environment(folder, os.environ["DATABASE_URL"], FAST_PATH="false"))
    from cms.wsgi import application

    from . import inside

    out = sys.stdout.write
    article = f"/api/v1/articles/{content.article_slug(asked.size // 2)}/"
    for name, path in (("article", article), ("list of 20", "/api/v1/articles/")):
        each, seen = sampled(lambda path=path: inside.ask(application, path), seconds=asked.seconds)  # type: ignore[misc]
        out(f"\n{name}: {1000 * each:.2f} ms of processor time a request\n")
        for layer, number in seen.most_common():
            share = number / seen.total()
            out(f"  {layer:36}{share:>6.0%}{1000 * each * share:>8.2f} ms\n")


if __name__ == "__main__":
    main()
