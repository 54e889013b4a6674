"""Types and units of the expression language. Every number has bounds, so that nothing can overflow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from rencai.messages import Message

Unit = tuple[tuple[str, int], ...]
"""Sorted (base unit, exponent) pairs: `(("CNY", 1), ("month", -1))` is CNY per month; `()` is a plain number."""

NONE: Unit = ()
MAX_PLACES = 12
INT64 = 2**63 - 1
WIDEST = 10**37
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
DEFAULT_BOUND = {"integer": 10**12, "decimal": 10**9, "money": 10**12}


@dataclass(frozen=True, slots=True)
class ChoiceSet:
    """Named values a choice may take; ordered from lowest to highest where `ordered`."""

    name: str
    values: tuple[str, ...]
    labels: dict[str, dict[str, str]]
    ordered: bool = False

    def code(self, value: str) -> int:
        return self.values.index(value)

    def __hash__(self) -> int:
        return hash((self.name, self.values))


@dataclass(frozen=True, slots=True)
class Type:
    """What an expression yields.

    Numbers are fixed-point: `low` and `high` bound the value times 10**`places`. `free` marks a number written
    in an expression, which takes the unit of what it meets.
    """

    kind: str  # number | boolean | text | choice | date
    unit: Unit = NONE
    places: int = 0
    low: int = 0
    high: int = 0
    choices: ChoiceSet | None = None
    free: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind == "number"

    @property
    def wide(self) -> bool:
        """Whether a value may need more than 64 bits."""
        return max(abs(self.low), abs(self.high)) > INT64

    def scaled(self, places: int) -> tuple[int, int]:
        """The bounds at another number of places (which must not be fewer)."""
        factor = 10 ** (places - self.places)
        return self.low * factor, self.high * factor

    def with_unit(self, unit: Unit) -> Type:
        return replace(self, unit=unit, free=False)

    def message(self) -> Message:
        """The type in words."""
        if self.kind == "choice" and self.choices:
            return Message("a choice of {name}", name=self.choices.name)
        if self.kind == "number" and self.unit:
            return Message("a number of {unit}", unit=unit_text(self.unit))
        return Message(_KIND_WORDS[self.kind])


_KIND_WORDS = {
    "number": "a plain number",
    "boolean": "true or false",
    "text": "a text",
    "choice": "a choice",
    "date": "a day",
}

BOOLEAN = Type("boolean")
TEXT = Type("text")
DATE = Type("date")


def number(unit: Unit = NONE, places: int = 0, low: int = 0, high: int = 0, *, free: bool = False) -> Type:
    return Type("number", unit, places, low, high, None, free)


def unit_of(text: str) -> Unit:
    """`"CNY/month"` → (("CNY", 1), ("month", -1)); at most one division."""
    above, _, below = text.replace(" ", "").partition("/")
    powers: dict[str, int] = {}
    for name in filter(None, above.split("*")):
        powers[name] = powers.get(name, 0) + 1
    for name in filter(None, below.split("*")):
        powers[name] = powers.get(name, 0) - 1
    return _unit(powers)


def unit_text(unit: Unit) -> str:
    above = "*".join(name for name, power in unit for _ in range(power) if power > 0)
    below = "*".join(name for name, power in unit for _ in range(-power) if power < 0)
    return f"{above or '1'}/{below}" if below else above


def times(one: Unit, other: Unit, sign: int = 1) -> Unit:
    """The unit of a product (`sign` -1: of a quotient)."""
    powers = dict(one)
    for name, power in other:
        powers[name] = powers.get(name, 0) + sign * power
    return _unit(powers)


def _unit(powers: dict[str, int]) -> Unit:
    return tuple(sorted((name, power) for name, power in powers.items() if power))
