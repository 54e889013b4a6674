"""Conditions that always hold or never can, alone or together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from rencai.messages import Message
from rencai.policy.expressions import And, Between, Compare, Expr, In, Literal, Name, Not
from rencai.policy.lint.finding import ERROR, WARNING, Finding
from rencai.policy.lint.ranges import Range, range_of, truth
from rencai.policy.lint.uses import Group, groups, overlap
from rencai.policy.model import Condition, Period, Rules
from rencai.policy.plan import FLIPPED, breakpoints

if TYPE_CHECKING:
    from rencai.policy.pack import Pack

MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def constant_conditions(pack: Pack) -> Iterator[Finding]:
    """Tests whose outcome follows from the bounds of what they compare."""
    for group in groups(pack.rules):
        for condition in group.conditions:
            period = overlap(group.period, condition.period)
            if condition.test is not None and period is not None:
                found = truth(condition.test, pack.rules, period)
                if found is not None:
                    yield _constant(condition, group, found)


def _constant(condition: Condition, group: Group, found: bool) -> Finding:
    values: dict[str, Any] = {"name": condition.name, "owner": group.owner}
    if found:
        message = Message(
            "the condition {name} of {owner} always holds: the bounds of its facts allow nothing else",
            **values,
        )
        return Finding(WARNING, "always-met", condition.place, message)
    if condition.judgement is not None:
        message = Message("the test of {name} of {owner} never holds; only the judgement can meet it", **values)
        return Finding(WARNING, "never-met", condition.place, message)
    message = Message("the condition {name} of {owner} can never hold: the bounds of its facts exclude it", **values)
    return Finding(ERROR, "never-met", condition.place, message)


def contradictions(pack: Pack) -> Iterator[Finding]:
    """Conditions of one measure, in force on the same day, that nobody can meet together."""
    days = breakpoints(pack.rules)
    for group in groups(pack.rules):
        told: set[tuple[str, ...]] = set()
        for day in _days(group.period, days):
            for names, subject, place in _clashes(group, pack.rules, day):
                if names not in told:
                    told.add(names)
                    message = Message(
                        "in {owner} the conditions {names} contradict each other: "
                        "nobody's {subject} can meet "
                        "them together",
                        owner=group.owner,
                        names=list(names),
                        subject=subject,
                    )
                    yield Finding(ERROR, "contradiction", place, message)


def _days(period: Period, breaks: Iterable[date]) -> list[date]:
    """One day of each stretch on which the same rules are in force."""
    first = period.first or date(1900, 1, 1)
    return [first, *(day for day in breaks if period.covers(day) and day > first)]


class _Demand(NamedTuple):
    """What one condition demands of one fact: numbers in a range, or one of certain values."""

    condition: Condition
    subject: str
    within: Range | None
    values: frozenset[Any] | None


LOWEST, HIGHEST = Decimal("-1e40"), Decimal("1e40")


def _clashes(group: Group, rules: Rules, day: date) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    demands: dict[str, list[_Demand]] = {}
    for condition in group.conditions:
        if condition.period.covers(day) and condition.test is not None and condition.judgement is None:
            for demand in _demands(condition, condition.test, rules, Period(day, day)):
                demands.setdefault(demand.subject, []).append(demand)
    for subject, items in demands.items():
        if _impossible(items):
            names = tuple(dict.fromkeys(item.condition.name for item in items))
            yield names, subject, items[-1].condition.place


def _impossible(items: list[_Demand]) -> bool:
    sets = [item.values for item in items if item.values is not None]
    if sets and not frozenset.intersection(*sets):
        return True
    ranges = [item.within for item in items if item.within is not None]
    return bool(ranges) and max(item.low for item in ranges) > min(item.high for item in ranges)


def _demands(condition: Condition, test: Expr, rules: Rules, period: Period) -> Iterator[_Demand]:
    """Sound demands only: what is not understood demands nothing."""
    if isinstance(test, And):
        for item in test.items:
            yield from _demands(condition, item, rules, period)
    elif isinstance(test, Name):
        yield _Demand(condition, test.name, None, frozenset((True,)))
    elif isinstance(test, Not) and isinstance(test.value, Name):
        yield _Demand(condition, test.value.name, None, frozenset((False,)))
    elif isinstance(test, Not) and isinstance(test.value, Compare):
        turned = Compare(test.type, FLIPPED[test.value.op], test.value.left, test.value.right)
        yield from _demands(condition, turned, rules, period)
    elif isinstance(test, Compare):
        yield from _compared(condition, test, rules, period)
    elif isinstance(test, Between):
        yield from _compared(condition, Compare(test.type, ">=", test.value, test.low), rules, period)
        yield from _compared(condition, Compare(test.type, "<=", test.value, test.high), rules, period)
    elif isinstance(test, In) and isinstance(test.value, Name):
        yield _Demand(condition, test.value.name, None, frozenset(item.value for item in test.items))


def _compared(condition: Condition, test: Compare, rules: Rules, period: Period) -> Iterator[_Demand]:
    left, right, op = test.left, test.right, test.op
    if not isinstance(left, Name):
        left, right, op = right, left, MIRRORED[op]
    if not isinstance(left, Name) or isinstance(right, Name):
        return
    if op in ("=", "<>"):
        yield from _equal(condition, left, right, op)
    bounds = range_of(right, rules, period)
    if bounds is not None and op != "<>":
        yield _Demand(condition, left.name, _allowed(op, bounds, left), None)


def _equal(condition: Condition, left: Name, right: Expr, op: str) -> Iterator[_Demand]:
    if not isinstance(right, Literal):
        return
    if op == "=":
        yield _Demand(condition, left.name, None, frozenset((right.value,)))
    elif left.type.choices is not None:
        yield _Demand(condition, left.name, None, frozenset(left.type.choices.values) - {right.value})


def _allowed(op: str, bounds: Range, left: Name) -> Range:
    """The values that may pass at the kindest threshold; a strict bound excludes its end."""
    step = Decimal(1).scaleb(-left.type.places) if op in ("<", ">") else Decimal(0)
    low = bounds.low + step if op in (">", ">=", "=") else LOWEST
    high = bounds.high - step if op in ("<", "<=", "=") else HIGHEST
    return Range(low, high)
