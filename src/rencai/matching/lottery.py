"""The published lottery that breaks ties (抽签): one lot for each talent, the same at every post.

The seed is committed and opened as `rencai.supervision.seed` has it, so that anyone draws the lots again: a talent's
lot is its place when all are ordered by the first 8 bytes, big-endian, of SHA-256(seed + "\\n" + "matching" +
"\\n" + id).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from rencai.matching.problems import matching_error
from rencai.supervision.seed import commit_seed, ranks

PURPOSE = "matching"


def lots(seed: str, talents: Sequence[Any]) -> np.ndarray:
    """Each talent's place in the lottery, int32; SupervisionError for a seed that could be guessed."""
    commit_seed(seed)
    drawn = ranks(seed, PURPOSE, pa.array([str(name) for name in talents], pa.string()))
    found = np.empty(len(talents), np.int32)
    found[np.argsort(drawn, kind="stable")] = np.arange(len(talents), dtype=np.int32)
    return found


def needs_seed() -> Exception:
    return matching_error(
        "posts rank talents alike, and only a lottery can decide between them: give a seed, whose hash was published "
        "before the lists were closed"
    )
