"""Conditions for one person: met or not, the value, the threshold, the margin, judgement, and what to ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from factory import DAY, condition, derived, judgement, measure, outcome, pack_of, parameter
from hypothesis import given
from hypothesis import strategies as st

from rencai.policy import ConditionResult


def result(test: str | dict[str, Any], *texts: str, **facts: Any) -> ConditionResult:
    """The one condition of a measure for a person."""
    return outcome(measure("m", test), *texts, **facts).conditions[0]


# -- the four states ---------------------------------------------------------------------------------------

JUDGED = condition("judged", judgement=judgement())


@pytest.mark.parametrize(
    ("facts", "status", "reason"),
    [
        ({"flag": True, "other": True, "relaxed": True}, "eligible", ""),
        ({"flag": False, "other": True, "relaxed": True}, "not_eligible", "c1"),
        ({"flag": True, "other": True, "relaxed": False}, "not_eligible", "judged"),
        ({"flag": True, "relaxed": True}, "needs_information", "c2"),
        ({"flag": True, "other": True}, "needs_judgement", "judged"),
        ({}, "needs_information", "c1"),
        ({"other": False}, "not_eligible", "c2"),
        ({"flag": None, "other": False, "relaxed": None}, "not_eligible", "c2"),
        ({"flag": False, "other": False}, "not_eligible", "c1"),
    ],
)
def test_a_measure_has_one_of_four_states_and_the_condition_that_decided(
    facts: dict[str, Any], status: str, reason: str
) -> None:
    found = outcome(measure("m", "flag", "other", JUDGED), **facts)
    assert (found.status, found.reason) == (status, reason)


def test_information_is_asked_for_before_a_judgement() -> None:
    found = outcome(measure("m", JUDGED, "flag"))
    assert (found.status, found.reason) == ("needs_information", "c2")


def test_a_measure_without_conditions_is_for_everyone() -> None:
    assert outcome(measure("m")).status == "eligible"


@given(st.permutations([True, False, None]), st.permutations(["flag", "other", "relaxed"]))
def test_the_state_does_not_depend_on_the_order_of_conditions(values: list[Any], names: list[str]) -> None:
    found = outcome(measure("m", *names), **dict(zip(names, values, strict=True)))
    assert found.status == "not_eligible"


def test_unknown_is_never_taken_as_false_nor_as_true() -> None:
    assert outcome(measure("m", "NOT flag")).status == "needs_information"
    assert outcome(measure("m", "flag OR NOT flag")).status == "needs_information"


# -- value, threshold and margin ---------------------------------------------------------------------------

MARGINS = [
    ("months >= 36", {"months": 32}, (False, 32, 36, -4)),
    ("months >= 36", {"months": 36}, (True, 36, 36, 0)),
    ("months > 36", {"months": 36}, (False, 36, 36, -1)),
    ("months > 36", {"months": 40}, (True, 40, 36, 3)),
    ("years <= 45", {"years": 47}, (False, 47, 45, -2)),
    ("years < 45", {"years": 44}, (True, 44, 45, 0)),
    ("wage > 3000", {"wage": 3000}, (False, 3000, 3000, Decimal("-0.01"))),
    ("grade > 'senior'", {"grade": "senior"}, (False, "senior", "senior", -1)),
    ("wage >= 3000", {"wage": "2500.50"}, (False, Decimal("2500.50"), 3000, Decimal("-499.50"))),
    ("born <= DATE '2000-01-01'", {"born": "2000-01-11"}, (False, "2000-01-11", "2000-01-01", -10)),
    ("born > DATE '2000-01-01'", {"born": "2000-01-11"}, (True, "2000-01-11", "2000-01-01", 9)),
    ("grade >= 'senior'", {"grade": "none"}, (False, "none", "senior", -2)),
    ("grade >= 'senior'", {"grade": "top"}, (True, "top", "senior", 1)),
    ("months BETWEEN 12 AND 36", {"months": 40}, (False, 40, (12, 36), -4)),
    ("months BETWEEN 12 AND 36", {"months": 10}, (False, 10, (12, 36), -2)),
    ("months BETWEEN 12 AND 36", {"months": 20}, (True, 20, (12, 36), 8)),
    ("NOT months > 36", {"months": 40}, (False, 40, 36, -4)),
    ("NOT years < 18", {"years": 20}, (True, 20, 18, 2)),
    ("flag OR months >= 36", {"months": 32, "flag": False}, (False, 32, 36, -4)),
    ("n = 3", {"n": 4}, (False, 4, 3, None)),
    ("n <> 3", {"n": 4}, (True, 4, 3, None)),
    ("NOT n = 3", {"n": 4}, (True, 4, None, None)),
    ("colour = 'red'", {"colour": "green"}, (False, "green", "red", None)),
    ("grade IN ('junior', 'top')", {"grade": "none"}, (False, "none", ("junior", "top"), None)),
    ("flag", {"flag": False}, (False, False, True, None)),
    ("NOT flag", {"flag": True}, (False, True, False, None)),
    ("months >= 36", {}, (None, None, 36, None)),
    ("n > 1 AND m > 1", {"n": 0, "m": 0}, (False, None, None, None)),
]


@pytest.mark.parametrize(("test", "facts", "expected"), MARGINS)
def test_a_condition_tells_the_value_the_threshold_and_how_far_off(
    test: str, facts: dict[str, Any], expected: Any
) -> None:
    found = result(test, **facts)
    _, met, value, threshold, margin, source = found
    written = [str(item) if hasattr(item, "isoformat") else item for item in (value, threshold)]
    assert (met, *written, margin) == expected
    assert str(source) == "rules, 1"


def test_a_threshold_is_looked_up_for_the_person() -> None:
    limits = parameter("limit", "integer", unit="year", by=["grade"], values=[{"table": {"top": 70, "else": 45}}])
    found = result(
        "years_between(born, since) <= limit[grade]", limits, born="1970-01-01", since="2018-06-01", grade="junior"
    )
    assert (found.value, found.threshold, found.margin) == (48, 45, -3)


def test_an_alternative_that_is_met_shows_no_margin_of_the_one_that_is_not() -> None:
    found = result("flag OR months >= 36", flag=True, months=20)
    assert (found.met, found.margin) == (True, None)


def test_two_measurable_alternatives_show_no_margin_since_either_would_do() -> None:
    assert result("months >= 36 OR years >= 3", months=1, years=1).margin is None


@given(st.integers(0, 600), st.integers(0, 600), st.sampled_from(["<", "<=", ">", ">="]))
def test_a_margin_that_is_made_up_meets_the_condition(months: int, threshold: int, sign: str) -> None:
    found = result(f"months {sign} {threshold}", months=months)
    assert found.met == (found.margin >= 0)
    if not found.met:
        enough = months - found.margin if ">" in sign else months + found.margin
        assert result(f"months {sign} {threshold}", months=min(max(enough, 0), 600)).met or not 0 <= enough <= 600


# -- judgement ---------------------------------------------------------------------------------------------

AGE = condition("age", "years <= 45", judgement=judgement())


@pytest.mark.parametrize(
    ("years", "relaxed", "met", "awaits", "is_relaxed"),
    [
        (44, None, True, "", False),
        (44, False, True, "", False),
        (44, True, True, "", False),
        (46, None, None, "judgement", False),
        (46, True, True, "", True),
        (46, False, False, "", False),
        (None, None, None, "information", False),
        (None, True, True, "", True),
        (None, False, None, "information", False),
    ],
)
def test_a_judgement_may_relax_a_test_that_fails_and_is_asked_for_only_then(
    years: Any, relaxed: Any, met: Any, awaits: str, is_relaxed: bool
) -> None:
    found = result(AGE, years=years, relaxed=relaxed)
    assert (found.met, found.awaits, found.relaxed) == (met, awaits, is_relaxed)


def test_a_judgement_names_the_body_the_question_and_the_fact_that_records_it() -> None:
    found = outcome(measure("m", AGE), years=46)
    assert found.status == "needs_judgement"
    assert [(body, text["en"], fact) for body, text, fact in found.judges] == [
        ("board", "The board may relax it", "relaxed")
    ]
    assert found.missing == ()


def test_a_margin_stays_visible_where_the_age_limit_was_relaxed() -> None:
    assert result(AGE, years=47, relaxed=True).margin == -2


# -- what to ask -------------------------------------------------------------------------------------------


def test_the_facts_of_the_condition_that_needs_fewest_come_first() -> None:
    found = outcome(measure("m", "n > 1 AND m > 1 AND years > 1", "flag", "wage > 1 AND flag"))
    assert found.missing == ("flag", "wage", "n", "m", "years")


@pytest.mark.parametrize(
    ("test", "facts", "missing"),
    [
        ("flag OR other", {"flag": False}, ("other",)),
        ("flag OR other", {}, ("flag", "other")),
        ("n > m", {"n": 1}, ("m",)),
        ("COALESCE(n, m) > 1", {}, ("n", "m")),
        ("CASE WHEN flag THEN n ELSE m END > 1", {}, ("flag",)),
        ("CASE WHEN flag THEN n ELSE m END > 1", {"flag": False}, ("m",)),
        ("CASE WHEN flag THEN n ELSE m END > 1", {"flag": True}, ("n",)),
        ("CASE WHEN flag THEN 1 WHEN other THEN 2 ELSE n END > 1", {"flag": False}, ("other",)),
        ("years_between(born, since) > 1", {"born": "2000-01-01"}, ("since",)),
        ("twice > 1", {}, ("n",)),
        ("twice > 1 AND n > 0", {}, ("n",)),
        ("(n IS NULL OR n > 1) AND flag", {}, ("flag",)),
    ],
)
def test_only_facts_that_could_settle_the_condition_are_asked_for(
    test: str, facts: dict[str, Any], missing: Any
) -> None:
    found = outcome(measure("m", test), derived(twice="once * 2", once="n"), **facts)
    assert (found.status, found.missing) == ("needs_information", missing)


def test_a_fact_that_no_longer_matters_is_not_asked_for() -> None:
    assert outcome(measure("m", "flag", "n > 1"), flag=False).missing == ()


@given(st.dictionaries(st.sampled_from(["n", "m", "years"]), st.integers(0, 5)), st.booleans() | st.none())
def test_once_every_missing_fact_is_given_nothing_more_is_missing(known: dict[str, int], flag: Any) -> None:
    facts: dict[str, Any] = {**known, "flag": flag}
    for _ in range(4):
        found = ASKED.decide(facts, on=DAY)["m"]
        if found.status != "needs_information":
            break
        assert found.missing
        facts.update({name: True if name == "flag" else 1 for name in found.missing})
    assert found.status in ("eligible", "not_eligible")


ASKED = pack_of(measure("m", "n > 1 OR years > 3", "CASE WHEN flag THEN m ELSE n END >= 1"))
