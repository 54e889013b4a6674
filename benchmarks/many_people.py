"""Figures of many people, each run in a process of its own. Prints one line of JSON with `seconds`.

The clock starts after the imports and covers everything from the files on disk to the result.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path

import duckdb

from rencai.policy import Pack, load_pack
from rencai.policy.simulation import simulate as _loaded_before_the_clock  # noqa: F401

HERE = Path(__file__).parent
PLAIN = """
COPY (
    SELECT id, basic_income, housing_allowance, income_tax, contribution AS social_security_contribution,
        round((salary + capital_returns + pension) * 0.85 + basic_income + rent * 0.25
            - housing_tax - contribution, 2) AS disposable_income
    FROM (
        SELECT *, round(rent * 0.25, 2) AS housing_allowance,
            round((salary + capital_returns + pension) * 0.15, 2) AS income_tax,
            least(salary, 12300) * 0.04 + greatest(salary - 12300, 0) * 0.12 AS contribution,
            CASE WHEN housing_occupancy_status IN ('owner', 'tenant')
                THEN greatest(accommodation_size * 10, 200) / 12.0 ELSE 0 END AS housing_tax
        FROM (
            SELECT *, CASE WHEN age >= 60.33 THEN 1 ELSE 0 END AS pension,
                CASE WHEN age >= 18 AND salary = 0 THEN 600 ELSE 0 END AS basic_income
            FROM (SELECT *, date_sub('year', birth, DATE '2016-11-01') AS age FROM read_parquet('{table}'))
        )
    )
) TO '{result}' (FORMAT PARQUET)
"""


def pack_of(name: str, twentieth: bool, day: date) -> Pack:
    folder = HERE / "packs" / name
    pack = load_pack(folder if folder.is_dir() else name)
    return pack.reformed(HERE / "reforms" / "twentieth.yaml", on=day) if twentieth else pack


def by(options: argparse.Namespace) -> list[str]:
    return [options.by] if options.by else []


def people(options: argparse.Namespace) -> dict[str, object]:
    """Every person's status, amount and reason for each measure, as Parquet."""
    pack = pack_of(options.pack, options.twentieth, options.day)
    measures = len(pack.plan(options.day, drafts=True).measures)
    with pack.simulate(options.table, on=options.day, drafts=True, by=by(options)) as simulation:
        simulation.write_people(options.result)
        return {"measures": measures, "bad_rows": simulation.bad_rows.num_rows}


def totals(options: argparse.Namespace) -> dict[str, object]:
    """Counts, amounts and reasons by group."""
    pack = pack_of(options.pack, options.twentieth, options.day)
    near = not options.totals_only
    with pack.simulate(options.table, on=options.day, drafts=True, by=by(options), near=near) as simulation:
        return {"people": simulation.rows, "groups": simulation.summary.num_rows}


def sweep(options: argparse.Namespace) -> dict[str, object]:
    """A hundred values of one parameter."""
    pack = pack_of(options.pack, options.twentieth, options.day)
    reforms = [json.loads(options.reform.replace("N", str(value))) for value in range(1, options.reforms + 1)]
    found = pack.sweep(options.table, reforms, on=options.day, ignore=by(options))
    return {"reforms": len(reforms), "kind": type(found).__name__}


def plain(options: argparse.Namespace) -> dict[str, object]:
    """The country template as one query written by hand: the engine without rules, reasons or checks."""
    duckdb.execute(PLAIN.format(table=options.table, result=options.result))
    return {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["people", "totals", "sweep", "plain"])
    parser.add_argument("table")
    parser.add_argument("--pack", default="dalian")
    parser.add_argument("--day", type=date.fromisoformat, default=date(2024, 12, 31))
    parser.add_argument("--twentieth", action="store_true", help="one invented measure more")
    parser.add_argument("--by")
    parser.add_argument("--totals-only", action="store_true", help="leave out who only just failed")
    parser.add_argument("--reform", help="JSON of a reform; N is replaced by 1, 2, …")
    parser.add_argument("--reforms", type=int, default=100)
    parser.add_argument("--result", default="")
    options = parser.parse_args()
    start = time.perf_counter()
    said = {"people": people, "totals": totals, "sweep": sweep, "plain": plain}[options.what](options)
    print(json.dumps({"seconds": time.perf_counter() - start, **said}))


if __name__ == "__main__":
    main()
