"""Values in words: days, money, numbers with units, choices; and how far a value is from its threshold."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rencai.messages import Message
from rencai.policy.decision import ConditionResult
from rencai.policy.expressions import Between, Expr, Name
from rencai.policy.model import Rules
from rencai.policy.plan import measurable
from rencai.policy.types import Type, Unit, unit_text

CURRENCIES_ZH = {"CNY": "元", "CAD": "加元", "SGD": "新加坡元", "EUR": "欧元", "USD": "美元", "GBP": "英镑"}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MINUS = "\u2212"
ONE_OR_MANY: dict[str, tuple[Message, Message]] = {
    "year": (Message("{n} year"), Message("{n} years")),
    "month": (Message("{n} month"), Message("{n} months")),
    "day": (Message("{n} day"), Message("{n} days")),
    "working_day": (Message("{n} working day"), Message("{n} working days")),
    "person": (Message("{n} person"), Message("{n} people")),
    "point": (Message("{n} point"), Message("{n} points")),
    "star": (Message("{n} star"), Message("{n} stars")),
    "step": (Message("{n} step"), Message("{n} steps")),
    "square_metre": (Message("{n} square metre"), Message("{n} square metres")),
    # Chinese counts years of age and years of time with different words.
    "age": (Message("{age} year"), Message("{age} years")),
}
YES_NO = {True: Message("yes"), False: Message("no")}
NOT_KNOWN = Message("not known")


def day_words(day: date, lang: str) -> str:
    """7 January 2021; 2021年1月7日."""
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def number_words(value: Any) -> str:
    """A number in groups of three, with no idle zeros: 1,200; 0.5."""
    text = f"{Decimal(value):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def cents_words(amount: Decimal) -> str:
    """An amount for a column: always with two places."""
    return f"{amount:,.2f}".replace("-", MINUS)


def money_words(amount: Any, currency: str, lang: str) -> str:
    """CNY 1,234.50; 1,234.50元. Whole amounts carry no cents."""
    exact = Decimal(amount)
    digits = number_words(exact) if exact == exact.to_integral_value() else cents_words(exact)
    if lang == "zh":
        return f"{digits}{CURRENCIES_ZH.get(currency, ' ' + currency)}"
    return f"{currency} {digits}"


def percent_words(share: Any) -> str:
    return f"{number_words(Decimal(share) * 100)}%"


def count_words(n: Any, unit: str, lang: str) -> str:
    """`n` of a unit: 1 month; 36个月. A unit without a word is shown by its name."""
    one, many = ONE_OR_MANY.get(unit, (None, None))
    form = one if n in (1, -1) else many
    if form is None:
        return f"{number_words(n)} {unit.replace('_', ' ')}"
    return Message(form.template, n=number_words(n), age=number_words(n)).text(lang)


def quantity_words(value: Any, unit: Unit, lang: str, *, of_age: bool = False) -> str:
    """A number with its unit, money and rates included."""
    if not unit:
        return number_words(value)
    above = [name for name, power in unit if power > 0]
    below = [name for name, power in unit if power < 0]
    if len(above) == 1 and above[0].isupper():
        return _money_or_rate(value, above[0], below, lang)
    if len(unit) > 1 or unit[0][1] != 1:
        return f"{number_words(value)} {unit_text(unit)}"
    if above[0] == "calendar_year":
        return f"{value}年" if lang == "zh" else str(value)
    if above[0] == "calendar_month":
        return f"{value}月" if lang == "zh" else MONTHS[int(value) - 1]
    return count_words(value, "age" if of_age and above[0] == "year" else above[0], lang)


def _money_or_rate(value: Any, currency: str, below: list[str], lang: str) -> str:
    money = money_words(value, currency, lang)
    if not below:
        return money
    if below == ["month"]:
        return Message("{money} a month", money=money).text(lang)
    if below == ["year"]:
        return Message("{money} a year", money=money).text(lang)
    return f"{money}/{'*'.join(below)}"


def value_words(value: Any, kind: Type, rules: Rules | None, lang: str, *, of_age: bool = False) -> str:
    """A value as it is read aloud: yes, 36 months, CNY 300,000, 7 January 2021, a choice by its label."""
    if value is None:
        return NOT_KNOWN.text(lang)
    if isinstance(value, bool):
        return YES_NO[value].text(lang)
    if isinstance(value, date):
        return day_words(value, lang)
    if kind.choices is not None:
        return choice_words(value, kind, lang)
    if kind.is_number:
        return quantity_words(value, kind.unit, lang, of_age=of_age)
    return str(value)


def choice_words(value: str, kind: Type, lang: str) -> str:
    label = kind.choices.labels.get(value) if kind.choices else None
    return label[lang] if label else value


def list_words(items: list[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(items)


def sentence(text: str) -> str:
    """With a capital at the beginning, where the script has capitals."""
    return text[:1].upper() + text[1:]


def is_age(expr: Expr) -> bool:
    """Whether years count someone's age: by the name that a pack gives to ages."""
    return isinstance(expr, Name) and names_age(expr.name)


