"""Decisions and measures told in full: nothing that a reader may ask is left out, in either language."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from factory import DAY, SOURCE, TEXT, condition, extra, judgement, measure, outcome, pack_of, parameter, yaml

from rencai.policy import Pack, load_pack, shipped_packs
from rencai.policy.explain import (
    changes,
    condition_words,
    decision_text,
    measure_text,
    outcome_words,
    payment_runs,
    questions,
)


def told(*texts: str, lang: str = "en", on: date = DAY, **facts: Any) -> str:
    """The decision of a small pack as text."""
    return decision_text(pack_of(*texts).decide(facts, on=on), lang)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


# -- one condition -----------------------------------------------------------------------------------------


def test_a_condition_on_one_line_has_state_value_threshold_margin_and_source() -> None:
    pack = pack_of(measure("m", "months >= 36"))
    found = pack.decide({"months": 32}, on=DAY)["m"].conditions[0]
    assert condition_words(found, pack.rules, "en") == (
        "✗ not met: words (months: 32 months; needed: at least 36 months; 4 months short) (The rules, 1)"
    )
    assert condition_words(found, pack.rules, "zh") == (
        "✗ 不符合：文字（月：32个月；要求：不低于36个月；差4个月）（规定，1）"
    )


def test_a_condition_of_one_fact_says_it_in_its_text_alone() -> None:
    after = told(measure("m", "flag"), flag=True).split("Conditions\n")[1]
    assert after.splitlines()[:2] == ["  ✓ words [1] 1", ""]


def test_a_condition_without_a_threshold_names_the_values_that_it_rests_on() -> None:
    assert "Flag: no; other: no" in told(measure("m", "flag OR other"), flag=False, other=False)


def test_an_alternative_that_is_met_hides_the_threshold_that_is_not() -> None:
    assert "36 months" not in told(measure("m", "flag OR months >= 36"), flag=True, months=3).split("Conditions")[1]


def test_a_judgement_names_who_decides_what() -> None:
    text = told(measure("m", condition("j", judgement=judgement())))
    assert "⚖ words" in text
    assert "The board decides: The board may relax it" in text


# -- what would change it ----------------------------------------------------------------------------------


def change(*tests: Any, lang: str = "en", **facts: Any) -> list[str]:
    pack = pack_of(measure("m", *tests))
    return changes(pack.decide(facts, on=DAY)["m"], pack.rules, lang)


def test_the_only_condition_that_fails_decides_alone() -> None:
    assert change("months >= 36", "flag", months=32, flag=True) == [
        "Months: at least 36 months, not 32 months (4 months short)",
        "This alone decides: every other condition is met.",
    ]
    assert change("months >= 36", months=32, lang="zh") == [
        "月：须不低于36个月，现为32个月（差4个月）",
        "仅此一项未达到，其余条件均已符合。",
    ]


def test_what_suffices_does_pass() -> None:
    assert change("grade > 'none'", grade="none")[0] == "Grade: junior or higher, not none (1 step short)"
    pack = pack_of(measure("m", "grade > 'none'"))
    assert pack.decide({"grade": "junior"}, on=DAY)["m"].status == "eligible"


def test_alternatives_are_named() -> None:
    said = change("flag OR months >= 36", flag=False, months=3)[0]
    assert said == "Months: at least 36 months, not 3 months (33 months short); or else: flag"


def test_several_failing_conditions_would_all_have_to_change() -> None:
    assert change("months >= 36", "flag", months=3, flag=False)[1:] == [
        "Flag: yes instead of no",
        "All 2 would have to change.",
    ]


def test_conditions_still_open_are_counted() -> None:
    assert change("flag", "other", flag=False)[-1] == "Nothing else is refused; one condition is still open."
    assert change("flag", "other", "relaxed", flag=False)[-1] == "Nothing else is refused; 2 conditions are still open."


def test_what_cannot_be_named_by_a_value_is_named_by_its_text() -> None:
    assert change("flag OR other", flag=False, other=False)[0] == "This would have to hold: words"


def test_nothing_would_have_to_change_where_nothing_is_refused() -> None:
    assert change("flag", flag=True) == change("flag") == []


# -- money -------------------------------------------------------------------------------------------------


def test_an_amount_is_told_with_its_computation_and_payments() -> None:
    paid = measure(
        "m",
        amount={"is": "wage", "uplift": [extra("more", by="0.1")], "rounding": "half_up"},
        schedule={"instalments": [60, 40]},
    )
    text = told(paid, wage=1000)
    assert "✓ m eligible: CNY 1,100 in 2 payments" in text
    rows = [line for line in lines(text) if line.startswith(("Base", "words  ", "In all"))]
    assert rows == ["Base amount  1,000.00", "words          100.00", "In all       1,100.00"]
    assert "1 June 2020  660.00" in text


def test_many_equal_payments_are_told_together() -> None:
    text = told(measure("m", amount="rent", schedule={"monthly": "months"}), rent=1000, months=36)
    assert "1 June 2020 to 1 May 2023, 36 times  1,000.00" in text


def test_a_last_smaller_payment_stands_by_itself() -> None:
    found = outcome(
        measure("m", amount={"is": "rent", "cap": "3500"}, schedule={"monthly": "months"}),
        rent=600,
        months=12,
    )
    assert [len(run) for run in payment_runs(found.schedule)] == [5, 1]


def test_payments_at_the_end_of_a_month_stay_together() -> None:
    found = outcome(
        measure("m", amount="rent", schedule={"monthly": "months"}), on=date(2020, 1, 31), rent=600, months=12
    )
    assert [len(run) for run in payment_runs(found.schedule)] == [12]


def test_stopped_payments_and_money_to_be_returned_are_told() -> None:
    paid = measure(
        "m",
        amount="wage",
        schedule={"instalments": [60, 40]},
        stops=[extra("gone", when="flag")],
        clawbacks=[extra("back", when="flag", amount="wage")],
    )
    text = told(paid, wage=1000, flag=True)
    assert "Not paid any more" in text
    assert "To be returned" in text


def test_a_potential_amount_is_told_as_such() -> None:
    pack = pack_of(measure("m", "flag", amount="wage"))
    found = pack.decide({"wage": 1000}, on=DAY)["m"]
    assert outcome_words(found, pack.rules, "en") == "needs information: CNY 1,000 if all is met"
    assert outcome_words(found, pack.rules, "zh") == "信息待补：全部符合后1,000元"


# -- the whole ---------------------------------------------------------------------------------------------


def test_questions_come_in_the_order_in_which_they_settle_most() -> None:
    pack = pack_of(measure("m", "n >= m", "since >= DATE '2020-01-01'"))
    found = pack.decide({}, on=DAY)["m"]
    assert questions(found.missing, pack.rules, "en") == [
        "Since? (attested by the police)",
        "How many?",
        "How many?",
    ]
    assert questions(found.missing, pack.rules, "zh")[0] == "何时起？（证明机构：公安机关）"


def test_a_decision_that_is_not_binding_says_so() -> None:
    pack = pack_of(measure("m", "flag", status="draft"))
    assert "Not binding: drafts or a reform took part." in decision_text(pack.explore({}, on=DAY))


def test_categories_and_scores_are_told() -> None:
    rules = {"junior": {"conditions": [condition("able", "flag")]}}
    title = {"en": "Level", "zh": "级别"}
    level = yaml({"categories": "level", "of": "grade", "otherwise": "none", "title": title, "rules": rules})
    part = {"name": "part", "text": {"en": "For n", "zh": "按数"}, "is": "CASE WHEN flag THEN 10 ELSE 0 END"}
    score = yaml({"score": "points", "title": {"en": "Points", "zh": "积分"}, "unit": "point", "parts": [part]})
    text = told(level, score, flag=True)
    assert "◆ Level junior" in text
    assert "◆ Points 10 points" in text
    assert "For n  10 points" in text


@pytest.fixture(scope="module", params=shipped_packs())
def shipped(request: pytest.FixtureRequest) -> Pack:
    return load_pack(request.param)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_example_person_of_every_pack_can_be_told(shipped: Pack, lang: str) -> None:
    for person in shipped.people:
        decision = shipped.explore(person.facts, on=person.on)
        text = decision_text(decision, lang)
        assert all(found.title[lang] in text for found in decision)
        assert "{" not in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_measure_of_every_pack_can_be_told(shipped: Pack, lang: str) -> None:
    for found in shipped.rules.measures.values():
        on = found.period.first or DAY
        text = measure_text(found, shipped.rules, on, lang)
        assert found.title[lang] in text
        assert all(item.text[lang] in text for item in found.conditions if item.period.covers(on))
        assert "{" not in text


def test_a_measure_is_told_with_tables_uplifts_limits_and_rivals() -> None:
    bands = [{"below": 10, "value": 1}, {"from": 10, "value": 2}]
    table = {"yes": bands, "no": [{"value": 3}]}
    sums = parameter("sums", "money", values=[{"table": table}], by=["boolean", {"bands": "integer"}])
    amount = {
        "is": "sums[flag, n]",
        "uplift": [extra("u", by="0.5", when="other")],
        "deducts": [extra("d", amount="received")],
        "cap": "wage",
        "rounding": "down",
    }
    budget = {"amount": "1000000", "text": TEXT, "source": SOURCE}
    one = measure("one", "flag", amount=amount, excludes=["two"], highest_of="all", budget=budget)
    others = measure("two", "other", amount="wage"), measure("three", "other", amount="wage", highest_of="all")
    pack = pack_of(sums, one, *others)
    text = " ".join(measure_text(pack.rules.measures["one"], pack.rules, DAY).split())
    for part in (
        "flag: yes, n: under 10 CNY 1",
        "flag: yes, n: 10 and more CNY 2",
        "flag: no, n: any",
        "words: plus 50%",
        "If other",
        "Less: words",
        "At most wage for one person",
        "Not for whoever receives: two",
        "Only the highest amount counts, of this and: three",
        "At most CNY 1,000,000",
    ):
        assert part in text, part
