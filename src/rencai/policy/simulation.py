"""Simulates a pack on a table of people, with or without a reform: one streaming pass, memory bounded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from rencai.messages import LANGUAGES
from rencai.policy.aggregate import (
    BASELINE,
    REFORM,
    Aggregates,
    ask_changes,
    ask_measure,
    ask_scores,
    base_columns,
)
from rencai.policy.bad_rows import bad_table
from rencai.policy.decision import Decision
from rencai.policy.dialects import DIALECTS
from rencai.policy.engines import MEMORY_LIMIT, Engine, open_engine
from rencai.policy.model import Text
from rencai.policy.opening import Reading, open_people
from rencai.policy.output import PeopleOutput
from rencai.policy.people_table import PeopleTable
from rencai.policy.person import decision_day
from rencai.policy.plan import Plan
from rencai.policy.program import Program
from rencai.policy.results import Results, tables
from rencai.policy.table_columns import table_error
from rencai.policy.words import ReportWords
from rencai.policy.writer import Sql, Writer

if TYPE_CHECKING:
    from rencai.policy.pack import Pack

Progress = Callable[[int, int], None]
MEASURES_A_PASS = {"duckdb": 1_000, "postgres": 4, "spark": 4}


def no_progress(done: int, parts: int) -> None:
    """Nobody is watching."""


@dataclass(frozen=True)
class Asked:
    """What a simulation was asked for."""

    on: date
    by: tuple[str, ...]
    drafts: bool
    near: bool
    source: str
    progress: Progress = no_progress


@dataclass(frozen=True)
class ReformLabel:
    """A reform's name and title."""

    name: str
    title: Text

    @classmethod
    def of(cls, pack: Pack | None) -> ReformLabel | None:
        if pack is None or pack.reform is None:
            return None if pack is None else cls(pack.name, pack.title)
        fields = pack.reform.mapping()
        name = fields["reform"].string()
        title = fields["title"].mapping() if "title" in fields else {}
        return cls(name, {lang: title[lang].string() if lang in title else name for lang in LANGUAGES})


class Simulation(ReportWords):
    """What came out, as Arrow tables, and any person's full explanation. Each part is computed when first asked for.

    `summary`: scenario, measure, *by, people, eligible, not_eligible, needs_information, needs_judgement, amount.
    `payments`: scenario, measure, *by, year, amount. `reasons`: scenario, measure, *by, status, reason, people.
    `near_misses`: scenario, measure, *by, reason, unit, margin (at most so much short; null: further), people whom only
    that condition keeps out. `changes` (with a reform): measure (`all` for all together), *by, winners, losers,
    unchanged, gain, loss, before, after. `budgets`: scenario, measure, kind, limit, demanded, over. `scores`: scenario,
    score, *by, known, mean, least, most. `bad_rows`: row (from 1), column, value, problem, problem_zh. `people`: a row
    per person.
    """

    def __init__(
        self,
        pack: Pack,
        reformed: Pack | None,
        asked: Asked,
        people: PeopleTable,
        engine: Engine,
        bad: pa.Table,
        closing: ExitStack,
    ) -> None:
        self.pack, self.reformed, self.reform = pack, reformed, ReformLabel.of(reformed)
        self.on, self.by, self.drafts, self.source = asked.on, list(asked.by), asked.drafts, asked.source
        self.bad_rows = bad
        self.seconds = 0.0
        self._asked, self._people, self._engine, self._closing = asked, people, engine, closing

    @cached_property
    def _results(self) -> Results:
        began = time.perf_counter()
        plans = self._plans()
        found = tables(_passes(plans, self._people, self._engine, self._asked), plans, self.by, self.on)
        self.seconds += time.perf_counter() - began
        return found

    @property
    def rows(self) -> int:
        """How many people were simulated; bad rows are not among them."""
        return self._results.rows

    @property
    def summary(self) -> pa.Table:
        return self._results.summary

    @property
    def payments(self) -> pa.Table:
        return self._results.payments

    @property
    def reasons(self) -> pa.Table:
        return self._results.reasons

    @property
    def near_misses(self) -> pa.Table:
        return self._results.near_misses

    @property
    def changes(self) -> pa.Table | None:
        return self._results.changes

    @property
    def budgets(self) -> pa.Table:
        return self._results.budgets

    @property
    def scores(self) -> pa.Table:
        return self._results.scores

    def __enter__(self) -> Simulation:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Frees the connection; `people` and `explain` are over then."""
        self._closing.close()

    def _plans(self) -> dict[str, Plan]:
        packs = {BASELINE: self.pack} | ({REFORM: self.reformed} if self.reformed else {})
        return {name: pack.plan(self.on, drafts=self.drafts) for name, pack in packs.items()}

    @cached_property
    def _output(self) -> PeopleOutput:
        return PeopleOutput(self._people, self._plans(), self.on)

    @cached_property
    def people(self) -> pa.Table:
        """One row per person: id (or row), groups, and each measure's status, amount and reason; scores."""
        return self._output.table()

    def write_people(self, path: str | Path) -> Path:
        """Streams `people` into a Parquet file (CSV by its ending); nothing is left behind if it fails."""
        return self._output.write(Path(path))

    def explain(self, *, row: int | None = None, id: Any = None, reform: bool = False) -> Decision:
        """The full decision for one person of the table, by row number (from 1) or by id."""
        if (row is None) == (id is None):
            raise table_error("give a row or an id, one of them")
        if id is not None and self._people.id is None:
            raise table_error("the table has no id column; give a row")
        facts = self._people.facts_of(row, id)
        if facts is None:
            raise table_error("there is no readable person {key}", key=row if row is not None else id)
        pack = self.reformed if reform and self.reformed else self.pack
        return pack.explore(facts, on=self.on) if self.drafts else pack.decide(facts, on=self.on)


