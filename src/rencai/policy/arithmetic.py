"""Bounds of fixed-point arithmetic: what a result can be at most, from what its parts can be at most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rencai.policy.types import WIDEST, Type, number, times, unit_of

DIVISION_PLACES = 6
MOST_MONTHS_MOVED = 1_800


def fits(kind: Type) -> bool:
    return not kind.is_number or max(abs(kind.low), abs(kind.high)) < WIDEST


def hull(kinds: Sequence[Type]) -> Type:
    """The type that holds every one of `kinds` (numbers of one unit)."""
    places = max(kind.places for kind in kinds)
    scaled = [kind.scaled(places) for kind in kinds]
    leader = next((kind for kind in kinds if not kind.free), kinds[0])
    return replace(leader, places=places, low=min(low for low, _ in scaled), high=max(high for _, high in scaled))


def add(left: Type, right: Type) -> Type:
    places = max(left.places, right.places)
    (low, high), (other_low, other_high) = left.scaled(places), right.scaled(places)
    unit = right.unit if left.free else left.unit
    return number(unit, places, low + other_low, high + other_high, free=left.free and right.free)


def subtract(left: Type, right: Type) -> Type:
    return add(left, replace(right, low=-right.high, high=-right.low))


def multiply(left: Type, right: Type) -> Type:
    corners = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
    unit = times(left.unit, right.unit)
    return number(unit, left.places + right.places, min(corners), max(corners), free=left.free and right.free)


def divide(left: Type, right: Type) -> Type:
    """Six places, rounded half away from zero. The divisor's bounds exclude 0."""
    up, down = division_factors(left, right)
    corners = [
        sign * (abs(one) * up // max(abs(other) * down, 1) + 1) if one else 0
        for one in (left.low, left.high)
        for other in (right.low, right.high)
        for sign in [1 if (one < 0) == (other < 0) else -1]
    ]
    unit = times(left.unit, right.unit, -1)
    free = left.free and right.free
    return number(unit, DIVISION_PLACES, min([*corners, 0]), max([*corners, 0]), free=free)


def division_factors(left: Type, right: Type) -> tuple[int, int]:
    """Powers of ten by which the scaled dividend and divisor are raised for a quotient of six places."""
    shift = DIVISION_PLACES + right.places - left.places
    return (10**shift, 1) if shift >= 0 else (1, 10**-shift)


def division_fits(left: Type, right: Type) -> bool:
    up, down = division_factors(left, right)
    most = max(abs(left.low), abs(left.high)) * up * 2 + max(abs(right.low), abs(right.high)) * down
    return most < WIDEST


ARITHMETIC: dict[str, Callable[[Type, Type], Type]] = {"+": add, "-": subtract, "*": multiply, "/": divide}


def rounded(kind: Type, places: int) -> Type:
    """Whatever the way of rounding, a result lies between the ends rounded outwards."""
    factor = 10 ** (kind.places - places)
    return replace(kind, places=places, low=kind.low // factor, high=-(-kind.high // factor))


def absolute(kind: Type) -> Type:
    most = max(abs(kind.low), abs(kind.high))
    least = 0 if kind.low <= 0 <= kind.high else min(abs(kind.low), abs(kind.high))
    return replace(kind, low=least, high=most)


def extreme(op: str, spanning: Type, kinds: Sequence[Type]) -> Type:
    """The bounds of LEAST or GREATEST: `GREATEST(x, 1)` is at least 1."""
    if not spanning.is_number:
        return spanning
    pick = min if op == "LEAST" else max
    scaled = [kind.scaled(spanning.places) for kind in kinds]
    return replace(spanning, low=pick(low for low, _ in scaled), high=pick(high for _, high in scaled))


_BETWEEN = {"years_between": ("year", 600), "months_between": ("month", 7_200), "days_between": ("day", 220_000)}


def date_function(function: str, kinds: Sequence[Type]) -> Type | None:
    """The type of a date function's result; None where it could move a day too far."""
    if function in _BETWEEN:
        unit, most = _BETWEEN[function]
        return number(unit_of(unit), 0, -most, most)
    if function == "year_of":
        return number(unit_of("calendar_year"), 0, 1_700, 2_400)
    if function == "month_of":
        return number(unit_of("calendar_month"), 0, 1, 12)
    months = 12 if function == "add_years" else 1
    low, high = kinds[0].low + kinds[1].low * months, kinds[0].high + kinds[1].high * months
    return None if max(abs(low), abs(high)) > MOST_MONTHS_MOVED else Type("date", low=low, high=high)
