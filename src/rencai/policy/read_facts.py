"""Facts, choice sets, parameters and their tables: from YAML to the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from rencai.messages import LANGUAGES, Message
from rencai.policy.arithmetic import hull
from rencai.policy.model import Band, Dated, Fact, Key, Level, Parameter, Period, Source
from rencai.policy.types import (
    BOOLEAN,
    DATE,
    DEFAULT_BOUND,
    FIRST_DAY,
    LAST_DAY,
    TEXT,
    ChoiceSet,
    Type,
    number,
    times,
    unit_of,
)
from rencai.policy.yaml_source import Fields, Node, bilingual, did_you_mean

KINDS = ("boolean", "integer", "decimal", "money", "text", "choice", "date")
NUMBERS = ("integer", "decimal", "money")
DECIMAL_PLACES = 4


def read_source(node: Node | None, documents: Mapping[str, Any]) -> Source | None:
    if node is None:
        return None
    fields = node.fields({"document"}, {"article", "note"})
    name = fields.text("document")
    if name not in documents:
        raise fields["document"].error(
            "{name!r} is not among the pack's sources{hint}", name=name, hint=did_you_mean(name, documents)
        )
    note = fields.get("note")
    if note is not None and not note.is_mapping:
        note.string()
    words = {} if note is None else bilingual(note) if note.is_mapping else dict.fromkeys(LANGUAGES, note.value)
    return Source(name, fields.text("article"), words)


def read_period(fields: Fields) -> Period:
    first, last = fields.day("from"), fields.day("until")
    if first and last and last < first:
        raise fields["until"].error("until {last} lies before from {first}", last=last, first=first)
    return Period(first, last)


def read_choices(name: str, node: Node) -> ChoiceSet:
    fields = node.fields({"values"}, {"ordered", "label", "source"})
    labels = {value: bilingual(item) for value, item in fields["values"].mapping().items()}
    if not 1 <= len(labels) <= 30_000:
        raise fields["values"].error("a choice set has at least one value")
    return ChoiceSet(name, tuple(labels), labels, fields.flag("ordered"))


def number_type(fields: Fields, kind: str, currency: str) -> Type:
    """The type of an integer, decimal or money field, with its unit and default bounds."""
    unit = unit_of(fields.text("unit"))
    if kind == "money":
        if "unit" in fields and unit != ((currency, 1),):
            raise fields["unit"].error("money is in {currency}; a rate is written per: month", currency=currency)
        unit = times(((currency, 1),), unit_of(fields.text("per")), -1)
    elif "per" in fields:
        raise fields["per"].error("per is for money; write a unit such as point/year instead")
    places = {"integer": 0, "money": 2}.get(kind, DECIMAL_PLACES)
    if "places" in fields:
        places = fields["places"].integer()
        if kind != "decimal" or not 0 <= places <= 8:
            raise fields["places"].error("places is for decimals, 0 to 8")
    bound = DEFAULT_BOUND[kind] * 10**places
    return number(unit, places, -bound, bound)


def read_type(fields: Fields, kind: str, currency: str, choices: Mapping[str, ChoiceSet]) -> Type:
    if kind in NUMBERS:
        return number_type(fields, kind, currency)
    if kind == "choice":
        return Type("choice", choices=choice_set(fields.node, fields.get("of"), choices))
    return {"boolean": BOOLEAN, "text": TEXT, "date": DATE}[kind]


def choice_set(parent: Node, of: Node | None, choices: Mapping[str, ChoiceSet]) -> ChoiceSet:
    if of is None:
        raise parent.error("a choice needs `of:`, the name of its choice set")
    name = of.string()
    if name not in choices:
        raise of.error("{name!r} is no choice set{hint}", name=name, hint=did_you_mean(name, choices))
    return choices[name]


def read_fact(
    name: str,
    node: Node,
    currency: str,
    choices: Mapping[str, ChoiceSet],
    bodies: Mapping[str, Any],
    documents: Mapping[str, Any],
) -> Fact:
    fields = node.fields(
        {"type", "label", "question"},
        {"unit", "per", "places", "min", "max", "of", "attested_by", "personal", "source", "note"},
    )
    kind = fields.one_of("type", KINDS)
    attested = tuple(item.string() for item in fields["attested_by"].items()) if "attested_by" in fields else ()
    for body, item in zip(attested, fields["attested_by"].items() if attested else (), strict=True):
        if body not in bodies:
            raise item.error(
                "{name!r} is not among the pack's bodies{hint}", name=body, hint=did_you_mean(body, bodies)
            )
    return Fact(
        name,
        _limited(fields, read_type(fields, kind, currency, choices)),
        kind,
        fields.bilingual("label"),
        fields.bilingual("question"),
        attested,
        fields.flag("personal"),
        read_source(fields.get("source"), documents),
        node.place,
    )


def _limited(fields: Fields, kind: Type) -> Type:
    """The type with the fact's own `min` and `max`."""
    low, high = fields.get("min"), fields.get("max")
    if not kind.is_number:
        for bound in (low, high):
            if bound is not None:
                raise bound.error("min and max are for numbers")
        return kind
    limits = [
        int(bound.decimal(kind.places).scaleb(kind.places)) if bound else default
        for bound, default in ((low, kind.low), (high, kind.high))
    ]
    if limits[0] > limits[1]:
        raise (low or high or fields.node).error("min is above max")
    if limits[0] < kind.low or limits[1] > kind.high:
        raise fields.node.error("min and max lie outside what this type can hold")
    return replace(kind, low=limits[0], high=limits[1])


