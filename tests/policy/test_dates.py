"""Whole months and years between days, days moved by months, and what is in force on a day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from factory import DAY, condition, derived, fact_refusal, measure, pack_of, parameter, value
from hypothesis import given
from hypothesis import strategies as st

from rencai.policy import FactError
from rencai.policy.evaluate import add_months, months_between, years_between

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
MONTHS = st.integers(-1800, 1800)


# -- months and years --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2020-01-15", "2020-02-14", 0),
        ("2020-01-15", "2020-02-15", 1),
        ("2020-01-15", "2021-01-14", 11),
        ("2020-01-31", "2020-02-28", 0),
        ("2020-01-31", "2020-02-29", 1),
        ("2021-01-31", "2021-02-28", 1),
        ("2020-01-31", "2020-04-30", 3),
        ("2020-02-29", "2021-02-28", 12),
        ("2020-02-29", "2021-02-27", 11),
        ("2020-02-29", "2024-02-28", 47),
        ("2020-02-29", "2024-02-29", 48),
        ("2021-02-28", "2021-03-28", 1),
        ("2021-02-28", "2021-03-31", 1),
        ("2020-05-01", "2020-05-01", 0),
        ("2020-02-15", "2020-01-15", -1),
        ("2020-02-15", "2020-01-16", 0),
        ("2020-02-29", "2020-01-31", -1),
        ("1999-12-31", "2000-01-01", 0),
    ],
)
def test_months_are_counted_whole_and_an_end_of_month_completes_on_a_shorter_months_last_day(
    first: str, last: str, months: int
) -> None:
    assert value("months_between(born, since)", born=first, since=last) == months


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("1980-06-01", "2020-05-31", 39),
        ("1980-06-01", "2020-06-01", 40),
        ("1980-02-29", "2021-02-28", 41),
        ("1980-02-29", "2021-02-27", 40),
        ("1980-02-29", "2020-02-28", 39),
        ("2020-06-02", "2020-06-01", 0),
        ("2021-06-01", "2020-06-01", -1),
    ],
)
def test_an_age_is_complete_on_the_birthday(born: str, on: str, age: int) -> None:
    assert value("years_between(born, decision_day)", on=date.fromisoformat(on), born=born) == age


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2020-01-31", 1, "2020-02-29"),
        ("2021-01-31", 1, "2021-02-28"),
        ("2020-01-31", 3, "2020-04-30"),
        ("2020-02-29", 12, "2021-02-28"),
        ("2020-03-31", -1, "2020-02-29"),
        ("2020-12-15", 1, "2021-01-15"),
        ("2020-01-15", -1, "2019-12-15"),
        ("2020-05-05", 0, "2020-05-05"),
    ],
)
def test_a_day_moved_by_months_is_the_same_day_or_the_months_last(day: str, months: int, expected: str) -> None:
    assert value(f"add_months(born, {months})", born=day) == date.fromisoformat(expected)


def test_years_days_and_parts_of_a_day() -> None:
    assert value("add_years(born, 1)", born="2020-02-29") == date(2021, 2, 28)
    assert value("add_years(born, years)", born="2020-02-29", years=4) == date(2024, 2, 29)
    assert value("days_between(born, since)", born="2020-02-28", since="2020-03-01") == 2
    assert value("days_between(since, born)", born="2020-02-28", since="2020-03-01") == -2
    assert (value("year_of(born)", born="2021-05-10"), value("month_of(born)", born="2021-05-10")) == (2021, 5)


@pytest.mark.parametrize(
    "text",
    [
        "years_between(born, since)",
        "months_between(since, born)",
        "days_between(born, since)",
        "add_months(since, 1)",
        "add_years(since, 1)",
        "add_months(born, months)",
        "year_of(since)",
        "month_of(since)",
    ],
)
def test_a_function_of_a_day_that_is_not_known_is_not_known(text: str) -> None:
    assert value(text, born="2020-01-01") is None


@given(DAYS, DAYS)
def test_turned_around_the_months_between_change_their_sign(one: date, other: date) -> None:
    assert months_between(one, other) == -months_between(other, one)
    assert years_between(one, other) == -years_between(other, one)


@given(DAYS, st.integers(0, 1800))
def test_so_many_months_later_so_many_months_are_complete_and_the_day_before_they_are_not(
    day: date, months: int
) -> None:
    later = add_months(day, months)
    assert months_between(day, later) == months
    assert months == 0 or months_between(day, later - timedelta(days=1)) == months - 1


@given(DAYS, MONTHS)
def test_moving_by_months_keeps_the_day_or_takes_the_months_last(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == min(day.day, monthrange(moved.year, moved.month)[1])


@given(DAYS, DAYS, st.integers(0, 400))
def test_more_months_never_pass_in_less_time(first: date, last: date, more: int) -> None:
    assert months_between(first, last) <= months_between(first, last + timedelta(days=more))
    assert months_between(first, last) >= months_between(first + timedelta(days=more), last)


@given(DAYS, DAYS)
def test_a_year_is_twelve_months(first: date, last: date) -> None:
    months = months_between(first, last)
    assert years_between(first, last) == (months // 12 if months >= 0 else -(-months // 12))


@given(DAYS, st.integers(-150, 150))
def test_what_a_pack_reckons_lies_within_its_proved_bounds(day: date, years: int) -> None:
    moved = MOVED.decide({"born": day, "n": years}, on=DAY).derived
    for name in ("in_months", "in_years", "in_days"):
        kind = MOVED.rules.derived[name].expr.type
        assert kind.low <= moved[name] <= kind.high


MOVED = pack_of(
    derived(
        far="CASE WHEN n > 0 THEN add_years(born, 150) ELSE add_years(born, -150) END",
        in_months="months_between(far, DATE '1900-01-01')",
        in_years="years_between(far, DATE '2199-12-31')",
        in_days="days_between(far, add_years(DATE '2199-12-31', 150))",
    )
)


# -- days that a pack can reckon with ----------------------------------------------------------------------


@pytest.mark.parametrize("on", [date(1899, 12, 31), date(2200, 1, 1), date(9999, 12, 31), "2020-13-01", 20200601, None])
def test_a_decision_day_that_cannot_be_reckoned_with_is_refused(on: object) -> None:
    with pytest.raises(FactError, match="the decision day: "):
        pack_of().decide({}, on=on)  # type: ignore[arg-type]


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01", "2020-02-30", "20200101", "2020-W01-1", "1.5.2020"])
def test_a_day_that_cannot_be_reckoned_with_is_no_fact(day: str) -> None:
    assert fact_refusal(born=day).startswith("born: ")


def test_the_first_and_the_last_day_can_be_reckoned_with() -> None:
    assert value("days_between(born, since)", born="1900-01-01", since="2199-12-31") == 109_572


# -- editions ----------------------------------------------------------------------------------------------

LIMIT = parameter(
    "limit",
    "integer",
    values=[{"from": "2019-04-22", "until": "2021-05-09", "value": 1}, {"from": "2021-05-10", "value": 2}],
)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2019, 4, 21), None),
        (date(2019, 4, 22), 1),
        (date(2021, 5, 9), 1),
        (date(2021, 5, 10), 2),
        (date(2199, 12, 31), 2),
    ],
)
def test_a_parameter_has_the_value_in_force_on_the_day_both_ends_included(on: date, expected: int | None) -> None:
    assert value("limit", LIMIT, on=on) == expected


@pytest.mark.parametrize(
    ("on", "names"),
    [
        (date(2019, 4, 21), []),
        (date(2019, 4, 22), ["m"]),
        (date(2022, 12, 31), ["m"]),
        (date(2023, 1, 1), []),
    ],
)
def test_a_measure_is_decided_from_its_first_to_its_last_day(on: date, names: list[str]) -> None:
    pack = pack_of(measure("m", "flag", **{"from": "2019-04-22", "until": "2022-12-31"}))
    assert list(pack.decide({}, on=on).outcomes) == names


@pytest.mark.parametrize(
    ("on", "names"),
    [
        (date(2021, 5, 9), ["old", "always"]),
        (date(2021, 5, 10), ["always", "new"]),
    ],
)
def test_a_condition_is_asked_from_its_first_to_its_last_day(on: date, names: list[str]) -> None:
    pack = pack_of(
        measure(
            "m",
            condition("old", "flag", until="2021-05-09"),
            condition("always", "flag"),
            condition("new", "flag", **{"from": "2021-05-10"}),
        )
    )
    assert [item.name for item in pack.decide({"flag": True}, on=on)["m"].conditions] == names


def test_a_measure_out_of_force_is_named_as_such() -> None:
    decision = pack_of(measure("m", "flag", until="2020-01-01")).decide({}, on=DAY)
    with pytest.raises(FactError, match="m is not in force on 2020-06-01"):
        decision["m"]


@given(DAYS)
def test_one_pack_decides_every_day_as_a_pack_asked_for_that_day_alone(on: date) -> None:
    texts = (
        LIMIT,
        measure("m", condition("a", "n > limit", until="2020-12-31"), condition("b", "flag", **{"from": "2020-06-01"})),
    )
    facts = {"n": 2, "flag": False}
    fresh = pack_of(*texts).decide(facts, on=on)
    assert USED.decide(facts, on=on).as_json() == fresh.as_json()


USED = pack_of(
    LIMIT,
    measure("m", condition("a", "n > limit", until="2020-12-31"), condition("b", "flag", **{"from": "2020-06-01"})),
)
