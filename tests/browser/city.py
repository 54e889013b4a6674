"""A small demo city, served by `rencai demo` exactly as a visitor starts it, in a process and a home of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WANTED = os.environ.get("RENCAI_SCREENSHOTS") == "1"
"""Whether the pictures of the documents are taken anew: of a city of the size that `make demo` shows."""
TALENTS = 20_000 if WANTED else 2_000
"""Of these, cases stand at every step, and supervision has found something."""
PATIENCE = 180
"""Seconds until a slow machine has made and served the city."""


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of a fresh city that is served while the block runs."""
    port = _free_port()
    command = [sys.executable, "-m", "rencai.cli", "demo", "--talents", str(TALENTS), "--port", str(port)]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("RENCAI_", "DATABASE_", "DJANGO_"))
    }
    with (home / "output").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=home, env=environment | {"RENCAI_HOME": str(home / "office")}, stdout=output, stderr=output
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, process, home / "output")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], output: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(
        f"rencai demo does not serve the city:\n{output.read_text(encoding='utf-8', errors='replace')}"
    )
