"""Measures, category sets and scores that cannot be meant are refused when the pack loads."""

from __future__ import annotations

from typing import Any

import pytest
from factory import SOURCE, TEXT, condition, derived, extra, judgement, measure, pack_of, parameter, refusal, why, yaml


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "gift"}, "kind is 'gift', but may be: payment, service, status"),
        ({"kind": "payment"}, "a payment has an amount; a service or a status has none"),
        ({"kind": "service", "amount": "wage"}, "a payment has an amount; a service or a status has none"),
        ({"status": "planned"}, "status is 'planned', but may be: adopted, draft"),
        ({"from": "2021-01-01", "until": "2020-01-01"}, "until 2020-01-01 lies before from 2021-01-01"),
        ({"excludes": ["other-one"]}, "'other-one', which m excludes, is no measure"),
        ({"excludes": ["m"]}, "m → m: measures exclude each other in a circle; decide which comes first"),
        ({"highest_of": "Best Of"}, "'Best Of' cannot be a name here: use lower-case letters, digits and -"),
        ({"source": {"document": "x"}}, "'x' is not among the pack's sources"),
        (
            {"quota": {"people": "wage", "text": TEXT, "source": SOURCE}},
            "this is a number of CNY, but a number of person is expected",
        ),
        (
            {"budget": {"amount": "n", "text": TEXT, "source": SOURCE}},
            "this is a plain number, but a number of CNY is expected",
        ),
    ],
)
def test_a_measure_is_checked(fields: dict[str, Any], expected: str) -> None:
    assert why(measure("m", **fields)) == expected


def test_measures_that_exclude_each_other_in_a_circle_are_refused() -> None:
    found = refusal(measure("a", excludes=["b"]), measure("b", excludes=["c"]), measure("c", excludes=["a"]))
    assert "a → b → c → a: measures exclude each other in a circle; decide which comes first" in found


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([{"name": "c", "text": TEXT, "source": SOURCE}], "a condition needs a test, or a judgement"),
        ([condition("c", "flag"), condition("c", "other")], "the condition 'c' stands twice"),
        ([condition("c", "n")], "this is a plain number, but true or false is expected"),
        ([condition("Not OK", "flag")], "'Not OK' cannot be a name here: use lower-case letters, digits and -"),
        ([{"name": "c", "text": TEXT, "test": "flag"}], "the field 'source' is missing"),
        ([{"name": "c", "test": "flag", "source": SOURCE}], "the field 'text' is missing"),
        ([condition("c", "flag", judgement=judgement(by="king"))], "'king' is not among the pack's bodies"),
        (
            [condition("c", "flag", judgement=judgement(fact="n"))],
            "a judgement is recorded in a boolean fact; 'n' is none",
        ),
        (
            [condition("c", "flag", judgement=judgement(fact="nothing"))],
            "a judgement is recorded in a boolean fact; 'nothing' is none",
        ),
        (
            [condition("c", "flag", **{"from": "2021-01-01", "until": "2020-01-01"})],
            "until 2020-01-01 lies before from 2021-01-01",
        ),
    ],
)
def test_a_condition_is_checked(conditions: list[Any], expected: str) -> None:
    assert why(measure("m", *conditions)) == expected


