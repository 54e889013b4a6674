"""Amounts to the cent, their instalments and months, what is deducted, capped, stopped and claimed back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

import pytest
from factory import DAY, derived, extra, measure, outcome, pack_of, parameter
from hypothesis import given
from hypothesis import strategies as st

from rencai.policy import Outcome
from rencai.policy.evaluate import add_months

CENTS = st.decimals(0, 10**9, places=2)
SHARES = st.lists(st.integers(0, 10_000), min_size=1, max_size=8).filter(lambda parts: sum(parts) > 0)


def paid(amount: Any, *texts: str, on: date = DAY, fields: dict[str, Any] | None = None, **facts: Any) -> Outcome:
    """The outcome of a payment without conditions."""
    return outcome(measure("m", amount=amount, **(fields or {})), *texts, on=on, **facts)


def days(found: Outcome) -> dict[str, Decimal]:
    return {day.isoformat(): amount for day, amount in found.schedule}


def total(payments: Iterable[tuple[date, Decimal]]) -> Decimal:
    return sum((amount for _, amount in payments), Decimal(0))


# -- amounts -----------------------------------------------------------------------------------------------


def test_an_amount_has_two_places_and_is_paid_on_the_decision_day() -> None:
    found = paid("wage", wage=300_000)
    assert (str(found.amount), days(found)) == ("300000.00", {"2020-06-01": Decimal("300000.00")})


def test_an_amount_is_none_unless_the_person_is_eligible() -> None:
    text = measure("m", "flag", amount="wage")
    assert outcome(text, flag=False, wage=5).amount is None
    found = outcome(text, wage=5)
    assert (found.status, found.amount, found.potential, found.schedule) == (
        "needs_information",
        None,
        Decimal("5.00"),
        (),
    )


def test_an_amount_that_cannot_be_computed_needs_the_facts_of_the_amount() -> None:
    found = paid({"is": "wage", "deducts": [extra("d", amount="received")]}, fields={"schedule": {"start": "born"}})
    assert (found.status, found.missing) == ("needs_information", ("wage", "born", "received"))
    assert found.conditions[-1].name == "amount"


@pytest.mark.parametrize(
    ("rounding", "mode"),
    [("half_up", ROUND_HALF_UP), ("half_even", ROUND_HALF_EVEN), ("down", ROUND_DOWN), ("up", ROUND_UP)],
)
@given(wage=CENTS, rate=st.decimals(0, 100, places=4))
def test_parts_of_a_cent_are_rounded_as_the_rule_says(rounding: str, mode: str, wage: Decimal, rate: Decimal) -> None:
    found = ROUNDED[rounding].decide({"wage": wage, "rate": rate}, on=DAY)["m"].amount
    assert found == (wage * rate).quantize(Decimal("0.01"), mode)


ROUNDED = {
    name: pack_of(measure("m", amount={"is": "wage * rate", "rounding": name}))
    for name in ("half_up", "half_even", "down", "up")
}


def test_a_negative_amount_pays_nothing_and_claims_nothing() -> None:
    found = paid("wage", wage=-5)
    assert (found.status, found.amount) == ("eligible", 0)


# -- uplift, deductions, cap -------------------------------------------------------------------------------


def test_an_uplift_adds_its_share_of_the_base_where_its_condition_holds() -> None:
    amount = {
        "is": "wage",
        "rounding": "half_up",
        "uplift": [extra("place", when="flag", by="0.1"), extra("all", by="0.05")],
    }
    assert paid(amount, wage=1000, flag=True).amount == Decimal("1150.00")
    assert paid(amount, wage=1000, flag=False).amount == Decimal("1050.00")
    assert paid(amount, wage=1000).missing == ("flag",)


def test_uplifts_are_added_up_before_the_amount_is_rounded_once() -> None:
    amount = {"is": "wage", "rounding": "half_up", "uplift": [extra("a", by="0.005"), extra("b", by="0.005")]}
    assert paid(amount, wage="1.00").amount == Decimal("1.01")


def test_what_was_received_is_deducted_and_never_leaves_less_than_nothing() -> None:
    amount = {"is": "wage", "deducts": [extra("rent", when="flag", amount="received")]}
    assert paid(amount, wage=1000, flag=True, received="300.25").amount == Decimal("699.75")
    assert paid(amount, wage=1000, flag=True, received=3000).amount == 0
    assert paid(amount, wage=1000, flag=False).amount == 1000
    assert paid(amount, wage=1000, flag=True).missing == ("received",)


def test_the_cap_is_the_most_that_one_person_gets_after_deductions() -> None:
    amount = {"is": "wage", "deducts": [extra("rent", amount="received")], "cap": "500"}
    assert paid(amount, wage=1000, received=300).amount == 500
    assert paid(amount, wage=1000, received=600).amount == 400
    assert paid({"is": "wage", "cap": "received"}, wage=1000).missing == ("received",)


def test_each_step_of_the_computation_is_shown() -> None:
    amount = {
        "is": "wage",
        "text": {"en": "The wage", "zh": "工资"},
        "rounding": "half_up",
        "cap": "1000",
        "uplift": [extra("u", by="0.1")],
        "deducts": [extra("d", amount="received")],
    }
    found = paid(amount, wage=1000, received=50)
    assert [(step.words("en"), step.amount) for step in found.computation] == [
        ("The wage", 1000),
        ("words", 100),
        ("words", -50),
        ("At most this much for one person", 1000),
    ]


# -- instalments -------------------------------------------------------------------------------------------


def test_instalments_fall_due_a_year_apart_and_the_last_takes_the_rounding() -> None:
    found = paid("wage", wage="100.01", fields={"schedule": {"instalments": [60, 20, 20]}})
    assert days(found) == {
        "2020-06-01": Decimal("60.00"),
        "2021-06-01": Decimal("20.00"),
        "2022-06-01": Decimal("20.01"),
    }


def test_instalments_of_a_month_end_keep_to_the_month_end() -> None:
    found = paid(
        "wage", wage=40, on=date(2020, 1, 31), fields={"schedule": {"instalments": [25, 25, 25, 25], "every": 1}}
    )
    assert list(days(found)) == ["2020-01-31", "2020-02-29", "2020-03-31", "2020-04-30"]


def test_a_schedule_may_start_on_a_day_of_its_own() -> None:
    found = paid("wage", wage=40, since="2019-03-05", fields={"schedule": {"start": "add_months(since, 1)"}})
    assert list(days(found)) == ["2019-04-05"]
    assert paid("wage", wage=40, fields={"schedule": {"start": "since"}}).missing == ("since",)


@given(wage=CENTS, parts=SHARES)
def test_instalments_add_up_to_the_cent_whatever_the_shares(wage: Decimal, parts: list[int]) -> None:
    shares = [round(Decimal(part) * 100 / sum(parts), 2) for part in parts]
    shares[-1] += 100 - sum(shares)
    if shares[-1] < 0:
        return
    found = paid("wage", wage=wage, fields={"schedule": {"instalments": shares}})
    assert total(found.schedule) == found.amount == wage
    assert all(amount.as_tuple().exponent == -2 and amount >= 0 for _, amount in found.schedule)
    for (_, amount), share in zip(found.schedule, shares, strict=True):
        assert abs(amount - wage * share / 100) < Decimal("0.01") * len(shares)


# -- months ------------------------------------------------------------------------------------------------


def monthly(amount: Any = "rent", months: str = "36", **facts: Any) -> Outcome:
    return paid(amount, fields={"schedule": {"monthly": months}}, **facts)


def test_a_monthly_rate_is_paid_for_so_many_months() -> None:
    found = monthly(rent=1000)
    assert (found.amount, len(found.schedule), found.schedule[-1]) == (
        36_000,
        36,
        (date(2023, 5, 1), Decimal("1000.00")),
    )


def test_the_number_of_months_may_depend_on_the_person() -> None:
    found = outcome(measure("m", amount="rent", schedule={"monthly": "LEAST(months, 36)"}), rent=1000, months=5)
    assert (found.amount, len(found.schedule)) == (5000, 5)
    assert outcome(measure("m", amount="rent", schedule={"monthly": "months"}), rent=1000).missing == ("months",)


@pytest.mark.parametrize("months", ["0", "-3"])
def test_no_months_or_fewer_pay_nothing(months: str) -> None:
    found = monthly(months=months, rent=1000)
    assert (found.status, found.amount, found.schedule) == ("eligible", 0, ())


def test_a_monthly_rate_that_reaches_its_cap_ends_with_a_part() -> None:
    found = monthly({"is": "rent", "cap": "2500"}, rent=1000)
    assert [amount for _, amount in found.schedule] == [1000, 1000, 500]
    assert found.amount == 2500


def test_what_was_received_shortens_a_monthly_payment_from_its_end() -> None:
    found = monthly({"is": "rent", "deducts": [extra("d", amount="received")]}, "4", rent=1000, received=1500)
    assert [amount for _, amount in found.schedule] == [1000, 1000, 500]


def test_the_uplift_of_a_monthly_rate_is_rounded_each_month() -> None:
    amount = {"is": "rent", "rounding": "half_up", "uplift": [extra("u", by="0.001")]}
    found = monthly(amount, "3", rent="1.50")
    assert [str(amount) for _, amount in found.schedule] == ["1.50"] * 3
    assert found.amount == Decimal("4.50")


@given(
    rent=st.decimals(0, 10_000, places=2),
    months=st.integers(0, 600),
    received=st.decimals(0, 100_000, places=2),
    cap=st.decimals(0, 300_000, places=2),
)
def test_monthly_payments_add_up_to_the_cent_under_any_deduction_and_cap(
    rent: Decimal, months: int, received: Decimal, cap: Decimal
) -> None:
    found = MONTHLY.decide({"rent": rent, "months": months, "received": received, "wage": cap}, on=DAY)["m"]
    expected = min(max(rent * months - received, Decimal(0)), cap)
    assert found.amount == expected == total(found.schedule)
    assert all(Decimal(0) < amount <= rent for _, amount in found.schedule)
    assert [day for day, _ in found.schedule] == [add_months(DAY, index) for index in range(len(found.schedule))]


MONTHLY = pack_of(
    measure(
        "m",
        amount={"is": "rent", "deducts": [extra("d", amount="received")], "cap": "wage"},
        schedule={"monthly": "months"},
    )
)


# -- stops and claw-backs ----------------------------------------------------------------------------------

ENDED = {"schedule": {"instalments": [60, 20, 20]}, "stops": [extra("ended", when="COALESCE(flag, FALSE)", on="since")]}


@pytest.mark.parametrize(
    ("flag", "since", "due", "stopped"),
    [
        (False, None, 3, 0),
        (None, None, 3, 0),
        (True, "2021-05-31", 1, 2),
        (True, "2021-06-01", 2, 1),
        (True, "2020-05-31", 0, 3),
        (True, "2030-01-01", 3, 0),
        (True, None, 1, 2),
    ],
)
def test_payments_due_after_the_day_of_a_stop_are_not_made(flag: Any, since: Any, due: int, stopped: int) -> None:
    found = paid("wage", wage=100, flag=flag, since=since, fields=ENDED)
    assert (len(found.schedule), len(found.stopped)) == (due, stopped)
    assert found.amount == 100
    assert total(found.schedule) + total(found.stopped) == 100


def test_of_several_stops_the_earliest_day_counts() -> None:
    stops = [extra("a", when="flag", on="since"), extra("b", when="other", on="born")]
    found = paid(
        "wage",
        wage=100,
        flag=True,
        other=True,
        since="2022-01-01",
        born="2021-01-01",
        fields={"schedule": {"instalments": [60, 20, 20]}, "stops": stops},
    )
    assert len(found.schedule) == 1


def test_a_claw_back_that_has_come_to_pass_names_the_money_to_be_returned() -> None:
    rules = [extra("left", when="months < 36", amount="ROUND(received * 0.5, 2)")]
    fields = {"clawbacks": rules}
    found = paid("wage", wage=1, months=12, received=1000, fields=fields).clawbacks
    assert [(claim.name, claim.amount) for claim in found] == [("left", Decimal("500.00"))]
    assert paid("wage", wage=1, months=36, received=1000, fields=fields).clawbacks == ()
    assert paid("wage", wage=1, months=12, fields=fields).clawbacks[0].amount is None


def test_a_claw_back_stands_even_where_the_measure_is_no_longer_due() -> None:
    text = measure("m", "flag", amount="wage", clawbacks=[extra("left", when="NOT flag", amount="received")])
    found = outcome(text, flag=False, wage=5, received=7)
    assert (found.status, found.clawbacks[0].amount) == ("not_eligible", 7)


# -- limits ------------------------------------------------------------------------------------------------


def test_the_largest_amounts_and_longest_schedules_stay_exact() -> None:
    found = paid(
        "wage",
        wage="1000000000000",
        on=date(2199, 12, 31),
        fields={"schedule": {"instalments": ["0.01", "99.99"], "every": 120}},
    )
    assert total(found.schedule) == 10**12
    assert found.schedule[1] == (date(2209, 12, 31), Decimal("999900000000.00"))


def test_a_table_of_the_day_gives_the_amount() -> None:
    table = parameter(
        "pay",
        "money",
        by=["grade"],
        values=[
            {"until": "2020-05-31", "table": {"else": 1}},
            {"from": "2020-06-01", "table": {"top": 5_000_000, "else": 0}},
        ],
    )
    assert paid("pay[grade]", table, grade="top").amount == 5_000_000
    assert paid("twice", table, derived(twice="pay[grade] * 2"), on=date(2020, 5, 31), grade="top").amount == 2
