"""What an expression can be, soundly: a range that holds every possible value, and the truth that follows.

Numbers are compared as exact decimals, days as ordinals, ordered choices by rank.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from rencai.policy.expressions import (
    And,
    Between,
    Compare,
    Expr,
    In,
    IsNull,
    Literal,
    Name,
    Not,
    Or,
    Param,
    can_be_unknown,
)
from rencai.policy.lint.uses import overlap
from rencai.policy.model import Level, Period, Rules
from rencai.policy.plan import FLIPPED
from rencai.policy.read_facts import leaves_of
from rencai.policy.types import FIRST_DAY, LAST_DAY, Type


class Range(NamedTuple):
    """Every possible value lies between `low` and `high`, both included."""

    low: Decimal
    high: Decimal


def rank(value: Any, kind: Type) -> Decimal | None:
    """A value on the number line; None where the type has no order."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, date):
        return Decimal(value.toordinal())
    if kind.choices is not None:
        return Decimal(kind.choices.code(value)) if kind.choices.ordered else None
    return Decimal(value) if kind.is_number else None


def range_of(expr: Expr, rules: Rules, period: Period) -> Range | None:
    """All that `expr` can be on the days of `period`, where it is known."""
    if isinstance(expr, Literal):
        return _hull([expr.value], expr.type)
    if isinstance(expr, Param):
        return _hull(entries(expr, rules, period), expr.type)
    return _of_type(expr.type)


def _hull(values: list[Any], kind: Type) -> Range | None:
    ranks = [rank(value, kind) for value in values]
    known = [found for found in ranks if found is not None]
    return Range(min(known), max(known)) if known and len(known) == len(ranks) else None


def _of_type(kind: Type) -> Range | None:
    if kind.is_number:
        return Range(Decimal(kind.low).scaleb(-kind.places), Decimal(kind.high).scaleb(-kind.places))
    if kind.kind == "date":
        return Range(Decimal(FIRST_DAY.toordinal()), Decimal(LAST_DAY.toordinal()))
    if kind.choices is not None and kind.choices.ordered:
        return Range(Decimal(0), Decimal(len(kind.choices.values) - 1))
    return None


def entries(expr: Param, rules: Rules, period: Period) -> list[Any]:
    """The values that a parameter, or the entry of its table, has on the days of `period`."""
    found: list[Any] = []
    for dated in rules.parameters[expr.name].values:
        if overlap(dated.period, period) is not None:
            found += leaves_of(_narrowed(dated.value, expr.keys))
    return found


def _narrowed(value: Any, keys: tuple[Expr, ...]) -> Any:
    """The part of a table that written keys leave; the whole table where a key depends on the person."""
    if not keys or not isinstance(value, Level) or value.entries is None:
        return value
    if not isinstance(keys[0], Literal):
        return value
    return _narrowed(value.entries[keys[0].value], keys[1:])


def truth(expr: Expr, rules: Rules, period: Period) -> bool | None:
    """Whether a condition, where it is known, is always true or always false; None where it may be either."""
    if isinstance(expr, Literal):
        return bool(expr.value)
    if isinstance(expr, Param):
        values = set(entries(expr, rules, period))
        return values.pop() if len(values) == 1 else None
    if isinstance(expr, Not):
        inner = truth(expr.value, rules, period)
        return None if inner is None else not inner
    if isinstance(expr, (And, Or)):
        return _junction(expr, [truth(item, rules, period) for item in expr.items])
    if isinstance(expr, IsNull):
        return None if can_be_unknown(expr.value) else False
    if isinstance(expr, Compare):
        return _compared(expr, rules, period)
    if isinstance(expr, Between):
        above = _compared(Compare(expr.type, ">=", expr.value, expr.low), rules, period)
        below = _compared(Compare(expr.type, "<=", expr.value, expr.high), rules, period)
        return _junction(And(expr.type, ()), [above, below])
    return _contained(expr) if isinstance(expr, In) else None


def _junction(expr: And | Or, parts: list[bool | None]) -> bool | None:
    deciding = isinstance(expr, Or)
    if deciding in parts:
        return deciding
    return None if None in parts else not deciding


def _compared(expr: Compare, rules: Rules, period: Period) -> bool | None:
    left, right = range_of(expr.left, rules, period), range_of(expr.right, rules, period)
    if left is None or right is None or _same_name(expr):
        return None
    if expr.op in ("<>", ">", ">="):
        opposite = _compared_ranges(FLIPPED[expr.op], left, right)
        return None if opposite is None else not opposite
    return _compared_ranges(expr.op, left, right)


def _same_name(expr: Compare) -> bool:
    return isinstance(expr.left, Name) and isinstance(expr.right, Name) and expr.left.name == expr.right.name


def _compared_ranges(op: str, left: Range, right: Range) -> bool | None:
    if op == "=":
        if left.high < right.low or right.high < left.low:
            return False
        return True if left.low == left.high == right.low == right.high else None
    always = left.high < right.low if op == "<" else left.high <= right.low
    never = left.low >= right.high if op == "<" else left.low > right.high
    return True if always else False if never else None


def _contained(expr: In) -> bool | None:
    """IN over every value of a choice set is always true."""
    choices = expr.value.type.choices
    if choices is None:
        return None
    return True if {item.value for item in expr.items} == set(choices.values) else None
