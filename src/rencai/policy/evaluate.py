"""Expressions for one person: closures over a mapping of known values. None is *not known*.

Run inside `EXACT` (a decimal context), so that no intermediate value is rounded except where the text says so.
"""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Any

from rencai.policy.expressions import (
    Abs,
    And,
    Arith,
    Between,
    Case,
    Coalesce,
    Compare,
    DateCall,
    Expr,
    Extreme,
    In,
    IsNull,
    Literal,
    Name,
    Not,
    Or,
    Param,
    Round,
)
from rencai.policy.model import Level

Env = Mapping[str, Any]
Run = Callable[[Any], Any]

EXACT = Context(prec=90)
MODES = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
    "floor": ROUND_FLOOR,
    "ceil": ROUND_CEILING,
}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
EXACT_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
QUANTUM = tuple(Decimal(1).scaleb(-places) for places in range(13))


def compile_expr(expr: Expr, bound: Mapping[str, Any]) -> Run:
    """A function from a person's values to the expression's value. `bound` holds the parameters of the day."""
    return _COMPILERS[type(expr)](expr, bound)


def _literal(expr: Literal, bound: Mapping[str, Any]) -> Run:
    value = expr.value
    return lambda env: value


def _name(expr: Name, bound: Mapping[str, Any]) -> Run:
    return operator.itemgetter(expr.name)


def _param(expr: Param, bound: Mapping[str, Any]) -> Run:
    value = bound.get(expr.name)
    if not expr.keys or value is None:
        return lambda env: value
    if len(expr.keys) == 1:
        key, find = compile_expr(expr.keys[0], bound), finder(value)
        return lambda env: None if (found := key(env)) is None else find(found)
    keys = [compile_expr(key, bound) for key in expr.keys]

    def descend(env: Any) -> Any:
        found = [key(env) for key in keys]
        if None in found:
            return None
        entry: Any = value
        for key in found:
            entry = finder(entry)(key)
        return entry

    return descend


def finder(level: Level) -> Callable[[Any], Any]:
    """The entry of one level of a table, by key."""
    if level.entries is not None:
        return level.entries.__getitem__
    entries = [band.entry for band in level.bands]
    lows = [Decimal(band.low).scaleb(-level.places) for band in level.bands if band.low is not None]
    return lambda value: entries[bisect_right(lows, value)]


def _compare(expr: Compare, bound: Mapping[str, Any]) -> Run:
    left, right, compare = compile_expr(expr.left, bound), compile_expr(expr.right, bound), COMPARE[expr.op]
    if expr.left.type.choices is not None and expr.op not in ("=", "<>"):
        rank = expr.left.type.choices.values.index
        return lambda env: (
            None if (one := left(env)) is None or (other := right(env)) is None else compare(rank(one), rank(other))
        )
    return lambda env: None if (one := left(env)) is None or (other := right(env)) is None else compare(one, other)


def _between(expr: Between, bound: Mapping[str, Any]) -> Run:
    upper = compile_expr(Compare(expr.type, "<=", expr.value, expr.high), bound)
    lower = compile_expr(Compare(expr.type, ">=", expr.value, expr.low), bound)
    return lambda env: all_of((lower(env), upper(env)))


def _in(expr: In, bound: Mapping[str, Any]) -> Run:
    value, items = compile_expr(expr.value, bound), frozenset(item.value for item in expr.items)
    return lambda env: None if (found := value(env)) is None else found in items


def _is_null(expr: IsNull, bound: Mapping[str, Any]) -> Run:
    value = compile_expr(expr.value, bound)
    return lambda env: value(env) is None


def all_of(values: Any) -> bool | None:
    """AND over truth values: False wins over not known."""
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is None
    return None if unknown else True


def any_of(values: Any) -> bool | None:
    """OR over truth values: True wins over not known."""
    unknown = False
    for value in values:
        if value:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def _and(expr: And, bound: Mapping[str, Any]) -> Run:
    items = [compile_expr(item, bound) for item in expr.items]
    return lambda env: all_of([item(env) for item in items])


def _or(expr: Or, bound: Mapping[str, Any]) -> Run:
    items = [compile_expr(item, bound) for item in expr.items]
    return lambda env: any_of([item(env) for item in items])