def simulate(
    people: Any,
    pack: Pack,
    *,
    on: date,
    reform: Any = None,
    by: Sequence[str] = (),
    drafts: bool = False,
    strict: bool = False,
    engine: str = "duckdb",
    url: str | None = None,
    id: str | None = None,
    ignore: Sequence[str] = (),
    near: bool = True,
    memory: str = MEMORY_LIMIT,
    threads: int | None = None,
    progress: Progress = no_progress,
) -> Simulation:
    """Decides for every row of `people` and adds up. Checks now; computes each table when it is first asked for.

    people: an Arrow table, a Polars or pandas frame, or the path of a Parquet, CSV or JSON file. Columns are facts;
    others are named in `by` (groups), `id` or `ignore`. A fact without a column is not known for anyone.
    on: the day. reform: an overlay (see `Pack.reformed`). drafts: whether draft measures take part.
    strict: whether a bad row ends it; else it is reported and the rest runs.
    engine: duckdb, postgres or spark, at `url`.
    Raises TableError, PackError.
    """
    on = decision_day(on)
    reformed = pack.reformed(reform, on=on) if reform is not None else None
    source = str(people) if isinstance(people, (str, Path)) else type(people).__name__
    asked = Asked(on, tuple(by), drafts, near, source, progress)
    closing = ExitStack()
    try:
        reading = Reading(by, id, ignore, strict, memory, threads)
        table, found = open_people(closing, people, pack.rules.facts, reading)
        runs = open_engine(engine, table, url)
        closing.callback(runs.close)
        return Simulation(pack, reformed, asked, table, runs, bad_table(found), closing)
    except BaseException:
        closing.close()
        raise


def _passes(
    plans: Mapping[str, Plan], table: PeopleTable, engine: Engine, wanted: Asked
) -> Iterator[tuple[Aggregates, list[dict[str, Any]]]]:
    """Runs the aggregates, as many measures at a time as the engine can take in one query."""
    names = list(dict.fromkeys(name for plan in plans.values() for name in (m.name for m in plan.measures)))
    step = MEASURES_A_PASS[engine.dialect.name]
    parts = [names[start : start + step] for start in range(0, len(names), step)] or [[]]
    for done, part in enumerate(parts):
        wanted.progress(done, len(parts))
        asked, first = Aggregates(Writer(engine.dialect, base_columns(table), wanted.on)), done == 0
        programs = {name: Program(plan, asked.writer) for name, plan in plans.items()}
        for scenario, program in programs.items():
            for name in part:
                if name in program.by_name:
                    ask_measure(asked, program, name, scenario, near=wanted.near)
            if first:
                ask_scores(asked, program, scenario)
        if REFORM in programs and first:
            ask_changes(asked, programs[BASELINE], programs[REFORM])
        groups = [f"g{index}" for index in range(len(table.by))]
        yield asked, engine.query(asked.query(engine.source, groups)).to_pylist()
    wanted.progress(len(parts), len(parts))


def to_sql(
    pack: Pack, *, on: date, dialect: str = "duckdb", measures: Sequence[str] | None = None, drafts: bool = False
) -> str:
    """The pack as one SELECT over a table `people` whose columns are the facts (`f_<fact>`, scaled whole numbers)."""
    if dialect not in DIALECTS:
        raise table_error("the engine is duckdb, postgres or spark, not {name!r}", name=dialect)
    from rencai.policy.output import people_sql

    on = decision_day(on)
    columns = {name: Sql(f"f_{name}") for name in pack.rules.facts}
    plan = pack.plan(on, drafts=drafts)
    return people_sql({BASELINE: plan}, Writer(DIALECTS[dialect], columns, on), "people", [], measures)
