"""Frames and findings for the tests: small, invented, and the same on every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from rencai.supervision import Draw, Plan, commit_seed, draw

SEED = "a seed that is only for tests"


def frame(cases: int = 2_000, *, bodies: int = 4, seed: int = 1) -> pa.Table:
    """Decisions of `bodies` bodies, two thirds granted, amounts from 100.00 to 300 000.00."""
    rng = np.random.default_rng(seed)
    return pa.table(
        {
            "id": [f"C{number:06}" for number in range(cases)],
            "body": [f"body {number % bodies}" for number in range(cases)],
            "category": [f"class {number % 3}" for number in range(cases)],
            "amount": rng.integers(100, 300_000, cases),
            "decision": ["refused" if number % 3 == 0 else "granted" for number in range(cases)],
        }
    )


def drawn(plan: Plan, table: Any, seed: str = SEED) -> Draw:
    return draw(plan, table, seed=seed, commitment=commit_seed(seed))


Wrong = Callable[[Mapping[str, Any]], bool]


def nothing(case: Mapping[str, Any]) -> bool:
    return False


def findings(found: Draw, wrong: Wrong = nothing, *, review: Wrong | None = None, again: float = 0.0) -> pa.Table:
    """Two checkers who agree; `wrong` says which decisions they find wrong. A share `again` is reviewed by a third."""
    rows = []
    for place, case in enumerate(found.cases.to_pylist()):
        rows += [_answer(case, checker, "check", wrong(case)) for checker in ("Li", "Wang")]
        if place % 100 < again * 100:
            rows.append(_answer(case, "Zhao", "review", (review or wrong)(case)))
    return pa.Table.from_pylist(rows)


def _answer(case: Mapping[str, Any], checker: str, role: str, is_wrong: bool) -> dict[str, str]:
    other = "refused" if case["decision"] == "granted" else "granted"
    return {"id": case["id"], "checker": checker, "decision": other if is_wrong else case["decision"], "role": role}
