"""Types that go together: a written number takes the unit of what it meets, a written text the choice it names."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from sqlglot import exp

from rencai.messages import Message
from rencai.policy import arithmetic as bounds
from rencai.policy.expressions import Case, Expr, Literal
from rencai.policy.types import MAX_PLACES, Type
from rencai.policy.yaml_source import did_you_mean


class ExpressionError(Exception):
    """Raised inside a reader, turned into a PackError with the place in the file."""

    def __init__(self, node: exp.Expression | None, message: Message) -> None:
        self.node, self.message = node, message
        super().__init__(str(message))


class Fitting:
    """What is asked of types while an expression is read; each refusal names the place in the parsed text."""

    def fail(self, node: exp.Expression | None, template: str, **values: object) -> NoReturn:
        raise ExpressionError(node, Message(template, **values))

    def fit(self, node: exp.Expression, expr: Expr, wanted: Type) -> Expr:
        """`expr` as `wanted` has it: kind, unit and, for a written value, the choice it names."""
        if isinstance(expr, Case):
            whens = tuple((test, self.fit(node, result, wanted)) for test, result in expr.whens)
            expr = Case(expr.type, whens, self.fit(node, expr.otherwise, wanted))
            if wanted.kind == "choice":
                return Case(expr.otherwise.type, expr.whens, expr.otherwise)
        if wanted.kind == "choice" and isinstance(expr, Literal) and expr.type.kind == "text":
            return self.choice_literal(node, expr, wanted)
        if wanted.is_number and expr.type.is_number and expr.type.free:
            return replace(expr, type=self.adopt(node, expr.type, wanted))
        if not same_type(expr.type, wanted):
            written = wanted.kind == "date" and expr.type.kind == "text"
            self.fail(
                node,
                "this is {found}, but {wanted} is expected{hint}",
                found=expr.type.message(),
                wanted=wanted.message(),
                hint=Message("; write it as DATE '2021-05-10'") if written else "",
            )
        return expr

    def choice_literal(self, node: exp.Expression, literal: Literal, wanted: Type) -> Literal:
        assert wanted.choices is not None
        if literal.value not in wanted.choices.values:
            self.fail(
                node,
                "{value!r} is no value of {name}{hint}; it has: {values}",
                value=literal.value,
                name=wanted.choices.name,
                hint=did_you_mean(literal.value, wanted.choices.values),
                values=list(wanted.choices.values),
            )
        return Literal(wanted, literal.value)

    def adopt(self, node: exp.Expression, free: Type, other: Type) -> Type:
        """The type of a number written in the text beside one of type `other`."""
        if is_money(other) and free.places > max(2, other.places):
            self.fail(node, "money has two places; {places} are written here", places=free.places)
        return free.with_unit(other.unit)

    def together(self, node: exp.Expression, exprs: list[Expr]) -> list[Expr]:
        """Expressions that must be of one type and unit, written values fitted to the others."""
        leader = next((item.type for item in exprs if not is_free(item)), exprs[0].type)
        fitted = []
        for item in exprs:
            if is_free(item):
                fitted.append(self.fit(node, item, leader) if not leader.free else item)
            elif same_type(item.type, leader):
                fitted.append(item)
            else:
                self.fail(
                    node, "{one} and {other} do not go together here", one=leader.message(), other=item.type.message()
                )
        return fitted

    def spanning(self, node: exp.Expression, exprs: list[Expr]) -> Type:
        """The type that holds each of `exprs` (already of one kind and unit)."""
        first = exprs[0].type
        if first.kind == "date":
            return Type("date", low=min(e.type.low for e in exprs), high=max(e.type.high for e in exprs))
        if not first.is_number:
            return first
        return self.bounded(node, bounds.hull([item.type for item in exprs]))

    def bounded(self, node: exp.Expression, found: Type) -> Type:
        if not bounds.fits(found):
            self.fail(node, "this could grow beyond 37 digits; give the facts a smaller min and max, or round earlier")
        if found.places > MAX_PLACES:
            self.fail(
                node,
                "this has {places} decimal places, {most} at most; round earlier with ROUND",
                places=found.places,
                most=MAX_PLACES,
            )
        return found


def is_free(expr: Expr) -> bool:
    """Whether a value was written in the text and takes its type from what it meets."""
    return expr.type.free or (isinstance(expr, Literal) and expr.type.kind == "text")


def is_money(kind: Type) -> bool:
    return any(name.isupper() and power > 0 for name, power in kind.unit)


def same_type(one: Type, other: Type) -> bool:
    """Whether values of the two types may be compared and added."""
    if one.kind != other.kind:
        return False
    if one.kind == "choice":
        return one.choices == other.choices
    return one.kind != "number" or one.free or other.free or one.unit == other.unit
