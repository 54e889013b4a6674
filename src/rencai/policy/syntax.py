"""From the text of an expression to a typed expression, or to an error with its place and the remedy.

sqlglot parses; this module admits a small part of what it can parse and gives every node a type, a unit and bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

from sqlglot import exp

from rencai.messages import Message
from rencai.policy import arithmetic as bounds
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
from rencai.policy.fitting import ExpressionError, Fitting
from rencai.policy.parsing import DATE_FUNCTIONS, MAX_DEPTH, MAX_NODES, parse
from rencai.policy.problems import PackError, Problem
from rencai.policy.types import BOOLEAN, DATE, FIRST_DAY, LAST_DAY, MAX_PLACES, TEXT, Type, number, unit_of
from rencai.policy.yaml_source import Node, day_of, did_you_mean

COMPARISONS = {exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
ARITHMETIC = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}

# Arguments that sqlglot reads and this language has no meaning for.
FURTHER_ARGUMENTS: dict[type, str] = {
    exp.Round: "truncate",
    exp.Floor: "to",
    exp.Ceil: "to",
    exp.MonthsBetween: "roundoff",
    exp.AddMonths: "preserve_end_of_month",
}


class Symbol(NamedTuple):
    """What a name stands for. `keys` are the key types of a table parameter; None for anything else."""

    kind: str  # fact | derived | parameter
    type: Type
    keys: tuple[Type, ...] | None = None


def read_expression(node: Node, symbols: Mapping[str, Symbol], expected: Type | None = None) -> Expr:
    """The typed expression in a YAML scalar; raises PackError with file, line and column."""
    text = node.string()
    try:
        parsed = parse(text)
    except RecursionError:  # not remembered by the parser: how deep we are depends on who asks
        raise node.error("an expression has at most {n} levels; use a derived fact", n=MAX_DEPTH) from None
    if isinstance(parsed, tuple):
        raise PackError(_problem(node, text, *parsed))
    reader = _Reader(symbols)
    try:
        expr = reader.read(parsed, 0)
        return reader.fit(parsed, expr, expected) if expected else expr
    except ExpressionError as error:
        offset = _offset(error.node if error.node is not None else parsed)
        raise PackError(_problem(node, text, offset, error.message)) from None


def _problem(node: Node, text: str, offset: int, message: Message) -> Problem:
    before = text[:offset]
    return Problem(node.expression_place(before.count("\n") + 1, offset - before.rfind("\n")), message)


def _offset(node: exp.Expression) -> int:
    starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
    return min(starts, default=0)


class _Reader(Fitting):
    """Reads one parsed expression; counts its nodes and levels."""

    def __init__(self, symbols: Mapping[str, Symbol]) -> None:
        self.symbols = symbols
        self.nodes = 0

    def read(self, node: exp.Expression, depth: int) -> Expr:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            self.fail(
                node,
                "the expression is too large ({nodes} parts, {depth} levels at most); use a derived fact",
                nodes=MAX_NODES,
                depth=MAX_DEPTH,
            )
        kind: type = type(node)
        reader = READERS.get(kind)
        if reader is None:
            self.refuse(node)
        if node.args.get(FURTHER_ARGUMENTS.get(kind, "")):
            self.fail(node, "{function} takes fewer arguments", function=kind.sql_name())  # type: ignore[attr-defined]
        return reader(self, node, depth + 1)

    def refuse(self, node: exp.Expression) -> NoReturn:
        if isinstance(node, exp.Alias):
            self.fail(node.args["alias"], "this is not an expression: this is not expected here")
        if isinstance(node, exp.Null):
            self.fail(node, "NULL stands only in IS NULL and IS NOT NULL; nothing equals what is not known")
        self.fail(node, "{name!r} is not part of the language; see the language reference", name=type(node).key)

    # -- types ---------------------------------------------------------------------------------------------

    def boolean(self, node: exp.Expression, depth: int) -> Expr:
        expr = self.read(node, depth)
        if expr.type.kind != "boolean":
            self.fail(node, "a condition is expected here, but this is {type}", type=expr.type.message())
        return expr

    def numeric(self, node: exp.Expression, depth: int) -> Expr:
        expr = self.read(node, depth)
        if not expr.type.is_number:
            self.fail(node, "a number is expected here, but this is {type}", type=expr.type.message())
        return expr

    # -- names and values ----------------------------------------------------------------------------------

    def column(self, node: exp.Column, depth: int) -> Expr:
        if node.table or not isinstance(node.this, exp.Identifier):
            self.fail(node, "a name has no dots here: {name}", name=node.sql())
        symbol = self.symbol(node, node.name)
        if symbol.keys is not None:
            self.fail(node, "{name} is a table; give its key, as in {name}[…]", name=node.name)
        return Param(symbol.type, node.name) if symbol.kind == "parameter" else Name(symbol.type, node.name)

    def symbol(self, node: exp.Expression, name: str) -> Symbol:
        found = self.symbols.get(name)
        if found is None:
            self.fail(
                node,
                "{name!r} is no fact, parameter or derived fact of this pack{hint}",
                name=name,
                hint=did_you_mean(name, self.symbols),
            )
        return found

    def bracket(self, node: exp.Bracket, depth: int) -> Expr:
        if not isinstance(node.this, exp.Column):
            self.fail(node, "only a table parameter has keys, as in settling_in[category]")
        name = node.this.name
        symbol = self.symbol(node, name)
        if symbol.keys is None:
            self.fail(node, "{name} is not a table; it takes no key", name=name)
        if len(node.expressions) != len(symbol.keys):
            self.fail(
                node, "{name} takes {n} keys, not {found}", name=name, n=len(symbol.keys), found=len(node.expressions)
            )
        keys = [self.read(key, depth) for key in node.expressions]
        fitted = [
            self.key(part, key, wanted) for part, key, wanted in zip(node.expressions, keys, symbol.keys, strict=True)
        ]
        return Param(symbol.type, name, tuple(fitted))

    def key(self, node: exp.Expression, key: Expr, wanted: Type) -> Expr:
        fitted = self.fit(node, key, wanted)
        if wanted.is_number and fitted.type.places > wanted.places:
            self.fail(
                node,
                "the key has {found} decimal places, the table's bands have {places}; round it",
                found=fitted.type.places,
                places=wanted.places,
            )
        return fitted

    def literal(self, node: exp.Literal, depth: int) -> Expr:
        if node.is_string:
            return Literal(TEXT, node.name)
        return self.number_literal(node, node.name)

    def number_literal(self, node: exp.Expression, text: str) -> Expr:
        if not text.replace(".", "", 1).isdigit() or len(text) > 30:
            self.fail(node, "{text} is not an exact number; write it out, as in 0.25 or 100000", text=text)
        value = Decimal(text)
        places = -int(value.as_tuple().exponent)
        scaled = int(text.replace(".", ""))
        if places > MAX_PLACES:
            self.fail(node, "{text} has more than {most} decimal places", text=text, most=MAX_PLACES)
        kind = self.bounded(node, number((), places, scaled, scaled, free=True))
        return Literal(kind, value if places else int(value))

    def truth(self, node: exp.Boolean, depth: int) -> Expr:
        return Literal(BOOLEAN, bool(node.this))

    def day(self, node: exp.Expression, depth: int) -> Expr:
        inner = node.this
        target = node.args.get("to")
        if not (
            isinstance(inner, exp.Literal) and inner.is_string and target and target.this == exp.DataType.Type.DATE
        ):
            self.fail(node, "CAST is not part of the language; a day is written DATE '2021-05-10'")
        try:
            value = day_of(inner.name)
        except ValueError:
            self.fail(node, "{text!r} is no day; write it as DATE '2021-05-10'", text=inner.name)
        if not FIRST_DAY <= value <= LAST_DAY:
            self.fail(node, "days lie between {first} and {last}", first=FIRST_DAY, last=LAST_DAY)
        return Literal(DATE, value)

    # -- conditions ----------------------------------------------------------------------------------------

    def compare(self, node: Any, depth: int) -> Expr:
        op = COMPARISONS[type(node)]
        left, right = self.together(node, [self.read(node.this, depth), self.read(node.expression, depth)])
        if op not in ("=", "<>"):
            self.orderable(node, left.type)
        self.comparable(node, left, right)
        return Compare(BOOLEAN, op, left, right)

    def orderable(self, node: exp.Expression, found: Type) -> None:
        if found.kind in ("boolean", "text") or (found.choices and not found.choices.ordered):
            self.fail(node, "{type} has no order; use = or IN", type=found.message())

    def comparable(self, node: exp.Expression, *exprs: Expr) -> None:
        if exprs[0].type.is_number:
            self.bounded(node, bounds.hull([item.type for item in exprs]))

    def between(self, node: exp.Between, depth: int) -> Expr:
        parts = [self.read(node.args[name], depth) for name in ("this", "low", "high")]
        value, low, high = self.together(node, parts)
        self.orderable(node, value.type)
        self.comparable(node, value, low, high)
        return Between(BOOLEAN, value, low, high)

    def contains(self, node: exp.In, depth: int) -> Expr:
        if node.args.get("query") is not None or not node.expressions:
            self.fail(node, "IN takes a list of written values, as in IN ('a', 'b')")
        value = self.read(node.this, depth)
        items = [self.read(item, depth) for item in node.expressions]
        fitted = self.together(node, [value, *items])[1:]
        self.comparable(node, value, *fitted)
        if not all(isinstance(item, Literal) for item in fitted):
            self.fail(node, "IN takes a list of written values, as in IN ('a', 'b')")
        return In(BOOLEAN, value, tuple(item for item in fitted if isinstance(item, Literal)))

    def is_null(self, node: exp.Is, depth: int) -> Expr:
        if not isinstance(node.expression, exp.Null):
            self.fail(node, "only IS NULL and IS NOT NULL are part of the language")
        return IsNull(BOOLEAN, self.read(node.this, depth))

    def junction(self, node: Any, depth: int) -> Expr:
        items = tuple(self.boolean(part, depth) for part in node.flatten(unnest=False))
        return And(BOOLEAN, items) if isinstance(node, exp.And) else Or(BOOLEAN, items)

    def negation(self, node: exp.Not, depth: int) -> Expr:
        return Not(BOOLEAN, self.boolean(node.this, depth))

    def paren(self, node: exp.Paren, depth: int) -> Expr:
        return self.read(node.this, depth)

    # -- numbers -------------------------------------------------------------------------------------------

    def arithmetic(self, node: Any, depth: int) -> Expr:
        op = ARITHMETIC[type(node)]
        left, right = self.read(node.this, depth), self.read(node.expression, depth)
        for side, part in ((left, node.this), (right, node.expression)):
            if not side.type.is_number:
                self.fail(
                    part,
                    "{type} cannot be calculated with{hint}",
                    type=side.type.message(),
                    hint=Message("; use add_months, days_between …") if side.type.kind == "date" else "",
                )
        if op in "+-":
            left, right = self.together(node, [left, right])
        if op == "/" and right.type.low <= 0 <= right.type.high:
            self.fail(
                node.expression, "the divisor could be 0; give the fact a min of at least 1, or use GREATEST(…, 1)"
            )
        found = self.bounded(node, bounds.ARITHMETIC[op](left.type, right.type))
        if op == "/" and not bounds.division_fits(left.type, right.type):
            self.fail(node, "this could grow beyond 37 digits; give the facts a smaller min and max, or round earlier")
        return Arith(found, op, left, right)

    def minus(self, node: exp.Neg, depth: int) -> Expr:
        value = self.numeric(node.this, depth)
        kind = value.type
        flipped = Type("number", kind.unit, kind.places, -kind.high, -kind.low, None, kind.free)
        if isinstance(value, Literal):
            return Literal(flipped, -value.value)
        return Arith(flipped, "-", Literal(number(kind.unit), 0), value)

    def rounding(self, node: Any, depth: int) -> Expr:
        value = self.numeric(node.this, depth)
        places = self.places(node)
        mode = {exp.Round: "half_up", exp.Floor: "floor", exp.Ceil: "ceil"}[type(node)]
        if places >= value.type.places:
            return value
        return Round(bounds.rounded(value.type, places), value, mode)

    def places(self, node: exp.Expression) -> int:
        given = node.args.get("decimals")
        if given is None:
            return 0
        if (
            not isinstance(node, exp.Round)
            or not isinstance(given, exp.Literal)
            or given.is_string
            or not given.name.isdigit()
        ):
            self.fail(node, "ROUND takes a written number of places, as in ROUND(x, 2)")
        return min(int(given.name), MAX_PLACES)

    def absolute(self, node: exp.Abs, depth: int) -> Expr:
        value = self.numeric(node.this, depth)
        return Abs(bounds.absolute(value.type), value)

    # -- choices between values ----------------------------------------------------------------------------

    def case(self, node: exp.Case, depth: int) -> Expr:
        if node.args.get("default") is None:
            self.fail(node, "CASE needs an ELSE")
        tests = [self.when(node, part, depth) for part in node.args["ifs"]]
        results = [self.read(part.args["true"], depth) for part in node.args["ifs"]]
        fitted = self.together(node, [*results, self.read(node.args["default"], depth)])
        kind = self.spanning(node, fitted)
        return Case(kind, tuple(zip(tests, fitted[:-1], strict=True)), fitted[-1])

    def when(self, node: exp.Case, part: exp.If, depth: int) -> Expr:
        if node.this is None:
            return self.boolean(part.this, depth)
        left, right = self.together(part, [self.read(node.this, depth), self.read(part.this, depth)])
        self.comparable(part, left, right)
        return Compare(BOOLEAN, "=", left, right)

    def several(self, node: exp.Expression, depth: int) -> Expr:
        items = [self.read(part, depth) for part in [node.this, *node.expressions]]
        items = self.together(node, items)
        if isinstance(node, exp.Coalesce):
            return Coalesce(self.spanning(node, items), tuple(items))
        self.orderable(node, items[0].type)
        op = "LEAST" if isinstance(node, exp.Least) else "GREATEST"
        kind = self.spanning(node, items)
        return Extreme(bounds.extreme(op, kind, [item.type for item in items]), op, tuple(items))

    # -- days ----------------------------------------------------------------------------------------------

    def months_between(self, node: exp.MonthsBetween, depth: int) -> Expr:
        return self.date_call(node, "months_between", [node.this, node.expression], depth)

    def add_months(self, node: exp.Expression, depth: int) -> Expr:
        return self.date_call(node, "add_months", [node.this, node.expression], depth)

    def anonymous(self, node: exp.Anonymous, depth: int) -> Expr:
        return self.date_call(node, node.name.lower(), node.expressions, depth)

    def date_call(self, node: exp.Expression, function: str, parts: list[Any], depth: int) -> Expr:
        wanted = DATE_FUNCTIONS[function]
        if len([part for part in parts if part is not None]) != len(wanted):
            self.fail(node, "{function} takes {n} arguments", function=function, n=len(wanted))
        args = tuple(self.date_argument(part, kind, depth) for part, kind in zip(parts, wanted, strict=True))
        found = bounds.date_function(function, [arg.type for arg in args])
        if found is None:
            self.fail(node, "{function} may move a day by 150 years at most", function=function)
        return DateCall(found, function, args)

    def date_argument(self, node: exp.Expression, kind: str, depth: int) -> Expr:
        expr = self.read(node, depth)
        wanted = DATE if kind == "date" else number(unit_of(kind))
        fitted = self.fit(node, expr, wanted)
        if fitted.type.places:
            self.fail(node, "a whole number of {unit} is expected here", unit=kind)
        return fitted


READERS: dict[type, Callable[[_Reader, Any, int], Expr]] = {
    exp.Column: _Reader.column,
    exp.Bracket: _Reader.bracket,
    exp.Literal: _Reader.literal,
    exp.Boolean: _Reader.truth,
    exp.Cast: _Reader.day,
    **dict.fromkeys(COMPARISONS, _Reader.compare),
    exp.Between: _Reader.between,
    exp.In: _Reader.contains,
    exp.Is: _Reader.is_null,
    exp.And: _Reader.junction,
    exp.Or: _Reader.junction,
    exp.Not: _Reader.negation,
    exp.Paren: _Reader.paren,
    **dict.fromkeys(ARITHMETIC, _Reader.arithmetic),
    exp.Neg: _Reader.minus,
    **dict.fromkeys((exp.Round, exp.Floor, exp.Ceil), _Reader.rounding),
    exp.Abs: _Reader.absolute,
    exp.Case: _Reader.case,
    **dict.fromkeys((exp.Coalesce, exp.Least, exp.Greatest), _Reader.several),
    exp.MonthsBetween: _Reader.months_between,
    exp.AddMonths: _Reader.add_months,
    exp.Anonymous: _Reader.anonymous,
}
