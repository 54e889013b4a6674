"""Runs a script, then says in a last line of JSON how much memory the process had at its peak.

Linux keeps that in VmHWM; what getrusage says starts at the size of the process that called this one.
"""

import json
import resource
import runpy
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_mb() -> float:
    if not STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


if __name__ == "__main__":
    del sys.argv[0]
    runpy.run_path(sys.argv[0], run_name="__main__")
    print(json.dumps({"peak_mb": peak_mb()}))
