"""Expressions in words: `contract_months >= 36` reads "length of the contract is at least 36 months"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rencai.messages import Message
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
from rencai.policy.model import Level, Rules
from rencai.policy.plan import FLIPPED
from rencai.policy.wording import is_age, list_words, threshold_words, value_words

DECISION_DAY = Message("the day of the decision")
AND, OR = Message(" and "), Message(" or ")
IS, IS_NOT = Message("{left} is {right}"), Message("{left} is not {right}")
SIGNS = {"+": "+", "-": "\u2212", "*": "×", "/": "÷"}
SAME_RANK = ({"+"}, {"-"}, {"+", "-"}, {"*"})
CALLS = {
    "years_between": Message("years from {first} to {last}"),
    "months_between": Message("months from {first} to {last}"),
    "days_between": Message("days from {first} to {last}"),
    "add_months": Message("{first} and {last} later"),
    "add_years": Message("{first} and {last} later"),
    "year_of": Message("the year of {first}"),
    "month_of": Message("the month of {first}"),
}
ROUNDINGS = {
    "half_up": Message("{x}, rounded to {n} places"),
    "half_even": Message("{x}, rounded to {n} places"),
    "down": Message("{x}, rounded down to {n} places"),
    "floor": Message("{x}, rounded down to {n} places"),
    "up": Message("{x}, rounded up to {n} places"),
    "ceil": Message("{x}, rounded up to {n} places"),
}


def name_words(name: str, rules: Rules, lang: str) -> str:
    """What a fact, derived fact, score or category set is called."""
    if name == "decision_day":
        return DECISION_DAY.text(lang)
    if name in rules.facts:
        return rules.facts[name].label[lang]
    if name in rules.categories:
        return rules.categories[name].title[lang]
    derived = rules.derived.get(name)
    return derived.label.get(lang) or name if derived else name


def parameter_words(name: str, rules: Rules, lang: str) -> str:
    parameter = rules.parameters.get(name)
    return parameter.label.get(lang, name) if parameter else name


@dataclass(frozen=True)
class Wording:
    """Reads expressions aloud; `bound` holds the parameters' values where a day is meant, else nothing."""

    rules: Rules
    lang: str
    bound: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, expr: Expr) -> str:
        return READERS[type(expr)](self, expr)

    def inner(self, expr: Expr) -> str:
        """Within another expression: in brackets where it would be misread."""
        text = self(expr)
        if isinstance(expr, (And, Or, Arith, Case, Coalesce, Round)):
            return f"（{text}）" if self.lang == "zh" else f"({text})"
        return text

    def say(self, message: Message, **values: object) -> str:
        return Message(message.template, **values).text(self.lang)

    def literal(self, expr: Literal) -> str:
        return value_words(expr.value, expr.type, self.rules, self.lang)

    def name(self, expr: Name) -> str:
        return name_words(expr.name, self.rules, self.lang)

    def parameter(self, expr: Param) -> str:
        label = parameter_words(expr.name, self.rules, self.lang)
        value = self.entry(expr)
        if value is not None and not isinstance(value, Level):
            return value_words(value, expr.type, self.rules, self.lang)
        if not expr.keys:
            return label
        keys = list_words([self.inner(key) for key in expr.keys], self.lang)
        return self.say(Message("{what} by {keys}"), what=label, keys=keys)

    def entry(self, expr: Param) -> Any:
        """The value on the day where it depends on nobody: a single one, or the entry of a written key."""
        value = self.bound.get(expr.name)
        for key in expr.keys:
            if not isinstance(value, Level) or not isinstance(key, Literal) or value.entries is None:
                return None
            value = value.entries.get(key.value)
        return value

    def compare(self, expr: Compare) -> str:
        left, right = self.inner(expr.left), self.threshold(expr.right, expr.left)
        if expr.op in ("=", "<>"):
            return self.say(IS if expr.op == "=" else IS_NOT, left=left, right=right)
        needed = threshold_words(expr.op, right, expr.left.type, self.lang)
        return self.say(Message("{left} is {needed}"), left=left, needed=needed)

    def threshold(self, expr: Expr, beside: Expr) -> str:
        """A number is read with the unit of what it stands beside; years of an age are an age."""
        value = expr.value if isinstance(expr, Literal) else self.entry(expr) if isinstance(expr, Param) else None
        if value is not None and not isinstance(value, Level):
            return value_words(value, expr.type, self.rules, self.lang, of_age=is_age(beside))
        return self.inner(expr)

    def between(self, expr: Between) -> str:
        low, high = self.threshold(expr.low, expr.value), self.threshold(expr.high, expr.value)
        return self.say(Message("{x} is from {low} to {high}"), x=self.inner(expr.value), low=low, high=high)

    def contained(self, expr: In) -> str:
        items = list_words([self.literal(item) for item in expr.items], self.lang)
        return self.say(Message("{x} is one of {items}"), x=self.inner(expr.value), items=items)

    def unknown(self, expr: IsNull) -> str:
        return self.say(Message("{x} is not known"), x=self.inner(expr.value))

    def negation(self, expr: Not) -> str:
        if isinstance(expr.value, Compare):
            return self.compare(Compare(expr.type, FLIPPED[expr.value.op], expr.value.left, expr.value.right))
        if isinstance(expr.value, IsNull):
            return self.say(Message("{x} is known"), x=self.inner(expr.value.value))
        return self.say(Message("not: {x}"), x=self.inner(expr.value))

    def junction(self, word: Message, items: Iterable[Expr]) -> str:
        return word.text(self.lang).join(self.inner(item) for item in items)

    def arithmetic(self, expr: Arith) -> str:
        if isinstance(expr.left, Literal) and expr.left.value == 0 and expr.op == "-":
            return SIGNS["-"] + self.inner(expr.right)
        chained = isinstance(expr.left, Arith) and {expr.left.op, expr.op} in SAME_RANK
        left = self(expr.left) if chained else self.inner(expr.left)
        return f"{left} {SIGNS[expr.op]} {self.inner(expr.right)}"

    def case(self, expr: Case) -> str:
        parts = [
            self.say(Message("if {test}: {result}"), test=self(test), result=self.inner(result))
            for test, result in expr.whens
        ]
        parts.append(self.say(Message("otherwise: {result}"), result=self.inner(expr.otherwise)))
        return ("；" if self.lang == "zh" else "; ").join(parts)

    def coalesce(self, expr: Coalesce) -> str:
        first, *rest = [self.inner(item) for item in expr.items]
        for other in rest:
            first = self.say(Message("{x} (if not known: {other})"), x=first, other=other)
        return first

    def extreme(self, expr: Extreme) -> str:
        items = list_words([self(item) for item in expr.items], self.lang)
        form = Message("the least of: {items}") if expr.op == "LEAST" else Message("the greatest of: {items}")
        return self.say(form, items=items)

    def rounding(self, expr: Round) -> str:
        return self.say(ROUNDINGS[expr.mode], x=self.inner(expr.value), n=expr.type.places)

    def absolute(self, expr: Abs) -> str:
        return f"|{self(expr.value)}|"

    def call(self, expr: DateCall) -> str:
        words = [self.inner(arg) for arg in expr.args]
        return self.say(CALLS[expr.function], first=words[0], last=words[-1])


READERS: dict[type, Callable[[Wording, Any], str]] = {
    Literal: Wording.literal,
    Name: Wording.name,
    Param: Wording.parameter,
    Compare: Wording.compare,
    Between: Wording.between,
    In: Wording.contained,
    IsNull: Wording.unknown,
    Not: Wording.negation,
    And: lambda words, expr: words.junction(AND, expr.items),
    Or: lambda words, expr: words.junction(OR, expr.items),
    Arith: Wording.arithmetic,
    Case: Wording.case,
    Coalesce: Wording.coalesce,
    Extreme: Wording.extreme,
    Round: Wording.rounding,
    Abs: Wording.absolute,
    DateCall: Wording.call,
}


def formula_words(expr: Expr, rules: Rules, lang: str, bound: Mapping[str, Any] | None = None) -> str:
    """An expression in words; with `bound`, parameters are read as their values on a day."""
    return Wording(rules, lang, bound or {})(expr)


__all__ = ["Wording", "formula_words", "name_words", "parameter_words"]
