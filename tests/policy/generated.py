"""Invented expressions, facts and measures for the agreement of the two evaluators. Typed, so that all of them load."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.policy.factory import SOURCE, TEXT

NUMBERS = {"count": ["n", "m"], "months": ["months"], "years": ["years"], "money": ["wage", "received"]}
LITERALS = {
    "count": st.integers(0, 40).map(str),
    "months": st.integers(0, 60).map(str),
    "years": st.integers(0, 30).map(str),
    "money": st.decimals(0, 99999, places=2).map(str),
    "decimal": st.decimals(0, 3, places=3).map(str),
}
TABLES = """\
parameter: by_grade
label: {en: by grade, zh: 按级}
type: money
by: [grade]
values:
  - {source: {document: rules}, table: {none: 0, junior: 0.01, senior: 1234.56, top: 99.99}}
"""
BANDS = """\
parameter: by_count
label: {en: by count, zh: 按数}
type: integer
unit: month
by: [boolean, {bands: integer}]
values:
  - source: {document: rules}
    table:
      yes: [{to: -1, value: 1}, {from: 0, to: 9, value: 7}, {from: 10, value: 30}]
      no: [{below: 3, value: 2}, {from: 3, value: 5}]
"""


@cache
def expressions(kind: str, depth: int = 3) -> st.SearchStrategy[str]:
    """Text of an expression of that kind: boolean, count, months, years, money, decimal, date, grade."""
    if depth == 0:
        return leaves(kind)
    return st.one_of(leaves(kind), st.deferred(lambda: composed(kind, depth - 1)))


@cache
def leaves(kind: str) -> st.SearchStrategy[str]:
    if kind == "boolean":
        return st.sampled_from(
            ["flag", "other", "relaxed", "(word = 'a')", "(word IS NULL)", "(colour IN ('red'))", "(wage IS NOT NULL)"]
        )
    if kind == "date":
        return st.sampled_from(["born", "since", "decision_day", "DATE '2020-02-29'"])
    if kind == "grade":
        return st.just("grade")
    if kind == "decimal":
        return st.one_of(st.just("rate"), LITERALS["decimal"])
    return st.one_of(st.sampled_from(NUMBERS[kind]), LITERALS[kind])


def composed(kind: str, depth: int) -> st.SearchStrategy[str]:
    part = lambda wanted: expressions(wanted, depth)  # noqa: E731
    common = [
        st.builds(
            "CASE WHEN {} THEN {} WHEN {} THEN {} ELSE {} END".format,
            part("boolean"),
            part(kind),
            part("boolean"),
            part(kind),
            part(kind),
        ),
        st.builds("COALESCE({}, {})".format, part(kind), part(kind)),
    ]
    return st.one_of(common + [found(part) for found in FORMS[kind]])


def booleans(part: Any) -> st.SearchStrategy[str]:
    op = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    return st.one_of(
        st.builds("({} AND {})".format, part("boolean"), part("boolean")),
        st.builds("({} OR {} OR {})".format, part("boolean"), part("boolean"), part("boolean")),
        st.builds("(NOT {})".format, part("boolean")),
        *(st.builds("({} {} {})".format, part(kind), op, part(kind)) for kind in NUMBERS),
        *(st.builds("({} BETWEEN {} AND {})".format, part(kind), part(kind), part(kind)) for kind in NUMBERS),
        st.builds("({} {} {})".format, part("date"), op, part("date")),
        st.builds("({} {} 'senior')".format, part("grade"), op),
        st.builds("({} IN (1, 2, 30))".format, part("count")),
        st.builds("({} IS NULL)".format, part("money")),
        st.builds("({} = {})".format, part("boolean"), part("boolean")),
    )


FORMS: dict[str, list[Any]] = {
    "boolean": [booleans],
    "grade": [lambda part: st.builds("GREATEST({}, {})".format, part("grade"), part("grade"))],
    "date": [
        lambda part: st.builds("add_months({}, {})".format, st.sampled_from(["born", "since"]), st.integers(-40, 40)),
        lambda part: st.builds("LEAST({}, {})".format, part("date"), part("date")),
        lambda part: st.builds("add_years({}, LEAST(years, 20))".format, st.sampled_from(["born", "since"])),
    ],
    "count": [
        lambda part: st.builds(
            "({} {} {})".format, part("count"), st.sampled_from("+-*"), st.sampled_from(["n", "m", "3"])
        ),
        lambda part: st.builds("ROUND({} / GREATEST(ABS({}), 1))".format, part("count"), part("count")),
        lambda part: st.builds("FLOOR({})".format, part("decimal")),
        lambda part: st.builds("CEIL({})".format, part("decimal")),
        lambda part: st.builds("ABS({})".format, part("count")),
        lambda part: st.builds("(-{})".format, part("count")),
    ],
    "months": [
        lambda part: st.builds("months_between({}, {})".format, part("date"), part("date")),
        lambda part: st.builds("by_count[{}, {}]".format, part("boolean"), part("count")),
        lambda part: st.builds("({} - {})".format, part("months"), part("months")),
    ],
    "years": [
        lambda part: st.builds("years_between({}, {})".format, part("date"), part("date")),
        lambda part: st.builds("LEAST({}, {})".format, part("years"), part("years")),
    ],
    "money": [
        lambda part: st.builds("({} + {})".format, part("money"), part("money")),
        lambda part: st.builds(
            "ROUND({} * {}, 2)".format, st.sampled_from(["wage", "received"]), st.sampled_from(["rate", "0.125"])
        ),
        lambda part: st.builds("ROUND({} / 7, 2)".format, part("money")),
        lambda part: st.builds("GREATEST({}, {}, 0)".format, part("money"), part("money")),
        lambda part: st.builds("by_grade[{}]".format, part("grade")),
        lambda part: st.builds("ROUND({}, 1)".format, part("money")),
        lambda part: st.builds("(rent * LEAST({}, 36))".format, st.just("months")),
    ],
    "decimal": [
        lambda part: st.builds("({} * {})".format, st.just("rate"), LITERALS["decimal"]),
        lambda part: st.builds("(n / GREATEST(ABS(m), 1))".format),
        lambda part: st.builds("({} - {})".format, part("decimal"), part("decimal")),
        lambda part: st.builds("ROUND({}, 1)".format, part("decimal")),
        lambda part: st.just("ROUND(rate, 3)"),  # few places to round: halves are met often
    ],
}

DAYS = st.one_of(
    st.dates(date(1950, 1, 1), date(2040, 12, 31)),
    st.sampled_from([date(2020, 1, 31), date(2020, 2, 29), date(2019, 2, 28)]),
)
MONEY = st.decimals(0, 1_000_000, places=2)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "flag": st.booleans(),
    "other": st.booleans(),
    "relaxed": st.booleans(),
    "n": st.integers(-1000, 1000),
    "m": st.integers(-3, 3),
    "months": st.integers(0, 600),
    "years": st.integers(0, 100),
    "rate": st.decimals(-100, 100, places=4),
    "wage": st.one_of(MONEY, st.decimals(-(10**11), 10**11, places=2)),
    "rent": st.decimals(0, 100_000, places=2),
    "received": MONEY,
    "word": st.sampled_from(["a", "b'; --"]),
    "grade": st.sampled_from(["none", "junior", "senior", "top"]),
    "colour": st.sampled_from(["red", "green"]),
    "born": DAYS,
    "since": DAYS,
}


@cache
def people(size: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Facts of `size` people; every fact may be missing."""
    person = st.fixed_dictionaries(
        {name: st.one_of(st.none(), values, values, values) for name, values in VALUES.items()}
    )
    return st.lists(person, min_size=size, max_size=size)


