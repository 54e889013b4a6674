"""What every operator and function of the language yields: for known values and for values that are not known."""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from factory import DAY, TEXT, derived, pack_of, parameter, value, yaml
from hypothesis import given
from hypothesis import strategies as st

from rencai.policy.parsing import FUNCTIONS

TRUTHS = [True, False, None]
SMALL = st.integers(-1000, 1000)
RATES = st.decimals(-100, 100, places=4, allow_nan=False)


# -- truth -------------------------------------------------------------------------------------------------


def both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


@pytest.mark.parametrize("one", TRUTHS)
@pytest.mark.parametrize("other", TRUTHS)
def test_and_is_false_if_either_is_false_and_else_not_known_if_either_is_not_known(one: Any, other: Any) -> None:
    assert value("flag AND other", flag=one, other=other) is both(one, other)


@pytest.mark.parametrize("one", TRUTHS)
@pytest.mark.parametrize("other", TRUTHS)
def test_or_is_true_if_either_is_true_and_else_not_known_if_either_is_not_known(one: Any, other: Any) -> None:
    opposite = {True: False, False: True, None: None}
    assert value("flag OR other", flag=one, other=other) is opposite[both(opposite[one], opposite[other])]


@pytest.mark.parametrize(("given_", "expected"), [(True, False), (False, True), (None, None)])
def test_not_turns_truth_around_and_leaves_what_is_not_known(given_: Any, expected: Any) -> None:
    assert value("NOT flag", flag=given_) is expected


@pytest.mark.parametrize(("given_", "is_null"), [(3, False), (None, True)])
def test_is_null_is_always_known(given_: Any, is_null: bool) -> None:
    assert value("n IS NULL", n=given_) is is_null
    assert value("n IS NOT NULL", n=given_) is not is_null


def test_and_binds_more_tightly_than_or() -> None:
    assert value("flag OR other AND relaxed", flag=True, other=False, relaxed=False) is True
    assert value("(flag OR other) AND relaxed", flag=True, other=False, relaxed=False) is False


# -- comparison --------------------------------------------------------------------------------------------

COMPARED = [
    ("=", [0, 1, 0]),
    ("<>", [1, 0, 1]),
    ("!=", [1, 0, 1]),
    ("<", [1, 0, 0]),
    ("<=", [1, 1, 0]),
    (">", [0, 0, 1]),
    (">=", [0, 1, 1]),
]


@pytest.mark.parametrize(("sign", "expected"), COMPARED)
@pytest.mark.parametrize(
    ("threshold", "fact", "values"),
    [
        ("5", "n", [4, 5, 6]),
        ("0.5", "rate", ["0.4999", "0.5", "0.5001"]),
        ("3000", "wage", ["2999.99", "3000", "3000.01"]),
        ("12", "months", [11, 12, 13]),
        ("DATE '2021-05-10'", "born", [date(2021, 5, 9), date(2021, 5, 10), date(2021, 5, 11)]),
        ("'senior'", "grade", ["junior", "senior", "top"]),
    ],
)
def test_comparisons_hold_for_numbers_money_days_and_ordered_choices(
    sign: str, expected: list[int], threshold: str, fact: str, values: list[Any]
) -> None:
    pack = pack_of(derived(result=f"{fact} {sign} {threshold}"))
    found = [pack.decide({fact: item}, on=DAY).derived["result"] for item in values]
    assert found == [bool(item) for item in expected]


@pytest.mark.parametrize("sign", [sign for sign, _ in COMPARED])
@pytest.mark.parametrize("facts", [{"n": None, "m": 1}, {"n": 1, "m": None}, {}])
def test_a_comparison_is_not_known_if_either_side_is_not_known(sign: str, facts: dict[str, Any]) -> None:
    assert value(f"n {sign} m", **facts) is None


def test_an_unordered_choice_a_text_and_a_truth_value_compare_as_equal_or_not() -> None:
    assert value("colour = 'red'", colour="red") is True
    assert value("colour <> 'red'", colour="red") is False
    assert value("word = 'O''Brien'", word="O'Brien") is True
    assert value("flag = other", flag=True, other=False) is False


@pytest.mark.parametrize(("given_", "expected"), [(2, False), (3, True), (5, True), (6, False), (None, None)])
def test_between_includes_both_ends(given_: Any, expected: Any) -> None:
    assert value("n BETWEEN 3 AND 5", n=given_) is expected
    assert value("n NOT BETWEEN 3 AND 5", n=given_) is (None if expected is None else not expected)


def test_between_is_false_as_soon_as_one_known_end_is_missed() -> None:
    assert value("n BETWEEN m AND 5", n=9) is False
    assert value("n BETWEEN m AND 5", n=4) is None


