"""An application under granian, and what its pages cost: CPU seconds of the server's processes, as Linux keeps them."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds a page, and the median time until its last byte; `size` in bytes."""

    cpu_ms: float
    median_ms: float
    size: int


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    port: int

    def get(self, path: str, cookie: str = "") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "en"})
        return connection.getresponse()

    def cost(self, path: str, cookie: str, times: int = 300) -> Cost:
        """The page `path`, asked for `times` times on one connection, after a tenth as many to warm up."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        size = self._read(connection, path, cookie, max(times // 10, 5))[0]
        before = self.cpu_seconds()
        size, waits = self._read(connection, path, cookie, times)
        return Cost((self.cpu_seconds() - before) / times * 1000, statistics.median(waits) * 1000, size)

    def _read(
        self, connection: http.client.HTTPConnection, path: str, cookie: str, times: int
    ) -> tuple[int, list[float]]:
        waits, size = [], 0
        for _ in range(times):
            start = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "en"})
            answer = connection.getresponse()
            size = len(answer.read())
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
            waits.append(time.perf_counter() - start)
        return size, waits

    def cpu_seconds(self) -> float:
        return sum(_cpu(pid) for pid in _family(self.process.pid))

    def memory_mb(self) -> float:
        """Resident now, of all the server's processes."""
        return sum(_resident(pid) for pid in _family(self.process.pid))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _resident(pid: int) -> float:
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return int(lines["VmRSS"].split()[0]) / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(application: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """`application` (module:name) under one granian worker with two threads, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "2"]
    command += ["--port", str(port), "--no-access-log", "--log-level", "warning", application]
    paths = os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(command, env={**os.environ, **environment, "PYTHONPATH": paths})
    try:
        _wait(process, port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int, limit: float = 30) -> None:
    end = time.monotonic() + limit
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")