def _not(expr: Not, bound: Mapping[str, Any]) -> Run:
    value = compile_expr(expr.value, bound)
    return lambda env: None if (found := value(env)) is None else not found


def _arith(expr: Arith, bound: Mapping[str, Any]) -> Run:
    left, right = compile_expr(expr.left, bound), compile_expr(expr.right, bound)
    if expr.op == "/":
        quantum = QUANTUM[expr.type.places]
        return lambda env: (
            None
            if (one := left(env)) is None or (other := right(env)) is None
            else EXACT.divide(Decimal(one), Decimal(other)).quantize(quantum, ROUND_HALF_UP, EXACT)
        )
    act = EXACT_ARITHMETIC[expr.op]
    return lambda env: None if (one := left(env)) is None or (other := right(env)) is None else act(one, other)


def _case(expr: Case, bound: Mapping[str, Any]) -> Run:
    whens = [(compile_expr(test, bound), compile_expr(result, bound)) for test, result in expr.whens]
    otherwise = compile_expr(expr.otherwise, bound)

    def run(env: Any) -> Any:
        for test, result in whens:
            met = test(env)
            if met is None:
                return None
            if met:
                return result(env)
        return otherwise(env)

    return run


def _coalesce(expr: Coalesce, bound: Mapping[str, Any]) -> Run:
    items = [compile_expr(item, bound) for item in expr.items]
    return lambda env: next((value for item in items if (value := item(env)) is not None), None)


def _extreme(expr: Extreme, bound: Mapping[str, Any]) -> Run:
    items = [compile_expr(item, bound) for item in expr.items]
    pick: Callable[..., Any] = min if expr.op == "LEAST" else max
    if expr.type.choices is not None:
        rank = expr.type.choices.values.index
        return lambda env: None if None in (found := [item(env) for item in items]) else pick(found, key=rank)
    return lambda env: None if None in (found := [item(env) for item in items]) else pick(found)


def _round(expr: Round, bound: Mapping[str, Any]) -> Run:
    value, places, mode = compile_expr(expr.value, bound), expr.type.places, expr.mode
    return lambda env: None if (found := value(env)) is None else round_to(found, places, mode)


def round_to(value: Decimal | int, places: int, mode: str) -> Decimal | int:
    """`value` at so many places by one of MODES; a whole number becomes an int."""
    rounded = Decimal(value).quantize(QUANTUM[places], MODES[mode], EXACT)
    return rounded if places else int(rounded)


def _abs(expr: Abs, bound: Mapping[str, Any]) -> Run:
    value = compile_expr(expr.value, bound)
    return lambda env: None if (found := value(env)) is None else abs(found)


def _date_call(expr: DateCall, bound: Mapping[str, Any]) -> Run:
    args, call = [compile_expr(arg, bound) for arg in expr.args], DATE_CALLS[expr.function]
    if len(args) == 1:
        only = args[0]
        return lambda env: None if (found := only(env)) is None else call(found)
    first, second = args
    return lambda env: None if (one := first(env)) is None or (other := second(env)) is None else call(one, other)


def last_day_of(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def months_between(first: date, last: date) -> int:
    """Whole months completed; the 31st completes on the last day of a shorter month. Negative if `last` is earlier."""
    if last < first:
        return -months_between(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < min(first.day, last_day_of(last.year, last.month)))


def years_between(first: date, last: date) -> int:
    months = months_between(first, last)
    return months // 12 if months >= 0 else -(-months // 12)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, last_day_of(year, month + 1)))


DATE_CALLS: dict[str, Callable[..., Any]] = {
    "years_between": years_between,
    "months_between": months_between,
    "days_between": lambda first, last: (last - first).days,
    "add_months": add_months,
    "add_years": lambda day, years: add_months(day, years * 12),
    "year_of": lambda day: day.year,
    "month_of": lambda day: day.month,
}

_COMPILERS: dict[type, Callable[[Any, Mapping[str, Any]], Run]] = {
    Literal: _literal,
    Name: _name,
    Param: _param,
    Compare: _compare,
    Between: _between,
    In: _in,
    IsNull: _is_null,
    And: _and,
    Or: _or,
    Not: _not,
    Arith: _arith,
    Case: _case,
    Coalesce: _coalesce,
    Extreme: _extreme,
    Round: _round,
    Abs: _abs,
    DateCall: _date_call,
}