@pytest.mark.parametrize(("given_", "expected"), [("junior", True), ("top", False), (None, None)])
def test_in_finds_the_value_in_its_list(given_: Any, expected: Any) -> None:
    assert value("grade IN ('junior', 'senior')", grade=given_) is expected
    assert value("grade NOT IN ('junior', 'senior')", grade=given_) is (None if expected is None else not expected)


def test_in_takes_numbers_and_days_too() -> None:
    assert value("n IN (1, 2)", n=2) is True
    assert value("wage IN (0.50, 1)", wage="0.5") is True
    assert value("born IN (DATE '2020-02-29')", born="2020-02-29") is True


# -- numbers -----------------------------------------------------------------------------------------------


@given(SMALL, SMALL)
def test_whole_numbers_add_subtract_and_multiply_exactly(one: int, other: int) -> None:
    found = CALCULATED.decide({"n": one, "m": other}, on=DAY).derived
    assert (found["sum"], found["less"], found["product"]) == (one + other, one - other, one * other)
    assert (found["negative"], found["size"]) == (-one, abs(one))
    assert (found["least"], found["greatest"]) == (min(one, other, 0), max(one, other, 0))


@given(RATES, RATES)
def test_decimals_add_subtract_and_multiply_exactly(one: Decimal, other: Decimal) -> None:
    found = CALCULATED.decide({"rate": one, "wage": round(other, 2)}, on=DAY).derived
    assert Fraction(found["raised"]) == Fraction(one) * Fraction(round(other, 2))
    assert Fraction(found["doubled"]) == 2 * Fraction(one)


@given(RATES, st.integers(1, 1000))
def test_a_quotient_has_six_places_rounded_half_away_from_zero(one: Decimal, other: int) -> None:
    found = CALCULATED.decide({"rate": one, "n": other}, on=DAY).derived["quotient"]
    exact = Fraction(one) / other
    expected = Fraction(math.floor(abs(exact) * 10**6 + Fraction(1, 2)), 10**6)
    assert Fraction(found) == (expected if exact >= 0 else -expected)
    assert found.as_tuple().exponent == -6


@given(RATES)
def test_rounding_is_half_away_from_zero_floor_down_and_ceil_up(given_: Decimal) -> None:
    found = CALCULATED.decide({"rate": given_}, on=DAY).derived
    assert found["round2"] == given_.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert found["round0"] == int(given_.quantize(Decimal(1), ROUND_HALF_UP))
    assert (found["floor"], found["ceil"]) == (math.floor(given_), math.ceil(given_))


CALCULATED = pack_of(
    derived(
        sum="n + m",
        less="n - m",
        product="n * m",
        negative="-n",
        size="ABS(n)",
        least="LEAST(n, m, 0)",
        greatest="GREATEST(n, m, 0)",
        raised="wage * rate",
        doubled="rate + rate",
        quotient="rate / GREATEST(n, 1)",
        round2="ROUND(rate, 2)",
        round0="ROUND(rate)",
        floor="FLOOR(rate)",
        ceil="CEIL(rate)",
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7 - 2 - 1", 4),
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("-n", -7),
        ("- -n", 7),
        ("n - -3", 10),
        ("7 / 2", Decimal("3.500000")),
        ("1 / 3", Decimal("0.333333")),
        ("2 / 3", Decimal("0.666667")),
        ("5 / 2000000", Decimal("0.000003")),
        ("-5 / 2000000", Decimal("-0.000003")),
        ("-2 / 3", Decimal("-0.666667")),
        ("ROUND(2.5)", 3),
        ("ROUND(-2.5)", -3),
        ("ROUND(0.125, 2)", Decimal("0.13")),
        ("ROUND(n, 2)", 7),
        ("FLOOR(-0.1)", -1),
        ("CEIL(-0.1)", 0),
        ("ABS(-3)", 3),
        ("0.1 + 0.2", Decimal("0.3")),
        (".5 + 1", Decimal("1.5")),
        ("LEAST(n, 3)", 3),
        ("GREATEST(n, 3)", 7),
    ],
)
def test_arithmetic_is_as_on_paper(text: str, expected: Any) -> None:
    assert value(text, n=7) == expected


@pytest.mark.parametrize(
    "text",
    [
        "n + 1",
        "1 - n",
        "n * 2",
        "n / 2",
        "2 / GREATEST(n, 1)",
        "-n",
        "ABS(n)",
        "ROUND(n / 2)",
        "FLOOR(n / 2)",
        "CEIL(n / 2)",
        "LEAST(n, 1)",
        "GREATEST(1, n)",
        "n * 0",
    ],
)
def test_a_calculation_with_something_not_known_is_not_known(text: str) -> None:
    assert value(text) is None


def test_a_rate_times_months_is_money() -> None:
    assert value("rent * months", rent="1200.50", months=3) == Decimal("3601.50")
    assert value("rent * months > 3600", rent="1200.50", months=3) is True


