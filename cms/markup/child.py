"""The child process: reads texts, writes what they become, and bounds itself in CPU time and memory.

Run by `child_process` as `python -m cms.markup.child`. It ends when its standard input does, that is, when the parent
goes. It does not import Django: it starts in a fraction of a second.
"""

import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from cms.markup.commonmark.serialiser import TooLargeError
from cms.markup.conversion import Converter
from cms.markup.frames import LENGTH, pack

_MEMORY_BYTES = 1 << 30
# A timer of nothing would never ring.
_LEAST_SECONDS = 0.001


def main() -> None:
    """Serve requests until standard input ends."""
    answers = _take_standard_output()
    _limit()
    requests = sys.stdin.buffer
    converter: Converter | None = Converter()
    _write(answers, {"is_ready": True})
    while request := _read(requests):
        # For all texts of a request together: ten slow ones keep an editor waiting no longer than one.
        seconds_left = request["max_seconds"]
        for source in request["sources"]:
            converter = converter or Converter()
            # The default action of SIGPROF ends the process, even inside a regular expression.
            signal.setitimer(signal.ITIMER_PROF, seconds_left)
            answer = _answer(converter, source, request)
            seconds_left = max(signal.setitimer(signal.ITIMER_PROF, 0)[0], _LEAST_SECONDS)
            _write(answers, answer)
            if "error" in answer:
                # A parser interrupted half-way holds the rest of its state: the next text gets a fresh one.
                converter = None
                break


def _answer(converter: Converter, source: str, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return converter.convert(source, links=request["links"], max_chars=request["max_chars"])
    except RecursionError:
        return {"error": "nesting"}
    except (MemoryError, TooLargeError):
        return {"error": "size"}
    except Exception:
        return {"error": "failed"}


def _limit() -> None:
    # Dispositions and masks survive exec: what the parent ignores or blocks would be ignored here.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF})
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; its end is ours
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + _MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (OSError, ValueError):
        pass  # not Linux, or a lower limit stands already: the time limit still holds


def _take_standard_output() -> BinaryIO:
    # Whatever prints must not end up between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    return answers


def _read(stream: BinaryIO) -> dict[str, Any] | None:
    header = stream.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    body = stream.read(LENGTH.unpack(header)[0])
    return orjson.loads(body) if body else None


def _write(stream: BinaryIO, message: dict[str, Any]) -> None:
    stream.write(pack(message))
    stream.flush()


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        os._exit(0)  # the parent has gone while a text was being rendered
