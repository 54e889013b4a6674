"""Many reforms of one pack on one table in a single pass: what each would cost."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from rencai.policy.aggregate import Aggregates, Meaning, base_columns, cents, read, sum_of
from rencai.policy.dialects import Dialect
from rencai.policy.engines import MEMORY_LIMIT, open_engine
from rencai.policy.opening import Reading, open_people
from rencai.policy.person import decision_day
from rencai.policy.plan import Plan
from rencai.policy.program import MeasureSql, Program
from rencai.policy.references import used_by
from rencai.policy.results import MONEY
from rencai.policy.table_columns import table_error
from rencai.policy.writer import Sql, Writer

if TYPE_CHECKING:
    from rencai.policy.pack import Pack

BASE = -1


@dataclass(frozen=True)
class Sweep:
    """`table`: a row per reform and measure that it touches: reform (from 0), value, measure, eligible, amount,
    difference (to the pack as it is). Amounts are the whole sums promised on the day."""

    table: pa.Table
    rows: int
    seconds: float


def sweep(
    people: Any,
    pack: Pack,
    reforms: Sequence[Any] = (),
    *,
    on: date,
    parameter: str | None = None,
    values: Sequence[Any] = (),
    drafts: bool = False,
    engine: str = "duckdb",
    url: str | None = None,
    id: str | None = None,
    ignore: Sequence[str] = (),
    memory: str = MEMORY_LIMIT,
    threads: int | None = None,
) -> Sweep:
    """Costs `reforms` (see `Pack.reformed`), or one `parameter` at each of `values`, in one pass over `people`.

    Only measures that a reform can touch are computed again. Raises TableError, PackError.
    """
    began = time.perf_counter()
    if (parameter is None) != bool(reforms) or (parameter is not None) != bool(values):
        raise table_error("give reforms, or a parameter with its values")
    given = [{"parameters": {parameter: value}} for value in values] if parameter else list(reforms)
    on = decision_day(on)
    plans = {BASE: pack.plan(on, drafts=drafts)} | {
        index: pack.reformed(reform, on=on).plan(on, drafts=drafts) for index, reform in enumerate(given)
    }
    with ExitStack() as closing:
        reading = Reading((), id, ignore, False, memory, threads)
        table, _ = open_people(closing, people, pack.rules.facts, reading)
        runs = open_engine(engine, table, url)
        closing.callback(runs.close)
        wanted = _Wanted(plans, base_columns(table), runs.dialect, on)
        asked = wanted.aggregates()
        rows = runs.query(asked.query(wanted.people_who_matter(runs.source), [])).to_pylist()
        count = int(runs.query(f"SELECT COUNT(*) AS n FROM {runs.source}").to_pylist()[0]["n"])
    return Sweep(_table(asked, rows, wanted.dropped, list(values)), count, time.perf_counter() - began)


class _Wanted:
    """The measures that the reforms can touch, and the conditions that the reforms have in common."""

    def __init__(self, plans: Mapping[int, Plan], columns: Mapping[str, Sql], dialect: Dialect, on: date) -> None:
        self.columns = columns
        self.writer = Writer(dialect, columns, on)
        touched = {index: touched_measures(plans[BASE], plan) for index, plan in plans.items() if index != BASE}
        self.dropped: list[tuple[int, str]] = []
        every = dict.fromkeys(name for names in touched.values() for name in names)
        self.measures: list[tuple[int, MeasureSql]] = []
        for index, plan in plans.items():
            program = Program(plan, self.writer)
            names = every if index == BASE else touched[index]
            self.measures += [(index, program.measure(name)) for name in names if name in program.by_name]
            self.dropped += [(index, name) for name in names if name not in program.by_name and index != BASE]
        self.uses = Counter(tested.met.text for _, found in self.measures for tested in found.tests)

    def aggregates(self) -> Aggregates:
        """How many are eligible under each reform, and the money."""
        asked = Aggregates(self.writer)
        for index, found in self.measures:
            eligible = self._eligible(found)
            asked.add(eligible, self.writer.dialect.count, Meaning("code", str(index), found.measure.name))
            if found.money is not None:
                paid = self.writer.sql("CASE WHEN {} THEN {} END", eligible, found.money.total)
                asked.add(paid, sum_of(self.writer), Meaning("amount", str(index), found.measure.name))
        return asked

    def _eligible(self, found: MeasureSql) -> Sql:
        common = self._common(found)
        own = [tested.met for tested in found.tests if self.uses[tested.met.text] == 1]
        parts = [*([self.writer.column(common)] if common else []), *own]
        return self.writer.junction("AND", parts) if parts else Sql("TRUE")

    def _common(self, found: MeasureSql) -> Sql | None:
        """The conditions that the measure has under several reforms, joined once for all of them."""
        common = [tested.met for tested in found.tests if self.uses[tested.met.text] > 1]
        return self.writer.junction("AND", common) if common else None

    def people_who_matter(self, source: str) -> str:
        """`source` without those whom a common condition keeps out of every measure under every reform."""
        kept = [self._common(found) for _, found in self.measures]
        if not self.columns or None in kept:
            return source
        where = dict.fromkeys(common.text for common in kept if common)
        columns = ", ".join(column.text for column in self.columns.values())
        return f"(SELECT {columns} FROM {self.writer.source(source)} WHERE {' OR '.join(where)}) AS people"


def touched_measures(before: Plan, after: Plan) -> list[str]:
    """The measures that can come out otherwise: changed themselves, by what they use, or by a measure beside them."""
    moved = {name for name in {*before.bound, *after.bound} if before.bound.get(name) != after.bound.get(name)}
    old = {measure.name: measure for measure in before.measures}
    new = {measure.name: measure for measure in after.measures}
    touched = {name for name in {**old, **new} if old.get(name) != new.get(name)}
    touched |= {
        name for name, measure in new.items() if used_by(measure, after.rules.derived, after.rules.categories) & moved
    }
    while True:
        groups = {new[name].group for name in touched if name in new and new[name].group}
        more = {
            name
            for name, measure in new.items()
            if name not in touched and (measure.group in groups or touched & set(measure.excludes))
        }
        if not more:
            return [name for name in {**old, **new} if name in touched]
        touched |= more


def _table(
    asked: Aggregates, rows: list[dict[str, Any]], dropped: Sequence[tuple[int, str]], values: Sequence[Any]
) -> pa.Table:
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for _, _, meaning, value in read(asked, rows, []):
        found.setdefault((int(meaning.scenario), meaning.name), {})[meaning.kind] = value
    found |= {key: {"code": 0} for key in dropped}
    listed = []
    for (index, name), value in sorted(found.items()):
        if index != BASE:
            amount, before = (_money(item) for item in (value, found.get((BASE, name), {})))
            listed.append(
                {
                    "reform": index,
                    "value": written(values[index]) if values else None,
                    "measure": name,
                    "eligible": int(value["code"] or 0),
                    "amount": amount,
                    "difference": amount - before,
                }
            )
    schema = pa.schema(
        [
            ("reform", pa.int64()),
            ("value", pa.string()),
            ("measure", pa.string()),
            ("eligible", pa.int64()),
            ("amount", MONEY),
            ("difference", MONEY),
        ]
    )
    return pa.Table.from_pylist(listed, schema=schema)


def written(value: Any) -> str:
    """A value of a sweep as text; a table's entries as JSON."""
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, Mapping) else str(value)


def _money(value: Mapping[str, Any]) -> Decimal:
    return cents(value.get("amount"))