def names_age(name: str) -> bool:
    return name == "age" or name.startswith("age_") or name.endswith("_age")


# -- thresholds and margins --------------------------------------------------------------------------------

AT_LEAST: dict[str, dict[str, Message]] = {
    "number": {
        ">=": Message("at least {x}"),
        ">": Message("more than {x}"),
        "<=": Message("at most {x}"),
        "<": Message("less than {x}"),
    },
    "date": {
        ">=": Message("on or after {x}"),
        ">": Message("after {x}"),
        "<=": Message("on or before {x}"),
        "<": Message("before {x}"),
    },
    "choice": {
        ">=": Message("{x} or higher"),
        ">": Message("higher than {x}"),
        "<=": Message("{x} or lower"),
        "<": Message("lower than {x}"),
    },
}
OTHER_THAN = Message("other than {x}")
ONE_OF = Message("one of {items}")
FROM_TO = Message("from {low} to {high}")


def threshold_words(op: str, threshold: str, kind: Type, lang: str) -> str:
    """What a value has to be: at least 36 months; before 1 May 2021; young elite or higher."""
    if op == "=":
        return threshold
    if op == "<>":
        return Message(OTHER_THAN.template, x=threshold).text(lang)
    return Message(AT_LEAST[kind.kind][op].template, x=threshold).text(lang)


def nearest_allowed(op: str, threshold: Any, kind: Type) -> tuple[str, Any]:
    """The same bound with its end included, where there is a next value: more than 0 stars is at least 1."""
    if op not in ("<", ">"):
        return op, threshold
    step, inclusive = (1, ">=") if op == ">" else (-1, "<=")
    if kind.kind == "date":
        return inclusive, threshold + timedelta(days=step)
    if kind.choices is not None:
        rank = kind.choices.values.index(threshold) + step
        return (inclusive, kind.choices.values[rank]) if 0 <= rank < len(kind.choices.values) else (op, threshold)
    return (op, threshold) if kind.places else (inclusive, threshold + step)


def margin_words(result: ConditionResult, lang: str) -> str:
    """How far the value is inside or outside the threshold: 4 months short. Empty without a distance."""
    measured = measurable(result.condition.test) if result.condition else None
    if measured is None or result.margin is None or result.met is None:
        return ""
    if isinstance(measured, Between):
        return _range_margin(result, measured, lang)
    outside = result.margin < 0 or result.met is False or result.relaxed
    return _margin(measured.op, abs(result.margin), outside, measured.left, lang)


def _range_margin(result: ConditionResult, measured: Between, lang: str) -> str:
    if result.margin >= 0:
        return ""
    low, _ = result.threshold
    kind = measured.value.type
    below = kind.choices.code(result.value) < kind.choices.code(low) if kind.choices else result.value < low
    return _margin(">=" if below else "<=", abs(result.margin), True, measured.value, lang)


def _margin(op: str, distance: Any, outside: bool, measured: Expr, lang: str) -> str:
    kind = measured.type
    if kind.choices is not None and not outside:
        return ""
    if distance == 0:
        return Message("just enough").text(lang)
    return Message(_margin_form(kind, op, outside).template, n=_distance(distance, measured, lang)).text(lang)


def _margin_form(kind: Type, op: str, outside: bool) -> Message:
    upward = op in (">", ">=")
    if kind.kind == "date":
        late_early = Message("{n} too early") if upward else Message("{n} too late")
        return late_early if outside else Message("{n} to spare")
    if outside:
        return Message("{n} short") if upward else Message("{n} over")
    return Message("{n} above the minimum") if upward else Message("{n} below the maximum")


def _distance(distance: Any, measured: Expr, lang: str) -> str:
    kind = measured.type
    if kind.kind == "date":
        return count_words(distance, "day", lang)
    if kind.choices is not None:
        return count_words(distance, "step", lang)
    if kind.unit == (("calendar_year", 1),):
        return count_words(distance, "year", lang)
    return quantity_words(distance, kind.unit, lang, of_age=is_age(measured))
