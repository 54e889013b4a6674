"""The aggregates of a simulation as Arrow tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pyarrow as pa

from rencai.policy.aggregate import ALL, BASELINE, REFORM, Aggregates, Meaning, cents, read
from rencai.policy.decide import Decider
from rencai.policy.decision import STATUSES
from rencai.policy.evaluate import EXACT, compile_expr
from rencai.policy.plan import Plan
from rencai.policy.types import Type

MONEY = pa.decimal128(38, 2)
NUMBER = pa.decimal128(38, 6)
TEXT, COUNT = pa.string(), pa.int64()
Key = tuple[Any, ...]


@dataclass
class Results:
    """The tables of a simulation (see `Simulation`) and how many people were simulated."""

    rows: int
    summary: pa.Table
    payments: pa.Table
    reasons: pa.Table
    near_misses: pa.Table
    changes: pa.Table | None
    budgets: pa.Table
    scores: pa.Table


@dataclass
class _Collected:
    """Values by scenario, name and group, as they are read."""

    people: dict[Key, int] = field(default_factory=dict)
    states: dict[Key, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    amounts: dict[Key, Decimal] = field(default_factory=dict)
    years: dict[Key, Decimal] = field(default_factory=dict)
    reasons: dict[Key, int] = field(default_factory=dict)
    near: dict[Key, int] = field(default_factory=dict)
    changes: dict[Key, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    scores: dict[Key, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))

    def take(self, group: Key, people: int, meaning: Meaning, value: Any) -> None:
        self.people[group] = people
        key = (meaning.scenario, meaning.name, *group)
        getattr(self, f"_{meaning.kind}")(key, group, meaning, value)

    def _code(self, key: Key, group: Key, meaning: Meaning, value: Any) -> None:
        state, reason = meaning.detail
        self.states[key][state] += int(value or 0)
        if state != "eligible":
            self.states[key]["eligible"] -= int(value or 0)
        if reason and value:
            self.reasons[(*key, state, reason)] = int(value)

    def _amount(self, key: Key, group: Key, meaning: Meaning, value: Any) -> None:
        self.amounts[key] = cents(value)

    def _year(self, key: Key, group: Key, meaning: Meaning, value: Any) -> None:
        if amount := cents(value):
            self.years[(*key, meaning.detail)] = amount

    def _near(self, key: Key, group: Key, meaning: Meaning, value: Any) -> None:
        tested, bucket = meaning.detail
        if value:
            self.near[(*key, tested.name, _unit(tested.kind), bucket)] = int(value)

    def _change(self, key: Key, group: Key, meaning: Meaning, value: Any) -> None:
        self.changes[(meaning.name, *group)][meaning.detail] = value

    def _score(self, key: Key, group: Key, meaning: Meaning, value: Any) -> None:
        self.scores[key][meaning.detail] = value


def _unit(kind: Type | None) -> str:
    """The margin's unit: `number` where it has none, empty where there is no margin."""
    return next((name for name, power in kind.unit if power > 0), "number") if kind else ""


def tables(
    passes: Iterable[tuple[Aggregates, list[dict[str, Any]]]], plans: Mapping[str, Plan], by: list[str], on: date
) -> Results:
    found = _Collected()
    groups = [f"g{index}" for index in range(len(by))]
    for asked, rows in passes:
        found.people.update({tuple(row[name] for name in groups): int(row["n"]) for row in rows})
        for group, people, meaning, value in read(asked, rows, groups):
            found.take(group, people, meaning, value)
    found.people = found.people if by else {(): found.people.get((), 0)}
    kinds = {
        (scenario, measure.name): measure.amount is not None
        for scenario, plan in plans.items()
        for measure in plan.measures
    }
    return Results(
        sum(found.people.values()),
        _summary(found, kinds, by),
        _payments(found, by),
        _reasons(found, by),
        _near(found, by),
        _changes(found, by) if REFORM in plans else None,
        _budgets(found, plans, on, len(by)),
        _scores(found, plans, by),
    )


def _table(rows: list[Key], columns: Sequence[tuple[str, pa.DataType]]) -> pa.Table:
    data: list[Any] = list(zip(*rows, strict=True)) if rows else [[] for _ in columns]
    arrays = [pa.array(values, kind) for values, (_, kind) in zip(data, columns, strict=True)]
    return pa.Table.from_arrays(arrays, names=[name for name, _ in columns])


def _by(by: Sequence[str]) -> list[tuple[str, pa.DataType]]:
    return [(name, TEXT) for name in by]


def _order(key: Key) -> tuple[str, ...]:
    return tuple("" if part is None else str(part) for part in key)


def _near_order(key: Key) -> tuple[Any, ...]:
    """By measure, group and condition; those nearest first, those without a distance last."""
    *names, bucket = key
    return (*_order(tuple(names)), bucket is None, -(bucket or 0))


