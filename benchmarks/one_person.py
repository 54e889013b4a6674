"""Figures of one process and one person: a decision with its reasons, loading, a reform. Prints JSON."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb

from rencai.policy import load_pack

REFORM = {"parameters": {"min_contract_months": 60}}


def milliseconds(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def decisions(table: str, pack_name: str, day: date) -> dict[str, float]:
    """p50 and p95 in milliseconds over the people of `table`, with every reason; then written out as well."""
    pack = load_pack(pack_name)
    known = ", ".join(pack.rules.facts)
    people = duckdb.sql(f"SELECT {known} FROM read_parquet('{table}')").to_arrow_table().to_pylist()
    for person in people[:50]:
        pack.decide(person, on=day).to_json()
    bare = [milliseconds(lambda person=person: pack.decide(person, on=day)) for person in people]
    told = [milliseconds(lambda person=person: pack.decide(person, on=day).to_json()) for person in people]
    return {
        "people": len(people),
        "measures": len(pack.plan(day).measures),
        "p50": statistics.median(bare),
        "p95": p95(bare),
        "p50_json": statistics.median(told),
        "p95_json": p95(told),
    }


def loading(pack_name: str, day: date) -> dict[str, float]:
    """Milliseconds of the first load of a process, of a load with all its cases run, and of a reform."""
    load = milliseconds(lambda: load_pack(pack_name))
    pack = load_pack(pack_name)
    cases = milliseconds(pack.run_tests)
    reforms = [milliseconds(lambda: pack.reformed(REFORM, on=day)) for _ in range(5)]
    return {"load": load, "cases": cases, "number_of_cases": len(pack.cases), "reform": statistics.median(reforms)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["decisions", "loading"])
    parser.add_argument("pack")
    parser.add_argument("day", type=date.fromisoformat)
    parser.add_argument("--table")
    options = parser.parse_args()
    start = time.perf_counter()
    found = (
        decisions(options.table, options.pack, options.day)
        if options.what == "decisions"
        else loading(options.pack, options.day)
    )
    print(json.dumps({"seconds": time.perf_counter() - start, **found}))


if __name__ == "__main__":
    main()
