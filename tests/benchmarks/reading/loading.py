"""Sending requests: by wrk where it is installed, else by threads of our own. Both keep their connections open."""

import http.client
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from threading import Barrier, Thread
from time import perf_counter

from .production import HEADERS

CONNECTIONS = 16
WRK = shutil.which("wrk")
# What to ask comes as a file of lines, `path<tab>etag<tab>encoding`. Requests are made once: sending costs little then.
_SCRIPT = """
local requests, number = {}, 0
init = function(args)
  for line in io.lines(args[1]) do
    local path, etag, encoding = line:match("([^\\t]*)\\t([^\\t]*)\\t(.*)")
    local headers = {}
    for name, value in pairs(wrk.headers) do headers[name] = value end
    if etag ~= "" then headers["If-None-Match"] = etag end
    if encoding ~= "" then headers["Accept-Encoding"] = encoding end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end
request = function()
  number = number % #requests + 1
  return requests[number]
end
done = function(summary, latency, _)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.errors.status, failed))
end
"""


@dataclass(frozen=True)
class Ask:
    """One request; with an `etag` it is conditional, with an `encoding` the answer may be compressed so."""

    path: str
    etag: str = ""
    encoding: str = ""

    @property
    def headers(self) -> dict[str, str]:
        own = {"If-None-Match": self.etag, "Accept-Encoding": self.encoding}
        return {**HEADERS, **{name: value for name, value in own.items() if value}}


@dataclass(frozen=True)
class Load:
    """What came of sending requests for a while. `refused` had a status from 400 on, `failed` had no answer."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    refused: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def get(address: tuple[str, int], ask: Ask, *, timeout: float = 120) -> Answer:
    """One answer, by a connection of its own. Raises OSError."""
    connection = http.client.HTTPConnection(*address, timeout=timeout)
    try:
        return _get(connection, ask)
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def load(address: tuple[str, int], asks: list[Ask], *, seconds: int, connections: int = CONNECTIONS) -> Load:
    """Send the requests in turn over so many connections, again and again."""
    if WRK and connections == CONNECTIONS:
        return _by_wrk(address, asks, seconds)
    return by_threads(address, asks, seconds, connections=connections)


def by_threads(address: tuple[str, int], asks: list[Ask], seconds: int, *, connections: int = CONNECTIONS) -> Load:
    """A client of our own. It takes more of the processor than wrk does, so rates are lower for everyone; but it waits
    for every answer, so that nothing is begun and not counted."""
    taken: list[float] = []
    refused: list[int] = []
    failed: list[str] = []
    begin = Barrier(connections + 1)

    def send(place: int) -> None:
        connection = http.client.HTTPConnection(*address, timeout=300)
        begin.wait()
        until = perf_counter() + seconds
        while (began := perf_counter()) < until:
            try:
                answer = _get(connection, asks[place % len(asks)])
            except (OSError, http.client.HTTPException) as error:
                failed.append(str(error))
                connection.close()
                continue
            taken.append(perf_counter() - began)
            if answer.status >= 400:
                refused.append(answer.status)
            place += 1
        connection.close()

    threads = [Thread(target=send, args=(place,), daemon=True) for place in range(connections)]
    for thread in threads:
        thread.start()
    begin.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    return Load(len(taken), perf_counter() - began, *_percentiles(taken), len(refused), len(failed))


def _get(connection: http.client.HTTPConnection, ask: Ask) -> Answer:
    connection.request("GET", ask.path, headers=ask.headers)
    response = connection.getresponse()
    body = response.read()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


def _by_wrk(address: tuple[str, int], asks: list[Ask], seconds: int) -> Load:
    headers = [part for name, value in HEADERS.items() for part in ("-H", f"{name}: {value}")]
    with tempfile.TemporaryDirectory() as folder:
        script, lines = Path(folder, "requests.lua"), Path(folder, "requests.txt")
        script.write_text(_SCRIPT)
        lines.write_text("".join(f"{ask.path}\t{ask.etag}\t{ask.encoding}\n" for ask in asks))
        command = [str(WRK), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "60s", *headers]
        command += ["-s", str(script), f"http://{address[0]}:{address[1]}", str(lines)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
        )
    line = next((line for line in done.stdout.splitlines() if line.startswith("RESULT")), "")
    if not line:
        raise RuntimeError(f"wrk failed:\n{done.stdout}{done.stderr}")
    requests, microseconds, p50, p99, refused, failed = map(int, line.split()[1:])
    return Load(requests, microseconds / 1e6, p50 / 1000, p99 / 1000, refused, failed)


def _percentiles(taken: list[float]) -> tuple[float, float]:
    if len(taken) < 2:
        return (1000 * sum(taken),) * 2
    cuts = quantiles(taken, n=100, method="inclusive")
    return 1000 * cuts[49], 1000 * cuts[98]
