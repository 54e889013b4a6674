"""Work in a process of its own, with its time and its peak memory."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OURS = sys.executable
PEERS = str(HERE.parent / ".venv-bench" / "bin" / "python")


@dataclass(frozen=True)
class Run:
    """`seconds` as the work itself measured it, after its imports; `wall` with the start of the process."""

    seconds: float
    wall: float
    peak_mb: float
    said: dict[str, Any]


def once(python: str, script: str, *arguments: object) -> Run:
    """Run `script`, whose last line of output is JSON with `seconds`."""
    command = [python, str(HERE / "launch.py"), str(HERE / script), *map(str, arguments)]
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    wall = time.perf_counter() - start
    *_, said, peak = done.stdout.strip().splitlines()
    return Run(json.loads(said)["seconds"], wall, json.loads(peak)["peak_mb"], json.loads(said))


def median(python: str, script: str, *arguments: object, times: int = 3) -> Run:
    """The run with the median time; the peak is the highest of all runs."""
    runs = sorted((once(python, script, *arguments) for _ in range(times)), key=lambda run: run.seconds)
    middle = runs[(len(runs) - 1) // 2]
    wall = statistics.median(run.wall for run in runs)
    return Run(middle.seconds, wall, max(run.peak_mb for run in runs), middle.said)
