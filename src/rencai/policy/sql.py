"""Expressions for a table: SQL over columns of scaled whole numbers, the same in DuckDB, PostgreSQL and Spark.

Money is cents, a decimal of p places is the number times 10**p, a choice is its index. All arithmetic is whole-number
arithmetic inside bounds proved when the pack was read, so that every engine gives the same result to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any

from rencai.policy.arithmetic import division_factors
from rencai.policy.dialects import text_literal
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
    can_be_unknown,
    children,
    names_in,
)
from rencai.policy.model import Level
from rencai.policy.types import INT64, Type
from rencai.policy.writer import Sql, Writer


class PlanWriter:
    """Writes the expressions of one plan through a writer that several plans may share."""

    def __init__(self, writer: Writer, bound: Mapping[str, Any], steps: Mapping[str, Expr]) -> None:
        self.writer = writer
        self.bound = bound
        self.steps = steps
        self.known: dict[str, Sql] = {}
        self.behind: dict[str, frozenset[str]] = {}
        self.lacking: dict[tuple[str, frozenset[str]], Sql] = {}

    def write(self, expr: Expr) -> Sql:
        return _WRITERS[type(expr)](self, expr)

    def column(self, expr: Expr) -> Sql:
        return self.writer.column(self.write(expr))

    # -- what is missing -----------------------------------------------------------------------------------

    def facts_behind(self, expr: Expr) -> frozenset[str]:
        """Every fact on which an expression rests, directly or through derived facts."""
        found: set[str] = set()
        for name in names_in(expr):
            if name not in self.behind:
                step = self.steps.get(name)
                self.behind[name] = frozenset((name,)) if step is None else self.facts_behind(step)
            found |= self.behind[name]
        return frozenset(found)

    def lacks(self, expr: Expr, wanted: Set[str]) -> Sql:
        """Whether one of the `wanted` facts is among those for whose lack `expr` is not known (see `Missing`)."""
        if not self.facts_behind(expr) & wanted:
            return Sql("FALSE")
        if isinstance(expr, Name):
            if expr.name in self.steps:
                key = (expr.name, frozenset(wanted))
                if key not in self.lacking:
                    self.lacking[key] = self.writer.column(self.lacks(self.steps[expr.name], wanted))
                return self.lacking[key]
            return self.writer.sql("({} IS NULL)", self.name(expr))
        if isinstance(expr, Case):
            arms = [
                arm
                for test, result in expr.whens
                for arm in (
                    (self.writer.sql("{} IS NULL", self.column(test)), self.lacks(test, wanted)),
                    (self.column(test), self.lacks(result, wanted)),
                )
            ]
            return self._cased([*arms, (Sql("TRUE"), self.lacks(expr.otherwise, wanted))])
        parts = [
            self.writer.sql("({} IS NULL AND {})", self.column(child), self.lacks(child, wanted))
            for child in children(expr)
            if self.facts_behind(child) & wanted
        ]
        return self.writer.junction("OR", parts)

    # -- values --------------------------------------------------------------------------------------------

    def name(self, expr: Name) -> Sql:
        if expr.name == "decision_day":
            return Sql(f"DATE '{self.writer.on.isoformat()}'")
        if expr.name in self.steps:
            if expr.name not in self.known:
                self.known[expr.name] = self.column(self.steps[expr.name])
            return self.known[expr.name]
        return self.writer.columns.get(expr.name) or self.writer.null(expr.type)

    def literal(self, expr: Literal) -> Sql:
        return self.value(expr.value, expr.type)

    def value(self, value: Any, kind: Type) -> Sql:
        """A known value (None: not known) as SQL, numbers scaled to the type's places."""
        if value is None:
            return self.writer.null(kind)
        if kind.is_number:
            return self.writer.whole(scaled(value, kind.places))
        if kind.kind == "boolean":
            return Sql("TRUE" if value else "FALSE")
        if kind.kind == "date":
            return Sql(f"DATE '{value.isoformat()}'")
        if kind.choices is not None:
            return self.writer.whole(kind.choices.code(value))
        return Sql(text_literal(value, self.writer.dialect))

    def param(self, expr: Param) -> Sql:
        value = self.bound.get(expr.name)
        if value is None or not expr.keys:
            return self.value(value, expr.type)
        keys = [(self.column(key), key.type) for key in expr.keys]
        return self.level(value, keys, expr.type)

    def level(self, level: Any, keys: Sequence[tuple[Sql, Type]], kind: Type) -> Sql:
        """One level of a table as CASE; a key that is not known finds nothing."""
        if not isinstance(level, Level):
            return self.value(level, kind)
        (key, key_type), rest = keys[0], keys[1:]
        if level.entries is not None:
            arms = [
                (self.value(entry_key, key_type), self.level(entry, rest, kind))
                for entry_key, entry in level.entries.items()
            ]
            return self._cased([(self.writer.sql("{} = {}", key, entry_key), found) for entry_key, found in arms])
        factor = 10 ** (level.places - key_type.places)
        scaled_key = self.writer.sql("{} * {}", key, self.writer.whole(factor)) if factor > 1 else key
        arms = []
        for band in level.bands:
            found = self.level(band.entry, rest, kind)
            test = (
                self.writer.sql("{} < {}", scaled_key, self.writer.whole(band.below))
                if band.below is not None
                else self.writer.sql("{} IS NOT NULL", key)
            )
            arms.append((test, found))
        return self._cased(arms)

    def _cased(self, arms: Sequence[tuple[Sql, Sql]]) -> Sql:
        text = " ".join(f"WHEN {test.text} THEN {found.text}" for test, found in arms)
        return Sql(f"CASE {text} END", max(part.layer for arm in arms for part in arm))

    # -- conditions ----------------------------------------------------------------------------------------

    def aligned(self, *exprs: Expr) -> list[Sql]:
        """Numbers at the same places, wide where a bound asks for it; other values as they are."""
        if not exprs[0].type.is_number:
            return [self.write(expr) for expr in exprs]
        places = max(expr.type.places for expr in exprs)
        wide = any(max(map(abs, expr.type.scaled(places))) > INT64 for expr in exprs)
        return [self.at(expr, places, wide=wide) for expr in exprs]

    def at(self, expr: Expr, places: int, *, wide: bool = False) -> Sql:
        """A number scaled to `places`."""
        factor = 10 ** (places - expr.type.places)
        if isinstance(expr, Literal):
            found = self.writer.whole(scaled(expr.value, places))
            return self.wide(found) if wide else found
        found = self.wide(self.write(expr)) if wide else self.write(expr)
        return self.writer.sql("({} * {})", found, self.writer.whole(factor)) if factor > 1 else found

    def wide(self, sql: Sql) -> Sql:
        return self.writer.sql(f"CAST({{}} AS {self.writer.dialect.wide})", sql)

    def compare(self, expr: Compare) -> Sql:
        left, right = self.aligned(expr.left, expr.right)
        return self.writer.sql(f"({{}} {expr.op} {{}})", left, right)

    def between(self, expr: Between) -> Sql:
        value, low, high = self.aligned(expr.value, expr.low, expr.high)
        return self.writer.sql("({} BETWEEN {} AND {})", value, low, high)

    def contains(self, expr: In) -> Sql:
        value, *items = self.aligned(expr.value, *expr.items)
        return self.writer.sql("({} IN ({}))", value, Sql(", ".join(item.text for item in items)))

    def is_null(self, expr: IsNull) -> Sql:
        return self.writer.sql("({} IS NULL)", self.write(expr.value))

    def conjunction(self, expr: And) -> Sql:
        return self.writer.junction("AND", [self.write(item) for item in expr.items])

    def disjunction(self, expr: Or) -> Sql:
        return self.writer.junction("OR", [self.write(item) for item in expr.items])

    def negation(self, expr: Not) -> Sql:
        return self.writer.sql("(NOT {})", self.write(expr.value))

    # -- numbers -------------------------------------------------------------------------------------------

    def arith(self, expr: Arith) -> Sql:
        if expr.op == "/":
            return self.quotient(expr)
        sides = (expr.left, expr.right)
        places = [side.type.places if expr.op == "*" else expr.type.places for side in sides]
        wide = expr.type.wide or any(_outgrows(side, at) for side, at in zip(sides, places, strict=True))
        left, right = (self.at(side, at, wide=wide) for side, at in zip(sides, places, strict=True))
        return self.narrow(self.writer.sql(f"({{}} {expr.op} {{}})", left, right), expr.type, wide)

    def quotient(self, expr: Arith) -> Sql:
        """Half away from zero at six places. The divisor's sign is known, because its bounds exclude 0."""
        left, right = expr.left.type, expr.right.type
        up, down = division_factors(left, right)
        most = max(abs(left.low), abs(left.high)) * up * 2 + max(abs(right.low), abs(right.high)) * down * 2
        wide = most > INT64
        dividend = self.writer.column(self.at(expr.left, left.places, wide=wide))
        divisor = self.writer.column(self.at(expr.right, right.places, wide=wide))
        above = self.writer.sql(
            "(ABS({}) * {} + ABS({}) * {})", dividend, self.writer.whole(2 * up), divisor, self.writer.whole(down)
        )
        below = self.writer.sql("(ABS({}) * {})", divisor, self.writer.whole(2 * down))
        found = self.writer.divided(above, below, wide=wide)
        if left.low >= 0:
            return self.narrow(found if right.low > 0 else self.writer.sql("(-{})", found), expr.type, wide)
        same, other = ("{q}", "-{q}") if right.low > 0 else ("-{q}", "{q}")
        signed = self.writer.sql(f"(CASE WHEN {{n}} >= 0 THEN {same} ELSE {other} END)", n=dividend, q=found)
        return self.narrow(signed, expr.type, wide)

    def narrow(self, sql: Sql, kind: Type, wide: bool) -> Sql:
        """Back to 64 bits where the result's bounds allow it."""
        return self.writer.sql(f"CAST({{}} AS {self.writer.dialect.whole})", sql) if wide and not kind.wide else sql

    def round(self, expr: Round) -> Sql:
        inner = expr.value.type
        return self.rounded(self.write(expr.value), inner, expr.type, expr.mode)

    def rounded(self, value: Sql, inner: Type, kind: Type, mode: str) -> Sql:
        """`value` of type `inner` at the places of `kind`."""
        factor = 10 ** (inner.places - kind.places)
        if factor <= 1:
            return value
        found = self.writer.column(value)
        wide = max(abs(inner.low), abs(inner.high)) + factor > INT64
        above = self._whole_part(found, factor, mode, wide)
        if inner.low >= 0:
            return self.narrow(above, kind, wide)
        opposite = self._whole_part(
            self.writer.sql("(-{})", found), factor, {"floor": "ceil", "ceil": "floor"}.get(mode, mode), wide
        )
        signed = self.writer.sql("(CASE WHEN {n} >= 0 THEN {a} ELSE -{b} END)", n=found, a=above, b=opposite)
        return self.narrow(signed, kind, wide)

    def _whole_part(self, value: Sql, factor: int, mode: str, wide: bool) -> Sql:
        """A number that is not negative, over a power of ten, rounded."""
        value = self.wide(value) if wide else value
        k = self.writer.whole(factor)
        if mode == "half_even":
            quotient = self.writer.column(self.writer.divided(value, k, wide=wide))
            rest = self.writer.sql("(({} - {} * {}) * 2)", value, quotient, k)
            odd = self.writer.sql("({} % 2 = 1)", quotient)
            return self.writer.sql(
                "({q} + CASE WHEN {r} > {k} OR ({r} = {k} AND {o}) THEN 1 ELSE 0 END)", q=quotient, r=rest, k=k, o=odd
            )
        extra = {"half_up": factor // 2, "down": 0, "floor": 0, "up": factor - 1, "ceil": factor - 1}[mode]
        above = self.writer.sql("({} + {})", value, self.writer.whole(extra)) if extra else value
        return self.writer.divided(above, k, wide=wide)

    def absolute(self, expr: Abs) -> Sql:
        return self.writer.sql("ABS({})", self.write(expr.value))

    # -- choices between values ----------------------------------------------------------------------------

    def case(self, expr: Case) -> Sql:
        arms = []
        for test, result in expr.whens:
            met = self.write(test)
            found = self._fitted(result, expr.type)
            if can_be_unknown(test):
                met = self.writer.column(met)
                arms.append((self.writer.sql("{} IS NULL", met), Sql("NULL")))
            arms.append((met, found))
        otherwise = self._fitted(expr.otherwise, expr.type)
        cased = self._cased(arms)
        return Sql(f"({cased.text[:-4]} ELSE {otherwise.text} END)", max(cased.layer, otherwise.layer))

    def _fitted(self, expr: Expr, kind: Type) -> Sql:
        return self.at(expr, kind.places, wide=kind.wide) if kind.is_number else self.write(expr)

    def coalesce(self, expr: Coalesce) -> Sql:
        items = [self._fitted(item, expr.type) for item in expr.items]
        return self.writer.sql(
            "COALESCE({})", Sql(", ".join(item.text for item in items), max(item.layer for item in items))
        )

    def extreme(self, expr: Extreme) -> Sql:
        places = expr.type.places
        wide = expr.type.is_number and any(_outgrows(item, places) for item in expr.items)
        items = [self.at(item, places, wide=True) if wide else self._fitted(item, expr.type) for item in expr.items]
        held = [
            self.writer.column(found) if can_be_unknown(item) else found
            for item, found in zip(expr.items, items, strict=True)
        ]
        layer = max(item.layer for item in held)
        call = f"{expr.op}({', '.join(item.text for item in held)})"
        unknown = [
            f"{found.text} IS NULL" for item, found in zip(expr.items, held, strict=True) if can_be_unknown(item)
        ]
        found = Sql(f"(CASE WHEN {' OR '.join(unknown)} THEN NULL ELSE {call} END)" if unknown else call, layer)
        return self.narrow(found, expr.type, wide)

    # -- days ----------------------------------------------------------------------------------------------

    def date_call(self, expr: DateCall) -> Sql:
        args = [self.write(arg) for arg in expr.args]
        return getattr(self, f"_{expr.function}")(*args)  # type: ignore[no-any-return]

    def _days_between(self, first: Sql, last: Sql) -> Sql:
        return self.writer.sql(self.writer.dialect.days, a=first, b=last)

    def _months_between(self, first: Sql, last: Sql) -> Sql:
        first, last = self.writer.column(first), self.writer.column(last)
        onward, back = self._completed(first, last), self._completed(last, first)
        return self.writer.sql(
            "(CASE WHEN {a} <= {b} THEN {on} ELSE -{back} END)", a=first, b=last, on=onward, back=back
        )

    def _completed(self, first: Sql, last: Sql) -> Sql:
        write = self.writer.dialect
        parts = {
            key: self.writer.sql(getattr(write, field), d=day)
            for key, field, day in (
                ("y1", "year", first),
                ("m1", "month", first),
                ("d1", "day", first),
                ("y2", "year", last),
                ("m2", "month", last),
                ("d2", "day", last),
                ("e", "last_day", last),
            )
        }
        return self.writer.sql(
            "(({y2} - {y1}) * 12 + {m2} - {m1} - CASE WHEN {d2} < LEAST({d1}, {e}) THEN 1 ELSE 0 END)", **parts
        )

    def _years_between(self, first: Sql, last: Sql) -> Sql:
        months = self.writer.column(self._months_between(first, last))
        return self.writer.divided(months, self.writer.whole(12), wide=False)

    def _add_months(self, day: Sql, months: Sql) -> Sql:
        return self.writer.sql(self.writer.dialect.add_months, d=day, n=months)

    def _add_years(self, day: Sql, years: Sql) -> Sql:
        return self._add_months(day, self.writer.sql("({} * 12)", years))

    def _year_of(self, day: Sql) -> Sql:
        return self.writer.sql(self.writer.dialect.year, d=day)

    def _month_of(self, day: Sql) -> Sql:
        return self.writer.sql(self.writer.dialect.month, d=day)


def _outgrows(expr: Expr, places: int) -> bool:
    """Whether a number needs more than 64 bits once it is scaled to `places`."""
    return max(map(abs, expr.type.scaled(places))) > INT64


def scaled(value: Any, places: int) -> int:
    """A number times 10**places."""
    return int(Decimal(value).scaleb(places)) if isinstance(value, Decimal) else int(value) * 10**places


_WRITERS: dict[type, Callable[[PlanWriter, Any], Sql]] = {
    Literal: PlanWriter.literal,
    Name: PlanWriter.name,
    Param: PlanWriter.param,
    Compare: PlanWriter.compare,
    Between: PlanWriter.between,
    In: PlanWriter.contains,
    IsNull: PlanWriter.is_null,
    And: PlanWriter.conjunction,
    Or: PlanWriter.disjunction,
    Not: PlanWriter.negation,
    Arith: PlanWriter.arith,
    Case: PlanWriter.case,
    Coalesce: PlanWriter.coalesce,
    Extreme: PlanWriter.extreme,
    Round: PlanWriter.round,
    Abs: PlanWriter.absolute,
    DateCall: PlanWriter.date_call,
}