def _summary(found: _Collected, kinds: Mapping[Key, bool], by: list[str]) -> pa.Table:
    rows = [
        (
            *key,
            found.people[key[2:]],
            *(states.get(state, 0) for state in STATUSES),
            found.amounts.get(key, Decimal("0.00")) if kinds[key[:2]] else None,
        )
        for key, states in sorted(found.states.items(), key=lambda item: _order(item[0]))
    ]
    columns = [
        ("scenario", TEXT),
        ("measure", TEXT),
        *_by(by),
        ("people", COUNT),
        *((state, COUNT) for state in STATUSES),
        ("amount", MONEY),
    ]
    return _table(rows, columns)


def _payments(found: _Collected, by: list[str]) -> pa.Table:
    rows = [(*key, value) for key, value in sorted(found.years.items(), key=lambda item: _order(item[0]))]
    return _table(rows, [("scenario", TEXT), ("measure", TEXT), *_by(by), ("year", COUNT), ("amount", MONEY)])


def _reasons(found: _Collected, by: list[str]) -> pa.Table:
    rows = [(*key, value) for key, value in sorted(found.reasons.items(), key=lambda item: _order(item[0]))]
    return _table(
        rows, [("scenario", TEXT), ("measure", TEXT), *_by(by), ("status", TEXT), ("reason", TEXT), ("people", COUNT)]
    )


def _near(found: _Collected, by: list[str]) -> pa.Table:
    rows = [(*key, value) for key, value in sorted(found.near.items(), key=lambda item: _near_order(item[0]))]
    return _table(
        rows,
        [
            ("scenario", TEXT),
            ("measure", TEXT),
            *_by(by),
            ("reason", TEXT),
            ("unit", TEXT),
            ("margin", NUMBER),
            ("people", COUNT),
        ],
    )


def _changes(found: _Collected, by: list[str]) -> pa.Table:
    rows = []
    for (name, *group), values in sorted(found.changes.items(), key=lambda item: (item[0][0] == ALL, *_order(item[0]))):
        before, after = (_amount(found, scenario, name, tuple(group)) for scenario in (BASELINE, REFORM))
        winners, losers = int(values["winners"] or 0), int(values["losers"] or 0)
        rows.append(
            (
                name,
                *group,
                winners,
                losers,
                found.people[tuple(group)] - winners - losers,
                cents(values["gain"]),
                cents(values["loss"]),
                before,
                after,
            )
        )
    return _table(
        rows,
        [
            ("measure", TEXT),
            *_by(by),
            ("winners", COUNT),
            ("losers", COUNT),
            ("unchanged", COUNT),
            ("gain", MONEY),
            ("loss", MONEY),
            ("before", MONEY),
            ("after", MONEY),
        ],
    )


def _amount(found: _Collected, scenario: str, name: str, group: Key) -> Decimal:
    if name != ALL:
        return found.amounts.get((scenario, name, *group), Decimal("0.00"))
    return sum(
        (value for key, value in found.amounts.items() if key[0] == scenario and key[2:] == group), Decimal("0.00")
    )


def _budgets(found: _Collected, plans: Mapping[str, Plan], on: date, groups: int) -> pa.Table:
    """Yearly limits beside what is asked for: money due in the year of the day, or people who are eligible."""
    rows = []
    for scenario, plan in plans.items():
        with localcontext(EXACT):
            env = Decider(plan).environment(dict.fromkeys(plan.rules.facts), on)
        for measure in plan.measures:
            for limit in measure.limits:
                with localcontext(EXACT):
                    most = compile_expr(limit.amount, plan.bound)(env)
                asked = _demanded(found, scenario, measure.name, limit.kind, on, groups)
                rows.append(
                    (
                        scenario,
                        measure.name,
                        limit.kind,
                        None if most is None else Decimal(most),
                        asked,
                        None if most is None else asked > most,
                    )
                )
    return _table(
        rows,
        [
            ("scenario", TEXT),
            ("measure", TEXT),
            ("kind", TEXT),
            ("limit", MONEY),
            ("demanded", MONEY),
            ("over", pa.bool_()),
        ],
    )


def _demanded(found: _Collected, scenario: str, name: str, kind: str, on: date, groups: int) -> Decimal:
    if kind == "budget":
        return sum(
            (value for key, value in found.years.items() if key[:2] == (scenario, name) and key[-1] == on.year),
            Decimal("0.00"),
        )
    return Decimal(
        sum(states.get("eligible", 0) for key, states in found.states.items() if key[:2] == (scenario, name))
    )


def _scores(found: _Collected, plans: Mapping[str, Plan], by: list[str]) -> pa.Table:
    rows = []
    for (scenario, name, *group), values in sorted(found.scores.items(), key=lambda item: _order(item[0])):
        places = plans[scenario].rules.scores[name].total.type.places
        known = int(values["known"])
        least, most, total = (
            None if values[stat] is None else Decimal(int(values[stat])).scaleb(-places)
            for stat in ("least", "most", "total")
        )
        mean = None if not known or total is None else round(total / known, 6)
        rows.append((scenario, name, *group, known, mean, least, most))
    return _table(
        rows,
        [
            ("scenario", TEXT),
            ("score", TEXT),
            *_by(by),
            ("known", COUNT),
            ("mean", NUMBER),
            ("least", NUMBER),
            ("most", NUMBER),
        ],
    )
