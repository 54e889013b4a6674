"""Pairs of approver and applicant that meet more often than chance (审批人与申请方固定搭配).

If a body's cases were handed out at random, the number that an approver with `a` and an applicant with `b` of its `N`
cases share would be hypergeometric: a·b/N expected. The tail is exact.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from rencai.messages import Message
from rencai.supervision.distributions import hypergeometric_cdf
from rencai.supervision.tables import needs_columns, read_table

WHAT = Message("the table of decisions")


def pair_tail(together: int, approver: int, applicant: int, cases: int) -> float:
    """P(at least `together` cases in common) under random assignment within a body of `cases` cases."""
    return 1 - hypergeometric_cdf(together - 1, cases, applicant, approver) if together > 0 else 1.0


def suspicious_pairs(
    decisions: Any,
    *,
    body: str = "body",
    approver: str = "approver",
    applicant: str = "applicant",
    least: int = 3,
    false_share: float = 0.01,
) -> pa.Table:
    """Pairs with at least `least` cases in common, the least likely first.

    Columns: body, approver, applicant, seen, expected, p, and signal: true where the pair belongs to a set of which a
    share of `false_share` at most is chance (Benjamini and Hochberg, JRSS B 57 (1995) 289). `applicant` may be an
    employer or an agent. Bodies with a single approver have no pairs.
    """
    table = read_table(decisions, WHAT)
    needs_columns(table, (body, approver, applicant), WHAT)
    with duckdb.connect() as connection:
        connection.register("given", table.select([body, approver, applicant]).rename_columns(["body", "one", "two"]))
        counted = connection.sql(_SQL).to_arrow_table()
    rows = [row for row in counted.to_pylist() if row["approvers"] > 1]
    for row in rows:
        row["expected"] = row["a"] * row["b"] / row["cases"]
        row["p"] = pair_tail(row["seen"], row["a"], row["b"], row["cases"]) if row["seen"] >= least else 1.0
    rows.sort(key=lambda row: (row["p"], row["body"], row["approver"], row["applicant"]))
    signals = _false_discovery([row["p"] for row in rows], false_share)
    kept = [{**row, "signal": signal} for row, signal in zip(rows, signals, strict=True) if row["seen"] >= least]
    return pa.Table.from_pylist(kept, schema=SCHEMA)


_SQL = """
WITH named AS (
    SELECT CAST(body AS VARCHAR) AS body, CAST(one AS VARCHAR) AS approver, CAST(two AS VARCHAR) AS applicant FROM given
    WHERE body IS NOT NULL AND one IS NOT NULL AND two IS NOT NULL
),
pairs AS (SELECT body, approver, applicant, count(*) AS seen FROM named GROUP BY ALL)
SELECT body, approver, applicant, seen, sum(seen) OVER (PARTITION BY body, approver)::BIGINT AS a,
    sum(seen) OVER (PARTITION BY body, applicant)::BIGINT AS b, sum(seen) OVER (PARTITION BY body)::BIGINT AS cases,
    count(DISTINCT approver) OVER (PARTITION BY body) AS approvers
FROM pairs
"""
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("body", "approver", "applicant")),
        ("seen", pa.int64()),
        ("expected", pa.float64()),
        ("p", pa.float64()),
        ("signal", pa.bool_()),
    ]
)


def _false_discovery(tails: list[float], share: float) -> list[bool]:
    """Which of the ordered tails are signals; every pair of the table counts as a test."""
    if not tails:
        return []
    limits = share * np.arange(1, len(tails) + 1) / len(tails)
    passing = np.flatnonzero(np.array(tails) <= limits)
    last = int(passing[-1]) if len(passing) else -1
    return [place <= last for place in range(len(tails))]
