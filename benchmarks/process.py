"""Work in a process of its own, with its time and its peak memory."""

from __future__ import annotations

import json
import os
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
    start = time.perf_counter()
    command = [python, str(HERE / script), *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        output = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    said = json.loads(output.strip().splitlines()[-1])
    return Run(said["seconds"], wall, usage.ru_maxrss / 1024, said)


def median(python: str, script: str, *arguments: object, times: int = 3) -> Run:
    """The run with the median time; the peak is the highest of all runs."""
    runs = sorted((once(python, script, *arguments) for _ in range(times)), key=lambda run: run.seconds)
    middle = runs[(len(runs) - 1) // 2]
    wall = statistics.median(run.wall for run in runs)
    return Run(middle.seconds, wall, max(run.peak_mb for run in runs), middle.said)
