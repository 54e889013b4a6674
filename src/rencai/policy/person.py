"""Facts about one person, as given: checked against the pack and put into its types."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any

from rencai.messages import Message
from rencai.policy.evaluate import EXACT
from rencai.policy.model import Fact
from rencai.policy.problems import FactError, Problem
from rencai.policy.types import FIRST_DAY, LAST_DAY, Type
from rencai.policy.yaml_source import day_of, did_you_mean


def checked_facts(given: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Every fact of the pack with its value, None where it is not known; raises FactError with all that is wrong."""
    with localcontext(EXACT):
        return _checked(given, facts)


def _checked(given: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, Any]:
    problems: list[Problem] = []
    found: dict[str, Any] = dict.fromkeys(facts)
    for name, value in given.items():
        if name not in facts:
            problems.append(
                Problem(
                    None,
                    Message("{name!r} is no fact of this pack{hint}", name=name, hint=did_you_mean(str(name), facts)),
                )
            )
        elif value is not None:
            result = checked_value(value, facts[name].type)
            if isinstance(result, Message):
                problems.append(Problem(None, Message("{name}: {why}", name=name, why=result)))
            else:
                found[name] = result
    if problems:
        raise FactError(problems)
    return found


def decision_day(on: Any) -> date:
    """The day, once it is known to lie within the days that a pack can reckon with; raises FactError."""
    day = _day(on)
    if isinstance(day, Message):
        raise FactError(Problem(None, Message("the decision day: {why}", why=day)))
    return day  # type: ignore[no-any-return]


def checked_value(value: Any, kind: Type) -> Any:
    """The value in the fact's type, or the Message that says why it is none."""
    if kind.is_number:
        return _number(value, kind)
    if kind.kind == "boolean":
        return _boolean(value)
    if kind.kind == "date":
        return _day(value)
    if not isinstance(value, str):
        return Message("a text is expected, not {value!r}", value=value)
    if kind.choices and value not in kind.choices.values:
        return Message(
            "{value!r} is no value of {name}{hint}; it has: {values}",
            value=value,
            name=kind.choices.name,
            hint=did_you_mean(value, kind.choices.values),
            values=list(kind.choices.values),
        )
    return value


def _boolean(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false", "yes", "no"):
        return value.lower() in ("true", "yes")
    return Message("true or false is expected, not {value!r}", value=value)


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        try:
            value = day_of(value)
        except ValueError:
            return Message("a day such as 2019-04-22 is expected, not {value!r}", value=value)
    if not isinstance(value, date):
        return Message("a day such as 2019-04-22 is expected, not {value!r}", value=value)
    if not FIRST_DAY <= value <= LAST_DAY:
        return Message("days lie between {first} and {last}", first=FIRST_DAY, last=LAST_DAY)
    return value


def _number(value: Any, kind: Type) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return Message("a number is expected, not {value!r}", value=value)
    try:
        exact = Decimal(str(value)) if isinstance(value, (float, str)) else Decimal(value)
    except InvalidOperation:
        return Message("a number is expected, not {value!r}", value=value)
    if not exact.is_finite():
        return Message("a number is expected, not {value!r}", value=value)
    low, high = Decimal(kind.low).scaleb(-kind.places), Decimal(kind.high).scaleb(-kind.places)
    if not low <= exact <= high:
        return Message(
            "{value} is outside {low} … {high}",
            value=exact if exact.adjusted() < 30 else f"{exact:.6g}",
            low=low,
            high=high,
        )
    if exact != round(exact, kind.places):
        return Message("{value} has more than {places} digits after the point", value=value, places=kind.places)
    return exact.quantize(Decimal(1).scaleb(-kind.places)) if kind.places else int(exact)