@pytest.mark.parametrize(
    ("amount", "fields", "expected"),
    [
        ("n", {}, "this is a plain number, but a number of CNY is expected"),
        ("rent", {}, "this is a number of CNY/month, but a number of CNY is expected"),
        ("wage", {"schedule": {"monthly": "12"}}, "this is a number of CNY, but a number of CNY/month is expected"),
        ("wage * rate", {}, "the amount may have parts of a cent (6 places); say how it is rounded: rounding: half_up"),
        (
            {"is": "wage", "uplift": [extra("u", by="0.125")]},
            {},
            "the amount may have parts of a cent (5 places); say how it is rounded: rounding: half_up",
        ),
        ({"is": "wage", "rounding": "nearest"}, {}, "rounding is 'nearest', but may be: half_up, half_even, down, up"),
        (
            {"is": "wage", "deducts": [extra("d", amount="received * 0.5")]},
            {},
            "the amount may have parts of a cent; use ROUND(…, 2)",
        ),
        ({"is": "wage", "deducts": [extra("d")]}, {}, "the field 'amount' is missing"),
        ({"is": "wage", "uplift": [extra("u")]}, {}, "the field 'by' is missing"),
        ({"is": "wage", "cap": "n"}, {}, "this is a plain number, but a number of CNY is expected"),
        ("wage", {"stops": [extra("s", when="n", on="born")]}, "this is a plain number, but true or false is expected"),
        ("wage", {"stops": [extra("s", when="flag", on="n")]}, "this is a plain number, but a day is expected"),
        ("wage", {"clawbacks": [extra("s", amount="wage")]}, "the field 'when' is missing"),
        ("wage", {"schedule": {"instalments": [60, 20]}}, "the instalments add up to 80 per cent, not 100"),
        ("wage", {"schedule": {"instalments": [120, -20]}}, "an instalment is at least 0 per cent"),
        ("wage", {"schedule": {"instalments": []}}, "the instalments add up to 0 per cent, not 100"),
        (
            "wage",
            {"schedule": {"instalments": [50, 50], "every": 0}},
            "there are at most 120 instalments, 1 to 120 months apart",
        ),
        ("rent", {"schedule": {"monthly": "years"}}, "this is a number of year, but a number of month is expected"),
        (
            "rent",
            {"schedule": {"monthly": "months * 4"}},
            "a whole number of months, at most 1200, is expected; use LEAST(…, 1200)",
        ),
        (
            "rent",
            {"schedule": {"monthly": "0.5"}},
            "a whole number of months, at most 1200, is expected; use LEAST(…, 1200)",
        ),
        (
            "rent",
            {"schedule": {"monthly": "12", "instalments": [100]}},
            "a schedule is monthly, or has instalments; keep one of them",
        ),
        ("wage", {"schedule": {"start": "n"}}, "this is a plain number, but a day is expected"),
    ],
)
def test_an_amount_and_its_payment_are_checked(amount: Any, fields: dict[str, Any], expected: str) -> None:
    assert why(measure("m", amount=amount, **fields)) == expected


@pytest.mark.parametrize(
    ("where", "item"),
    [
        ("stops", extra("s", when="flag", amount="wage")),
        ("clawbacks", extra("s", when="flag", amount="wage", on="born")),
        ("uplift", extra("s", by="0.1", on="born")),
        ("deducts", extra("s", amount="wage", by="0.1")),
    ],
)
def test_a_field_that_would_have_no_effect_is_refused(where: str, item: dict[str, Any]) -> None:
    amount = {"is": "wage", where: [item]} if where in ("uplift", "deducts") else "wage"
    found = why(measure("m", amount=amount, **({} if where in ("uplift", "deducts") else {where: [item]})))
    assert "is not known here" in found


def test_an_adopted_measure_may_not_use_a_number_that_is_still_to_be_decided() -> None:
    open_number = parameter("p", "money", values=[{"value": 1, "placeholder": True}])
    found = refusal(open_number, derived(twice="p * 2"), measure("m", amount="twice"))
    assert found.endswith(
        "m is adopted, but uses numbers that are still to be decided: p; make it a draft, or decide them"
    )
    pack_of(open_number, derived(twice="p * 2"), measure("m", amount="twice", status="draft"))


# -- categories and scores ---------------------------------------------------------------------------------


def category_set(**fields: Any) -> str:
    return yaml(
        {
            "categories": "level",
            "of": "grade",
            "otherwise": "none",
            "title": TEXT,
            "rules": {"junior": {"conditions": [condition("c", "flag")]}},
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"of": "grde"}, "'grde' is no choice set (grade?)"),
        ({"otherwise": "nothing"}, "'nothing' is no value of grade; it has: none, junior, senior, top"),
        (
            {"rules": {"juniors": {"conditions": []}}},
            "'juniors' is no value of grade; it has: none, junior, senior, top",
        ),
        ({"rules": {"junior": {}}}, "the field 'conditions' is missing"),
    ],
)
def test_a_category_set_is_checked(fields: dict[str, Any], expected: str) -> None:
    assert why(category_set(**fields)) == expected


def test_an_adopted_category_set_may_not_use_a_number_that_is_still_to_be_decided() -> None:
    refusal(
        parameter("p", "integer", values=[{"value": 1, "placeholder": True}]),
        category_set(rules={"junior": {"conditions": [condition("c", "n > p")]}}),
    )


def score(**fields: Any) -> str:
    return yaml(
        {"score": "total", "title": TEXT, "parts": [{"name": "a", "text": TEXT, "is": "n * 1"}], "unit": "", **fields}
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"parts": []}, "a score needs at least one part"),
        ({"unit": "point"}, "this is a plain number, but a number of point is expected"),
        ({"cap": "wage"}, "this is a number of CNY, but a plain number is expected"),
        ({"parts": [{"name": "A b", "text": TEXT, "is": "n"}]}, "'A b' cannot be a name here"),
        ({"from": "2020-01-01"}, "the field 'from' is not known here (unit?); "),
    ],
)
def test_a_score_is_checked(fields: dict[str, Any], expected: str) -> None:
    assert expected.split(" (")[0] in why(score(**fields))