def test_least_and_greatest_take_days_and_ordered_choices() -> None:
    assert value("LEAST(born, since)", born="2020-01-02", since="2020-01-01") == date(2020, 1, 1)
    assert value("GREATEST(grade, 'senior')", grade="junior") == "senior"


# -- choosing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"n": 3, "m": 4}, 3),
        ({"m": 4}, 4),
        ({}, 0),
    ],
)
def test_coalesce_yields_the_first_known_value(facts: dict[str, Any], expected: int) -> None:
    assert value("COALESCE(n, m, 0)", **facts) == expected


def test_coalesce_of_nothing_known_is_not_known() -> None:
    assert value("COALESCE(n, m)") is None


@pytest.mark.parametrize(
    ("flag", "other", "expected"),
    [
        (True, None, 1),
        (False, True, 2),
        (False, False, 3),
        (None, True, None),
        (False, None, None),
    ],
)
def test_case_is_not_known_if_a_condition_before_the_true_one_is_not_known(
    flag: Any, other: Any, expected: Any
) -> None:
    assert value("CASE WHEN flag THEN 1 WHEN other THEN 2 ELSE 3 END", flag=flag, other=other) == expected


def test_case_of_a_value_compares_it_in_order() -> None:
    text = "CASE grade WHEN 'junior' THEN 1 WHEN 'senior' THEN 2 ELSE 0 END"
    assert [value(text, grade=item) for item in ("junior", "senior", "top", None)] == [1, 2, 0, None]


def test_the_branches_of_a_case_that_are_not_taken_may_be_unknown() -> None:
    assert value("CASE WHEN flag THEN n ELSE m END", flag=True, n=5) == 5


def test_a_case_may_yield_choices_where_a_choice_is_wanted() -> None:
    rank = {"label": TEXT, "of": "grade", "is": "CASE WHEN flag THEN 'junior' ELSE 'top' END"}
    pack = pack_of(yaml({"derived": {"rank": rank}}), derived(high="rank > 'senior'"))
    assert [pack.decide({"flag": flag}, on=DAY).derived["high"] for flag in (True, False)] == [False, True]


# -- tables ------------------------------------------------------------------------------------------------

BY_GRADE = parameter("pay", "money", by=["grade"], values=[{"table": {"none": 0, "junior": 300, "else": 500}}])


@pytest.mark.parametrize(("grade", "expected"), [("none", 0), ("junior", 300), ("top", 500), (None, None)])
def test_a_table_yields_the_entry_of_its_key(grade: Any, expected: Any) -> None:
    assert value("pay[grade]", BY_GRADE, grade=grade) == expected


def test_a_table_takes_a_written_key() -> None:
    assert value("pay['junior']", BY_GRADE) == 300


BANDS = parameter(
    "points",
    "integer",
    unit="point",
    by=["boolean", {"bands": "integer", "unit": "year"}],
    values=[
        {
            "table": {
                "yes": [{"to": 17, "value": 0}, {"from": 18, "to": 18, "value": 90}, {"from": 19, "value": 95}],
                "no": [{"below": 18, "value": 1}, {"from": 18, "value": 2}],
            }
        }
    ],
)


@pytest.mark.parametrize(
    ("flag", "years", "expected"),
    [
        (True, 0, 0),
        (True, 17, 0),
        (True, 18, 90),
        (True, 19, 95),
        (True, 100, 95),
        (False, 17, 1),
        (False, 18, 2),
        (None, 18, None),
        (True, None, None),
    ],
)
def test_bands_include_from_and_to_and_leave_out_below(flag: Any, years: Any, expected: Any) -> None:
    assert value("points[flag, years]", BANDS, flag=flag, years=years) == expected


def test_bands_of_money_are_cut_at_the_cent() -> None:
    steps = parameter(
        "step",
        "integer",
        by=[{"bands": "money"}],
        values=[{"table": [{"below": "22500.00", "value": 0}, {"from": "22500.00", "value": 1}]}],
    )
    assert [value("step[wage]", steps, wage=item) for item in ("22499.99", "22500", "-1")] == [0, 1, 0]


# -- the reference -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_names_may_be_written_in_either_case(function: str) -> None:
    arguments = {"ADD_MONTHS": "born, 1", "ADD_YEARS": "born, 1", "YEAR_OF": "born", "MONTH_OF": "born"}
    given_ = arguments.get(function.upper(), "born, since" if function.endswith("between") else "n")
    for name in (function.upper(), function.lower()):
        assert value(f"{name}({given_})", born="2020-01-31", since="2021-03-01", n=3) is not None


def test_the_decision_day_is_known_by_name() -> None:
    assert value("decision_day", on=date(2021, 1, 7)) == date(2021, 1, 7)
