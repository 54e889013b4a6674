"""A column of a table of people as a fact: how its values are read, and which of them no fact can have."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rencai.messages import Message
from rencai.policy.dialects import DUCKDB, text_literal
from rencai.policy.model import Fact
from rencai.policy.problems import Problem, TableError
from rencai.policy.types import Type

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
TEXTS = ("VARCHAR", "ENUM")
TRUE_WORDS, FALSE_WORDS = ("true", "yes", "1", "t", "y"), ("false", "no", "0", "f", "n")
SLACK = 3
"""Places read beyond those of the fact, to see that a text has no more of them."""


def table_error(template: str, **values: object) -> TableError:
    return TableError(Problem(None, Message(template, **values)))


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Checked:
    """One fact's column: what it is first read as (`read`, named `name`; empty where it is the column itself), its
    value in the engine's form, and whether it is bad."""

    fact: Fact
    column: str
    read: str
    value: str
    bad: str

    @property
    def name(self) -> str:
        return f"t_{self.fact.name}"


def checked_column(fact: Fact, column: str, kind: str) -> Checked:
    """How a column of DuckDB's type `kind` is read as `fact`; raises TableError where it cannot be."""
    base = kind.split("(")[0].upper()
    reader = {"number": _number, "boolean": _boolean, "date": _date, "choice": _choice, "text": _text}[fact.type.kind]
    found = reader(quoted(column), f"t_{fact.name}", fact.type, base, kind)
    if found is None:
        raise table_error(
            "the column {name} is {kind}, but the fact is {type}", name=column, kind=kind, type=fact.type.message()
        )
    return Checked(fact, column, *found)


Written = tuple[str, str, str]


def _number(source: str, read: str, wanted: Type, base: str, kind: str) -> Written | None:
    factor, low, high = 10**wanted.places, wanted.low, wanted.high
    if base in WHOLE:
        value = f"{source}::BIGINT * {factor}" if factor > 1 else f"{source}::BIGINT"
        return "", value, f"{source} NOT BETWEEN {-(-low // factor)} AND {high // factor}"
    if base == "DECIMAL":
        width, places = (int(part) for part in kind[kind.index("(") + 1 : -1].split(","))
        return "", *_decimal(source, wanted, width, places)
    if base in ("FLOAT", "DOUBLE"):
        inside = f"isfinite({read}) AND {read} BETWEEN {low} AND {high}"
        bad = f"NOT ({inside} AND abs({read} - round({read})) < 0.000001 * greatest(1, abs({read}) / 1e10))"
        return f"{source}::DOUBLE * {factor}", f"TRY_CAST(round({read}) AS BIGINT)", bad
    if base in TEXTS:
        return _number_text(source, read, wanted)
    return None


def _number_text(source: str, read: str, wanted: Type) -> Written:
    places = wanted.places + SLACK
    digits = len(str(max(abs(wanted.low), abs(wanted.high)))) + SLACK
    width = 18 if digits <= 18 else 38
    value, wrong = _decimal(read, wanted, width, places)
    return f"TRY_CAST({source} AS DECIMAL({width},{places}))", value, _unread(source, read, wrong)


def _unread(source: str, read: str, wrong: str) -> str:
    """A value is given but was not read, or what was read is wrong."""
    return f"({source} IS NOT NULL AND ({read} IS NULL{f' OR {wrong}' if wrong else ''}))"


def _decimal(source: str, wanted: Type, width: int, places: int) -> tuple[str, str]:
    finest = max(places, wanted.places)
    low, high = wanted.scaled(finest)
    # A column too narrow to hold a value out of bounds needs no check.
    narrow = min(-low, high) >= 10 ** (width - places + finest)
    outside = "" if narrow else f"{source} NOT BETWEEN {_exact(low, finest)} AND {_exact(high, finest)}"
    factor = 10**wanted.places
    if places <= wanted.places:
        return f"CAST({source} * {factor}::DECIMAL({len(str(factor))},0) AS BIGINT)", outside
    finer = f"{source} <> round({source}, {wanted.places})"
    value = f"TRY_CAST(round({source}, {wanted.places}) * {factor} AS BIGINT)"
    return value, f"({finer} OR {outside})" if outside else finer


def _exact(scaled: int, places: int) -> str:
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _boolean(source: str, read: str, wanted: Type, base: str, kind: str) -> Written | None:
    if base == "BOOLEAN":
        return "", source, ""
    if base in WHOLE:
        return "", f"({source} = 1)", f"{source} NOT IN (0, 1)"
    if base not in TEXTS:
        return None
    true, false = (", ".join(f"'{item}'" for item in words) for words in (TRUE_WORDS, FALSE_WORDS))
    word = f"lower(trim({source}))"
    slowly = f"CASE WHEN {word} IN ({true}) THEN TRUE WHEN {word} IN ({false}) THEN FALSE END"
    truth = f"CASE WHEN {source} = 'true' THEN TRUE WHEN {source} = 'false' THEN FALSE ELSE {slowly} END"
    return truth, read, _unread(source, read, "")


def _date(source: str, read: str, wanted: Type, base: str, kind: str) -> Written | None:
    outside = "{} NOT BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'"
    if base == "DATE":
        return "", source, outside.format(source)
    if base.startswith("TIMESTAMP"):
        return f"CAST({source} AS DATE)", read, outside.format(read)
    if base in TEXTS:
        shaped = f"CASE WHEN {source} LIKE '____-__-__' THEN TRY_CAST({source} AS DATE) END"
        return shaped, read, _unread(source, read, outside.format(read))
    return None


def _choice(source: str, read: str, wanted: Type, base: str, kind: str) -> Written | None:
    assert wanted.choices is not None
    if base not in TEXTS:
        return None
    arms = " ".join(f"WHEN {text_literal(name, DUCKDB)} THEN {code}" for code, name in enumerate(wanted.choices.values))
    return f"CAST(CASE {source} {arms} END AS BIGINT)", read, _unread(source, read, "")


def _text(source: str, read: str, wanted: Type, base: str, kind: str) -> Written | None:
    return "", f"CAST({source} AS VARCHAR)", ""


def unscaled(value: Any, kind: Type) -> Any:
    """A value of the engine's form as a fact has it."""
    if value is None or not (kind.is_number or kind.choices):
        return value
    if kind.choices:
        return kind.choices.values[value]
    return Decimal(value).scaleb(-kind.places) if kind.places else int(value)
