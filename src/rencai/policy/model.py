"""The pack as data: what was read from the YAML, typed, with places for every thing that a message may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rencai.policy.expressions import Expr
from rencai.policy.problems import Place
from rencai.policy.types import ChoiceSet, Type

Text = dict[str, str]
"""The same words in each language: `{"en": …, "zh": …}`."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or a number stands: a document of the pack, an article of it, a note."""

    document: str
    article: str = ""
    note: Text = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.document}, {self.article}" if self.article else self.document


@dataclass(frozen=True, slots=True)
class Document:
    """A source document with its standing: primary, secondary, derived or unpublished."""

    name: str
    title: Text
    link: str
    standing: str
    note: Text


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which something is in force; both ends included, None is open."""

    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the rules ask about a person."""

    name: str
    type: Type
    kind: str
    label: Text
    question: Text
    attested_by: tuple[str, ...]
    personal: bool
    source: Source | None
    place: Place


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: a choice set, true or false, or bands of a number."""

    type: Type
    bands: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """`low` ≤ value < `below`, scaled by the key's places; None is open."""

    low: int | None
    below: int | None
    entry: Any


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a table: entries by choice or truth value, or bands (their ends scaled by `places`).

    Entries are values or further levels.
    """

    entries: Mapping[Any, Any] | None
    bands: tuple[Band, ...] = ()
    places: int = 0


@dataclass(frozen=True, slots=True)
class Dated:
    """A parameter's value or table for a period."""

    period: Period
    value: Any
    source: Source | None
    note: Text
    placeholder: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated number, table or other value."""

    name: str
    label: Text
    type: Type
    kind: str
    keys: tuple[Key, ...]
    values: tuple[Dated, ...]
    place: Place

    def on(self, day: date) -> Dated | None:
        return next((value for value in self.values if value.period.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Derived:
    """A named expression; scores and category sets become derived facts too."""

    name: str
    label: Text
    expr: Expr
    source: Source | None
    place: Place
    origin: str = "derived"  # derived | score | part | category | rule


@dataclass(frozen=True, slots=True)
class Judgement:
    """A human's to decide (by whom), and the boolean fact that records the finding."""

    by: str
    fact: str
    text: Text
    source: Source | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One named condition. `test` is None where it is wholly a judgement."""

    name: str
    text: Text
    test: Expr | None
    judgement: Judgement | None
    source: Source | None
    period: Period
    place: Place


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An uplift (`when`, share), a deduction (amount), a stop (`when`, `on`) or a claw-back (`when`, amount)."""

    name: str
    text: Text
    when: Expr | None
    value: Expr | None
    source: Source | None
    place: Place


@dataclass(frozen=True, slots=True)
class Amount:
    base: Expr
    text: Text
    rounding: str
    uplifts: tuple[Adjustment, ...]
    deducts: tuple[Adjustment, ...]
    cap: Expr | None
    source: Source | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """`shares` of the total (fractions that add up to 1), `every` so many months; or `months` monthly payments."""

    start: Expr | None
    shares: tuple[Decimal, ...] = (Decimal(1),)
    every: int = 12
    months: Expr | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A yearly budget (money) or quota (people), reported by simulation."""

    kind: str  # budget | quota
    amount: Expr
    ranked_by: Expr | None
    text: Text
    source: Source | None


@dataclass(frozen=True, slots=True)
class Measure:
    """Something a place gives: a payment (money), a service or a status."""

    name: str
    title: Text
    about: Text
    kind: str
    draft: bool
    period: Period
    conditions: tuple[Condition, ...]
    amount: Amount | None
    schedule: Schedule
    stops: tuple[Adjustment, ...]
    clawbacks: tuple[Adjustment, ...]
    excludes: tuple[str, ...]
    group: str
    limits: tuple[Limit, ...]
    source: Source | None
    place: Place


@dataclass(frozen=True, slots=True)
class CategorySet:
    """Recognition rules for the values of an ordered choice set, lowest first as listed in the set."""

    name: str
    title: Text
    type: Type
    otherwise: str
    draft: bool
    period: Period
    rules: Mapping[str, tuple[Condition, ...]]
    source: Source | None
    place: Place


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    text: Text
    expr: Expr
    source: Source | None


@dataclass(frozen=True, slots=True)
class Score:
    """A points system: parts, each maybe capped, and the capped total."""

    name: str
    title: Text
    type: Type
    parts: tuple[Part, ...]
    total: Expr
    source: Source | None
    place: Place


@dataclass(frozen=True, slots=True)
class Case:
    """A test of the pack: on that day, with those facts, that is expected."""

    name: str
    on: date
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    place: Place


@dataclass(frozen=True, slots=True)
class Person:
    """An invented example person."""

    name: Text
    about: Text
    on: date
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """All that a pack says. `order` lists derived facts, scores and category sets, each after what it needs;
    `measures` come after the measures that they exclude."""

    name: str
    title: Text
    about: Text
    currency: str
    documents: Mapping[str, Document]
    bodies: Mapping[str, Text]
    not_found: tuple[Text, ...]
    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]
    derived: Mapping[str, Derived]
    measures: Mapping[str, Measure]
    categories: Mapping[str, CategorySet]
    scores: Mapping[str, Score]
    choices: Mapping[str, ChoiceSet]
    order: tuple[str, ...]
