"""Typed expressions: what a pack's text becomes once it has been read and checked.

The nodes carry no behaviour. `evaluate` runs them for one person, `sql` writes them for a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from rencai.policy.types import Type


@dataclass(frozen=True, slots=True, eq=False)
class Expr:
    type: Type


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Expr):
    """A value written in the text: int, Decimal, bool, str or date."""

    value: Any


@dataclass(frozen=True, slots=True, eq=False)
class Name(Expr):
    """A fact, a derived fact, a score, a category set, or `decision_day`."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Param(Expr):
    """A parameter's value on the day, or with `keys` the entry of its table."""

    name: str
    keys: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Expr):
    op: str  # = <> < <= > >=
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Between(Expr):
    value: Expr
    low: Expr
    high: Expr


@dataclass(frozen=True, slots=True, eq=False)
class In(Expr):
    value: Expr
    items: tuple[Literal, ...]


@dataclass(frozen=True, slots=True, eq=False)
class IsNull(Expr):
    value: Expr


@dataclass(frozen=True, slots=True, eq=False)
class And(Expr):
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Or(Expr):
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Not(Expr):
    value: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Arith(Expr):
    """`+ - *` exact; `/` to the type's places, half away from zero."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Case(Expr):
    """The result of the first condition that is TRUE; not known if a condition before it is not known."""

    whens: tuple[tuple[Expr, Expr], ...]
    otherwise: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Coalesce(Expr):
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Extreme(Expr):
    """LEAST or GREATEST; not known if any item is not known."""

    op: str
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Round(Expr):
    """To `type.places` places; `mode` is half_up, half_even, down, up, floor or ceil."""

    value: Expr
    mode: str


@dataclass(frozen=True, slots=True, eq=False)
class Abs(Expr):
    value: Expr


@dataclass(frozen=True, slots=True, eq=False)
class DateCall(Expr):
    """One of `DATE_FUNCTIONS`, with its checked arguments."""

    function: str
    args: tuple[Expr, ...]


def children(expr: Expr) -> Iterator[Expr]:
    """The direct parts of an expression, in the order in which they are written."""
    for field in fields(expr):
        yield from _parts(getattr(expr, field.name))


def _parts(value: object) -> Iterator[Expr]:
    if isinstance(value, Expr):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _parts(item)


def walk(expr: Expr) -> Iterator[Expr]:
    yield expr
    for child in children(expr):
        yield from walk(child)


def names_in(expr: Expr) -> dict[str, None]:
    """Facts and derived facts used, in order of first use."""
    return {node.name: None for node in walk(expr) if isinstance(node, Name)}


def parameters_in(expr: Expr) -> dict[str, None]:
    return {node.name: None for node in walk(expr) if isinstance(node, Param)}


def can_be_unknown(expr: Expr) -> bool:
    """Whether the value may be NULL. A parameter may have no value in force on the day."""
    if isinstance(expr, (Literal, IsNull)):
        return False
    if isinstance(expr, Name):
        return expr.name != "decision_day"
    if isinstance(expr, Param):
        return True
    if isinstance(expr, Coalesce):
        return all(can_be_unknown(item) for item in expr.items)
    return any(can_be_unknown(child) for child in children(expr))