@cache
def conditions() -> st.SearchStrategy[list[dict[str, Any]]]:
    judgement = {"by": "board", "fact": "relaxed", "text": TEXT}
    one = st.fixed_dictionaries({"test": expressions("boolean", 2)}, optional={"judgement": st.just(judgement)})
    only = st.just({"judgement": judgement})
    return st.lists(st.one_of(one, one, one, only), max_size=4).map(named)


def named(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": f"c-{index}", "text": TEXT, "source": SOURCE, **item} for index, item in enumerate(found)]


@st.composite
def measures(draw: Any) -> list[dict[str, Any]]:
    """Four measures that may exclude each other and share a group."""
    found = []
    for index in range(4):
        measure = {
            "measure": f"m-{index}",
            "title": TEXT,
            "kind": "service",
            "source": SOURCE,
            "conditions": draw(conditions()),
        }
        if draw(st.integers(0, 3)):
            measure |= draw(payment())
        if draw(st.booleans()):
            measure["highest_of"] = "one-of-these"
        if index and not measure.get("highest_of") and draw(st.booleans()):
            measure["excludes"] = [f"m-{draw(st.integers(0, index - 1))}"]
        found.append(measure)
    return found


@st.composite
def payment(draw: Any) -> dict[str, Any]:
    monthly = draw(st.booleans())
    base = (
        draw(st.one_of(st.just("rent"), st.just("ROUND(rent / 3, 1)"), st.just("rent * 0.5")))
        if monthly
        else draw(expressions("money", 2))
    )
    amount: dict[str, Any] = {
        "is": base,
        "source": SOURCE,
        "rounding": draw(st.sampled_from(["half_up", "half_even", "down", "up"])),
    }
    words = {"text": TEXT, "source": SOURCE}
    if draw(st.booleans()):
        amount["uplift"] = [
            {"name": "up", "when": draw(expressions("boolean", 1)), "by": "rate", **words},
            {"name": "more", "by": "0.105", **words},
        ]
    if draw(st.booleans()):
        amount["deducts"] = [{"name": "less", "amount": "received", **words}]
    if draw(st.booleans()):
        amount["cap"] = draw(st.sampled_from(["50000", "wage"]))
    schedule: dict[str, Any] = (
        {"monthly": draw(st.sampled_from(["36", "LEAST(months, 40)", "months - 20"]))}
        if monthly
        else {
            "instalments": draw(st.sampled_from([[60, 20, 20], [33.33, 33.33, 33.34], [100]])),
            "every": draw(st.sampled_from([1, 7, 12])),
        }
    )
    if draw(st.booleans()):
        schedule["start"] = "since"
    stops = [{"name": "end", "when": "other", "on": "born", **words}] if draw(st.booleans()) else []
    return {"kind": "payment", "amount": amount, "schedule": schedule, "stops": stops}