def read_value(node: Node, kind: Type) -> Any:
    """A value written in YAML, as the type has it."""
    if kind.is_number:
        return _number(node, kind)
    if kind.kind == "boolean":
        return node.boolean()
    if kind.kind == "date":
        day = node.day()
        if not FIRST_DAY <= day <= LAST_DAY:
            raise node.error("days lie between {first} and {last}", first=FIRST_DAY, last=LAST_DAY)
        return day
    text = node.string()
    if kind.choices and text not in kind.choices.values:
        raise node.error(
            "{value!r} is no value of {name}{hint}; it has: {values}",
            value=text,
            name=kind.choices.name,
            hint=did_you_mean(text, kind.choices.values),
            values=list(kind.choices.values),
        )
    return text


def _number(node: Node, kind: Type) -> Any:
    value = node.decimal(kind.places)
    if not kind.low <= int(value.scaleb(kind.places)) <= kind.high:
        raise node.error(
            "{value} is outside {low} … {high}",
            value=value,
            low=Decimal(kind.low).scaleb(-kind.places),
            high=Decimal(kind.high).scaleb(-kind.places),
        )
    return value if kind.places else int(value)


def read_parameter(
    name: str, node: Node, currency: str, choices: Mapping[str, ChoiceSet], documents: Mapping[str, Any]
) -> Parameter:
    fields = node.fields(
        {"parameter", "label", "type", "values"}, {"unit", "per", "places", "of", "by", "source", "about"}
    )
    kind = fields.one_of("type", KINDS)
    base = read_type(fields, kind, currency, choices)
    keys = tuple(_key(item, choices, currency) for item in fields["by"].items()) if "by" in fields else ()
    values = tuple(_dated(item, base, keys, documents) for item in fields["values"].items())
    if not values:
        raise fields["values"].error("a parameter needs at least one value")
    _no_overlap(values)
    return Parameter(name, fields.bilingual("label"), _narrowed(base, values), kind, keys, values, node.place)


def _key(node: Node, choices: Mapping[str, ChoiceSet], currency: str) -> Key:
    if node.is_mapping:
        fields = node.fields({"bands"}, {"unit", "places", "per"})
        return Key(number_type(fields, fields.one_of("bands", NUMBERS), currency), bands=True)
    if node.string() == "boolean":
        return Key(BOOLEAN)
    return Key(Type("choice", choices=choice_set(node, node, choices)))


