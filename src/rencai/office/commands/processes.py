"""Several processes of the office as one: started together, stopped together."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from rencai.command import InputError

PATIENCE = 15.0
"""Seconds that a process has to come up, and to end by itself before it is killed."""
Processes = list[subprocess.Popen[bytes]]


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens at `port`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, port))
        except OSError:
            return False
    return True


def next_free(host: str, port: int) -> int:
    """The first free port from `port` on.

    Raises:
        InputError: a hundred are taken.
    """
    for candidate in range(port, min(port + 100, 65536)):
        if is_free(host, candidate):
            return candidate
    raise InputError("no port from {port} on is free; --port names another", port=port)


@contextmanager
def running(*commands: Sequence[str]) -> Iterator[Processes]:
    """`rencai` with each of `commands`, until the block ends. They get no Ctrl+C of their own: we stop them."""
    started: Processes = []
    try:
        for words in commands:
            started.append(subprocess.Popen([sys.executable, "-m", "rencai.cli", *words], start_new_session=True))
        yield started
    finally:
        stop(started)


def stop(processes: Processes) -> None:
    """Asks all to end, and kills those that do not."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_it_answers(host: str, port: int, processes: Processes) -> None:
    """Returns when somebody listens at `port`.

    Raises:
        InputError: a process ended, or nobody came.
    """
    deadline = time.monotonic() + 2 * PATIENCE
    while time.monotonic() < deadline and all(process.poll() is None for process in processes):
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise InputError("the office did not come up at port {port}; what went wrong stands above", port=port)


def wait_for_the_end(processes: Processes) -> None:
    """Waits until Ctrl+C or SIGTERM (both as KeyboardInterrupt), or until one of them ends by itself.

    Raises:
        InputError: one ended by itself.
    """
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        while all(process.poll() is None for process in processes):
            time.sleep(0.3)
    finally:
        signal.signal(signal.SIGTERM, before)
    raise InputError("a process of the office ended by itself; what went wrong stands above")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
