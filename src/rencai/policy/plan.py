"""What is in force on a day: parameters bound, measures and conditions selected. Both evaluators run this plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from rencai.policy.expressions import And, Between, Case, Compare, Expr, In, Literal, Name, Not, Or
from rencai.policy.model import CategorySet, Condition, Judgement, Measure, Period, Rules
from rencai.policy.types import BOOLEAN


@dataclass(frozen=True, slots=True)
class Plan:
    """`steps` are derived facts in order of use; `bound` the parameters' values on the day."""

    rules: Rules
    bound: Mapping[str, Any]
    steps: tuple[tuple[str, Expr], ...]
    measures: tuple[Measure, ...]
    categories: tuple[CategorySet, ...]
    judgements: Mapping[str, Judgement]


def make_plan(rules: Rules, on: date, *, drafts: bool) -> Plan:
    bound = {name: found.value for name, parameter in rules.parameters.items() if (found := parameter.on(on))}
    categories = tuple(
        replace(found, rules={value: in_force(conditions, on) for value, conditions in found.rules.items()})
        for found in rules.categories.values()
        if found.period.covers(on) and (drafts or not found.draft)
    )
    live = {found.name: category_expr(found) for found in categories}
    steps = tuple((name, _step(rules, name, live)) for name in rules.order)
    measures = tuple(
        replace(measure, conditions=in_force(measure.conditions, on))
        for measure in rules.measures.values()
        if measure.period.covers(on) and (drafts or not measure.draft)
    )
    return Plan(rules, bound, steps, measures, categories, _judgements(measures, categories))


def _judgements(measures: Iterable[Measure], categories: Iterable[CategorySet]) -> dict[str, Judgement]:
    """The facts that record a finding, with who finds it."""
    rules = [
        *(measure.conditions for measure in measures),
        *(conditions for found in categories for conditions in found.rules.values()),
    ]
    return {
        condition.judgement.fact: condition.judgement
        for conditions in rules
        for condition in conditions
        if condition.judgement
    }


def _step(rules: Rules, name: str, live: Mapping[str, Expr]) -> Expr:
    if name in rules.categories:
        found = rules.categories[name]
        return live.get(name) or Literal(found.type, found.otherwise)
    return rules.derived[name].expr


def in_force(conditions: Iterable[Condition], on: date) -> tuple[Condition, ...]:
    return tuple(condition for condition in conditions if condition.period.covers(on))


def met_expr(condition: Condition) -> Expr:
    """Whether a condition is met: its test, or the finding of whoever may relax it."""
    finding = Name(BOOLEAN, condition.judgement.fact) if condition.judgement else None
    if condition.test is None:
        assert finding is not None
        return finding
    return Or(BOOLEAN, (condition.test, finding)) if finding else condition.test


def all_met(conditions: Iterable[Condition]) -> Expr:
    items = tuple(met_expr(condition) for condition in conditions)
    return And(BOOLEAN, items) if items else Literal(BOOLEAN, True)


def category_expr(found: CategorySet) -> Expr:
    """The highest category whose conditions are all met."""
    whens = tuple((all_met(conditions), Literal(found.type, value)) for value, conditions in found.rules.items())
    otherwise = Literal(found.type, found.otherwise)
    return Case(found.type, whens, otherwise) if whens else otherwise


FLIPPED = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def measurable(test: Expr | None) -> Compare | Between | None:
    """The one comparison in a test that has a margin: a distance to its threshold."""
    if isinstance(test, Not) and isinstance(test.value, Compare):
        return measurable(Compare(BOOLEAN, FLIPPED[test.value.op], test.value.left, test.value.right))
    if isinstance(test, Or):
        found = [item for item in map(measurable, test.items) if item]
        return found[0] if len(found) == 1 else None
    if isinstance(test, Compare):
        return test if _has_distance(test.left) and test.op not in ("=", "<>") else None
    if isinstance(test, Between):
        return test if _has_distance(test.value) else None
    return None


def _has_distance(expr: Expr) -> bool:
    return expr.type.kind in ("number", "date") or bool(expr.type.choices and expr.type.choices.ordered)


def subject(test: Expr | None) -> tuple[Expr | None, Expr | None]:
    """(the person's value, the threshold) that a test compares, where it compares just two things."""
    found = measurable(test)
    if isinstance(found, Compare):
        return found.left, found.right
    if isinstance(found, Between):
        return found.value, None
    if isinstance(test, Compare):
        return test.left, test.right
    if isinstance(test, In):
        return test.value, None
    if isinstance(test, Name):
        return test, Literal(BOOLEAN, True)
    if isinstance(test, Not):
        inner, _ = subject(test.value)
        return inner, Literal(BOOLEAN, False) if isinstance(test.value, Name) else None
    return None, None


def breakpoints(rules: Rules) -> list[date]:
    """The days on which something begins, or has just ended: between two of them every day has the same plan."""
    periods: list[Period] = [value.period for found in rules.parameters.values() for value in found.values]
    for measure in rules.measures.values():
        periods += [measure.period, *(condition.period for condition in measure.conditions)]
    for found in rules.categories.values():
        periods += [found.period, *(item.period for conditions in found.rules.values() for item in conditions)]
    days = {period.first for period in periods} | {
        period.last + timedelta(days=1) for period in periods if period.last and period.last < date.max
    }
    return sorted(day for day in days if day)