def _dated(node: Node, kind: Type, keys: tuple[Key, ...], documents: Mapping[str, Any]) -> Dated:
    fields = node.fields({"source"}, {"from", "until", "value", "table", "note", "placeholder"})
    wanted, other = ("table", "value") if keys else ("value", "table")
    if wanted not in fields or other in fields:
        raise node.error(
            "{wanted} is expected here{why}",
            wanted=wanted,
            why=Message(", because the parameter has keys") if keys else Message("; a table needs by:"),
        )
    value = read_level(fields["table"], kind, keys) if keys else read_value(fields["value"], kind)
    return Dated(
        read_period(fields),
        value,
        read_source(fields.get("source"), documents),
        fields.bilingual("note"),
        fields.flag("placeholder"),
        node.place,
    )


def _no_overlap(values: tuple[Dated, ...]) -> None:
    ordered = sorted(values, key=lambda item: item.period.first or date.min)
    for one, other in pairwise(ordered):
        if one.period.last is None or other.period.first is None or other.period.first <= one.period.last:
            raise Node("", other.place.file, other.place.line, other.place.column, None).error(
                "this value overlaps the one at {place}; end that one the day before", place=one.place
            )


def _narrowed(kind: Type, values: tuple[Dated, ...]) -> Type:
    """The bounds of the values that the parameter really has."""
    if not kind.is_number:
        return kind
    leaves = [int(Decimal(leaf).scaleb(kind.places)) for value in values for leaf in leaves_of(value.value)]
    return hull([replace(kind, low=min(leaves), high=max(leaves))])


def leaves_of(value: Any) -> list[Any]:
    """All values of a table (or the one value)."""
    if not isinstance(value, Level):
        return [value]
    entries = list((value.entries or {}).values()) + [band.entry for band in value.bands]
    return [leaf for entry in entries for leaf in leaves_of(entry)]


def read_level(node: Node, kind: Type, keys: tuple[Key, ...]) -> Level:
    """One level of a table and all below it."""
    key = keys[0]
    if key.bands:
        return Level(None, _bands(node, kind, keys), key.type.places)
    mapping = dict(node.mapping())
    rest = mapping.pop("else", None)
    names: dict[str, Any] = (
        {"yes": True, "no": False}
        if key.type.kind == "boolean"
        else {value: value for value in (key.type.choices.values if key.type.choices else ())}
    )
    if key.type.kind == "boolean":
        mapping = {
            {"true": "yes", "false": "no"}.get(text.lower(), text.lower()): item for text, item in mapping.items()
        }
    for text, item in mapping.items():
        if text not in names:
            raise item.error(
                "{key!r} is no key of this table{hint}; it has: {keys}",
                key=text,
                hint=did_you_mean(text, names),
                keys=list(names),
            )
    missing = [text for text in names if text not in mapping]
    if missing and rest is None:
        raise node.error("the table has no entry for {missing}; add them, or `else:`", missing=missing)
    return Level({value: _entry(mapping.get(text, rest), kind, keys) for text, value in names.items()})


def _entry(node: Node | None, kind: Type, keys: tuple[Key, ...]) -> Any:
    assert node is not None
    return read_level(node, kind, keys[1:]) if len(keys) > 1 else read_value(node, kind)


def _bands(node: Node, kind: Type, keys: tuple[Key, ...]) -> tuple[Band, ...]:
    items = node.items()
    bands = [_band(item, kind, keys) for item in items]
    if not bands or bands[0].low is not None or bands[-1].below is not None:
        raise node.error("every number must find its band: the first band has no `from`, the last no `to` or `below`")
    for (one, other), item in zip(pairwise(bands), items[1:], strict=True):
        if one.below is None or one.below != other.low:
            raise item.error("this band must begin where the one before it ends: no gap, no overlap")
    return tuple(bands)


def _band(node: Node, kind: Type, keys: tuple[Key, ...]) -> Band:
    inner = "table" if len(keys) > 1 else "value"
    fields = node.fields({inner}, {"from", "to", "below"})
    places = keys[0].type.places
    low, to, below = (
        int(found.decimal(places).scaleb(places)) if (found := fields.get(name)) else None
        for name in ("from", "to", "below")
    )
    if to is not None and (places or below is not None):
        raise fields["to"].error("`to` is for whole numbers and stands alone; use `below` for the first value outside")
    below = to + 1 if to is not None else below
    if low is not None and below is not None and below <= low:
        raise node.error("this band is empty: it ends before it begins")
    return Band(low, below, _entry(fields[inner], kind, keys))
