"""Who uses what, and when: every expression of a pack with the days on which it is in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rencai.messages import Message
from rencai.policy.expressions import Expr, names_in, parameters_in
from rencai.policy.model import CategorySet, Condition, Measure, Period, Rules
from rencai.policy.problems import Place
from rencai.policy.references import expressions_of


class Use(NamedTuple):
    """An expression, what it belongs to, and the days on which that is in force."""

    owner: Message
    expr: Expr
    period: Period
    place: Place


class Group(NamedTuple):
    """Conditions that must all hold together: of a measure, or of one category."""

    owner: Message
    conditions: tuple[Condition, ...]
    period: Period
    place: Place


def groups(rules: Rules) -> Iterator[Group]:
    for measure in rules.measures.values():
        yield Group(measure_name(measure), measure.conditions, measure.period, measure.place)
    for found in rules.categories.values():
        for value, conditions in found.rules.items():
            yield Group(category_name(found, value), conditions, found.period, found.place)


def measure_name(measure: Measure) -> Message:
    return Message("the measure {name}", name=measure.name)


def category_name(found: CategorySet, value: str) -> Message:
    return Message("{value} in {name}", value=value, name=found.name)


def uses(rules: Rules) -> Iterator[Use]:
    """Every expression in measures and category sets, and in the derived facts that these use."""
    for use in _direct(rules):
        yield use
        yield from _through(use, rules)


def _direct(rules: Rules) -> Iterator[Use]:
    for group in groups(rules):
        for condition in group.conditions:
            both = overlap(group.period, condition.period)
            if condition.test is not None and both is not None:
                yield Use(group.owner, condition.test, both, condition.place)
    for measure in rules.measures.values():
        tests = {id(condition.test) for condition in measure.conditions}
        for expr in expressions_of(measure):
            if id(expr) not in tests:
                yield Use(measure_name(measure), expr, measure.period, measure.place)


def _through(use: Use, rules: Rules) -> Iterator[Use]:
    seen: set[str] = set()
    waiting = [use.expr]
    while waiting:
        for name in names_in(waiting.pop()):
            if name in rules.derived and name not in seen:
                seen.add(name)
                expr = rules.derived[name].expr
                waiting.append(expr)
                yield use._replace(expr=expr)


def overlap(one: Period, other: Period) -> Period | None:
    """The days in both, or None where there is none."""
    first = max((day for day in (one.first, other.first) if day), default=None)
    last = min((day for day in (one.last, other.last) if day), default=None)
    return None if first and last and last < first else Period(first, last)


def all_names(rules: Rules) -> set[str]:
    """Every fact, derived fact and parameter that measures, category sets or scores reach."""
    found = {name for use in uses(rules) for name in (*names_in(use.expr), *parameters_in(use.expr))}
    for score in rules.scores.values():
        found |= reached([part.expr for part in score.parts], rules)
    return found | judged(rules)


def reached(exprs: Iterable[Expr], rules: Rules) -> set[str]:
    waiting, found = list(exprs), set[str]()
    while waiting:
        expr = waiting.pop()
        for name in (*names_in(expr), *parameters_in(expr)):
            if name not in found:
                found.add(name)
                if name in rules.derived:
                    waiting.append(rules.derived[name].expr)
    return found


def judged(rules: Rules) -> set[str]:
    """The facts that record somebody's finding."""
    return {
        condition.judgement.fact for group in groups(rules) for condition in group.conditions if condition.judgement
    }
