"""An office in a process and a folder of its own, as somebody has who calls `rencai` in a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

OURS = ("RENCAI_", "DATABASE_", "DJANGO_")


def environment(home: Path, **more: str) -> dict[str, str]:
    """That of a terminal, without any settings of the tests."""
    found = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return found | {"RENCAI_HOME": str(home), "RENCAI_LANG": "en", "COLUMNS": "100", **more}


def rencai(home: Path, *args: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """`rencai ARGS` for the office at `home`."""
    found = subprocess.run(
        command(*args), cwd=home.parent, env=environment(home, **more), input=given,
        capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert "Traceback" not in found.stdout + found.stderr, found.stdout + found.stderr
    return found


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "rencai.cli", *args]


def running_for(home: Path) -> list[int]:
    """The processes that work for the office at `home` (Linux)."""
    wanted = f"RENCAI_HOME={home}\0".encode()
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and wanted in _environ(entry)]


def _environ(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes() + b"\0"
    except OSError:
        return b""
