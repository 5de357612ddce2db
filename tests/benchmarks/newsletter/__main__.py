"""Measure what sending an issue costs: `make bench-newsletter`. On PostgreSQL: `tests/servers/postgres …`."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.reading.production import environment

ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="cms-newsletter-") as folder, _sink() as port:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/db.sqlite3"
        variables = environment(Path(folder), url, MAIL_URL=f"smtp://127.0.0.1:{port}?tls=none")

        def step(name: str, *arguments: Any) -> dict[str, Any]:
            command = [sys.executable, "-m", "tests.benchmarks.newsletter.inside", name, json.dumps(arguments)]
            done = subprocess.run(command, env=variables, cwd=ROOT, stdout=subprocess.PIPE, check=False)
            if done.returncode:
                raise SystemExit(f"The step {name} failed.")
            return dict(json.loads(done.stdout.splitlines()[-1]))

        _say(f"Filling a database with {asked.readers:,} readers …")
        issue = step("fill", asked.readers)["issue"]
        prepared = step("prepare", issue)
        _say(
            f"prepare         {prepared['rows']:>9,} rows   {prepared['seconds']:8.2f} s   "
            f"{prepared['rows'] / prepared['seconds']:>9,.0f} rows/s"
        )
        # One half before and one after, so that a machine that gets slower meanwhile disturbs both alike.
        share = max(1, asked.plain // 2)
        first = step("plain", issue, share, "127.0.0.1", port)
        sent = step("send", issue)
        second = step("plain", issue, share, "127.0.0.1", port)
    plain = {key: first[key] + second[key] for key in first}
    for name, figures in (("send", sent), ("send_mail", plain)):
        _say(
            f"{name:<15} {figures['mails']:>9,} mails  {figures['seconds']:8.2f} s   {_rate(figures):>9,.0f} mails/s   "
            f"{figures['processor'] / figures['mails'] * 1e6:>7,.0f} µs of processor time each"
        )
    memory = ", ".join(f"{found:.1f}" for found in sent["megabytes"])
    _say(f"memory          {memory} MB with 10 %, 50 % and 100 % handed over")
    _say(
        f"ratio           {_rate(sent) / _rate(plain):.1f} times as many mails a second as Django's send_mail, which "
        f"sent a share of {plain['mails'] / sent['mails']:.0%}; each mail has {prepared['bytes'] / 1000:.0f} kB"
    )


def _arguments() -> argparse.Namespace:
    is_quick = bool(os.environ.get("QUICK"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=5_000 if is_quick else 100_000, help="default: %(default)s")
    parser.add_argument(
        "--plain", type=int, default=500 if is_quick else 4_000, help="mails by send_mail (default: %(default)s)"
    )
    return parser.parse_args()


@contextmanager
def _sink() -> Iterator[int]:
    command = [sys.executable, "-m", "tests.benchmarks.newsletter.sink"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield int(process.stdout.readline())
        finally:
            process.kill()


def _rate(figures: dict[str, Any]) -> float:
    return float(figures["mails"] / figures["seconds"])


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
