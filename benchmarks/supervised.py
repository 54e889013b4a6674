"""A draw and an estimate over many decisions, in a process of its own. Prints one line of JSON with `seconds`.

The clock starts after the imports and covers reading the frame, its checks and its hash, the draw, the findings and
the estimate of every body. What the checkers found is made before it starts.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import duckdb

from rencai.supervision import Draw, Plan, commit_seed, draw, estimate

SEED = "the seed of the benchmark, which is no secret"
PLAN = Plan(strata=("body", "category", "decision"), whole_above=299_000)
FRAME = """
COPY (
    SELECT 'RC-' || lpad(n::VARCHAR, 8, '0') AS id, '单位' || lpad((n % 28)::VARCHAR, 2, '0') AS body,
        'class ' || (hash(n) % 5) AS category, (hash(n * 7) % 300000)::BIGINT AS amount,
        CASE WHEN hash(n * 3) % 4 = 0 THEN 'refused' ELSE 'granted' END AS decision
    FROM range({rows}) AS numbers(n)
) TO '{path}' (FORMAT PARQUET)
"""
FINDINGS = """
COPY (
    SELECT id, checker, CASE WHEN hash(id) % 40 = 0 THEN 'refused' ELSE decision END AS decision
    FROM drawn, (VALUES ('Li'), ('Wang')) AS checkers(checker)
) TO '{path}' (FORMAT PARQUET)
"""


def drawn(frame: Path) -> Draw:
    return draw(PLAN, frame, seed=SEED, commitment=commit_seed(SEED))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", type=int)
    options = parser.parse_args()
    frame, findings = (options.folder / f"{name}-{options.rows}.parquet" for name in ("decisions", "findings"))
    if not findings.exists():
        duckdb.execute(FRAME.format(rows=options.rows, path=frame))
        with duckdb.connect() as connection:
            connection.register("drawn", drawn(frame).cases)
            connection.execute(FINDINGS.format(path=findings))
    start = time.perf_counter()
    found = drawn(frame)
    middle = time.perf_counter()
    estimated = estimate(findings, found)
    seconds = time.perf_counter() - start
    said = {"drawn": len(found), "bodies": len(estimated.bodies), "strata": len(found.strata)}
    print(json.dumps({"seconds": seconds, "draw_seconds": middle - start, **said}))


if __name__ == "__main__":
    main()
