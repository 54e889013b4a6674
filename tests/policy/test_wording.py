"""Values, thresholds and margins in words, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from factory import DAY, condition, judgement, measure, pack_of, parameter, yaml

from rencai.policy.decision import ConditionResult
from rencai.policy.reasons import reason_of
from rencai.policy.types import number, unit_of
from rencai.policy.wording import (
    day_words,
    margin_words,
    money_words,
    nearest_allowed,
    percent_words,
    quantity_words,
    value_words,
)


@pytest.mark.parametrize(("amount", "currency", "english", "chinese"), [
    (300000, "CNY", "CNY 300,000", "300,000元"),
    (Decimal("1234.50"), "CNY", "CNY 1,234.50", "1,234.50元"),
    (Decimal("-2000.00"), "CNY", "CNY −2,000", "−2,000元"),
    (5600, "SGD", "SGD 5,600", "5,600新加坡元"),
    (12, "XXX", "XXX 12", "12 XXX"),
])  # fmt: skip
def test_money_has_cents_only_where_there_are_some(amount: Any, currency: str, english: str, chinese: str) -> None:
    assert (money_words(amount, currency, "en"), money_words(amount, currency, "zh")) == (english, chinese)


@pytest.mark.parametrize(("value", "unit", "english", "chinese"), [
    (1, "month", "1 month", "1个月"),
    (36, "month", "36 months", "36个月"),
    (0, "star", "0 stars", "0星"),
    (1200, "person", "1,200 people", "1,200人"),
    (5, "working_day", "5 working days", "5个工作日"),
    (2500, "CNY/month", "CNY 2,500 a month", "每月2,500元"),
    (2000000, "CNY/year", "CNY 2,000,000 a year", "每年2,000,000元"),
    (2022, "calendar_year", "2022", "2022年"),
    (3, "calendar_month", "March", "3月"),
    (Decimal("0.5000"), "", "0.5", "0.5"),
    (7, "lost_word", "7 lost word", "7 lost word"),
    (3, "point/year", "3 point/year", "3 point/year"),
])  # fmt: skip
def test_numbers_carry_their_unit(value: Any, unit: str, english: str, chinese: str) -> None:
    kind = unit_of(unit)
    assert (quantity_words(value, kind, "en"), quantity_words(value, kind, "zh")) == (english, chinese)


def test_years_of_an_age_are_counted_as_ages_in_chinese() -> None:
    assert quantity_words(46, unit_of("year"), "zh", of_age=True) == "46岁"
    assert quantity_words(46, unit_of("year"), "en", of_age=True) == "46 years"


def test_days_shares_and_what_is_not_known() -> None:
    rules = pack_of().rules
    assert day_words(date(2021, 5, 10), "en") == "10 May 2021"
    assert day_words(date(2021, 5, 10), "zh") == "2021年5月10日"
    assert percent_words(Decimal("0.100")) == "10%"
    assert value_words(None, number(), rules, "en") == "not known"
    assert value_words(True, number(), rules, "zh") == "是"
    assert value_words("senior", rules.facts["grade"].type, rules, "zh") == "高"


def result(test: str, *texts: str, **facts: Any) -> ConditionResult:
    """The result of the one condition of a measure."""
    return pack_of(measure("m", test), *texts).decide(facts, on=DAY)["m"].conditions[0]


@pytest.mark.parametrize(("test", "facts", "english", "chinese"), [
    ("months >= 36", {"months": 32}, "4 months short", "差4个月"),
    ("months >= 36", {"months": 35}, "1 month short", "差1个月"),
    ("months >= 36", {"months": 40}, "4 months above the minimum", "高出4个月"),
    ("months >= 36", {"months": 36}, "just enough", "刚好达到"),
    ("months > 36", {"months": 36}, "1 month short", "差1个月"),
    ("months > 36", {"months": 37}, "just enough", "刚好达到"),
    ("NOT months < 36", {"months": 32}, "4 months short", "差4个月"),
    ("years <= 45", {"years": 47}, "2 years over", "超出2年"),
    ("years < 45", {"years": 45}, "1 year over", "超出1年"),
    ("years <= 45", {"years": 40}, "5 years below the maximum", "低于上限5年"),
    ("wage >= 3000", {"wage": "2500.50"}, "CNY 499.50 short", "差499.50元"),
    ("rate > 0.5", {"rate": "0.5"}, "0.0001 short", "差0.0001"),
    ("grade >= 'top'", {"grade": "junior"}, "2 steps short", "差2级"),
    ("grade > 'none'", {"grade": "none"}, "1 step short", "差1级"),
    ("grade >= 'junior'", {"grade": "top"}, "", ""),
    ("since >= DATE '2021-05-10'", {"since": "2021-05-09"}, "1 day too early", "早1天"),
    ("since <= DATE '2021-05-10'", {"since": "2021-05-12"}, "2 days too late", "晚2天"),
    ("since <= DATE '2021-05-10'", {"since": "2021-05-01"}, "9 days to spare", "尚余9天"),
    ("months BETWEEN 12 AND 24", {"months": 10}, "2 months short", "差2个月"),
    ("months BETWEEN 12 AND 24", {"months": 27}, "3 months over", "超出3个月"),
    ("months BETWEEN 12 AND 24", {"months": 15}, "", ""),
    ("year_of(since) >= 2022", {"since": "2006-07-01"}, "16 years short", "差16年"),
    ("flag", {"flag": False}, "", ""),
    ("months >= 36", {}, "", ""),
    ("colour <> 'red'", {"colour": "red"}, "", ""),
    ("NOT word = 'a'", {"word": "a"}, "", ""),
    ("flag OR months >= 36", {"flag": True, "months": 3}, "", ""),
])  # fmt: skip
def test_a_margin_says_how_far_off(test: str, facts: dict[str, Any], english: str, chinese: str) -> None:
    found = result(test, **facts)
    assert (margin_words(found, "en"), margin_words(found, "zh")) == (english, chinese)


def test_ages_are_over_by_years_of_age_in_chinese() -> None:
    age = {"label": {"en": "age", "zh": "年龄"}, "is": "years_between(born, decision_day)"}
    derived = yaml({"derived": {"age": age}})
    found = result("age <= 45", derived, born="1973-01-01")
    assert margin_words(found, "zh") == "超出2岁"
    assert reason_of(found, pack_of(derived).rules, "zh").detail("zh") == "年龄：47岁；要求：不超过45岁；超出2岁"


def test_a_strict_bound_is_told_by_the_first_value_that_passes() -> None:
    grade = pack_of().rules.facts["grade"].type
    assert nearest_allowed(">", "none", grade) == (">=", "junior")
    assert nearest_allowed(">", "top", grade) == (">", "top")
    assert nearest_allowed("<", 45, number()) == ("<=", 44)
    assert nearest_allowed("<", Decimal("0.5"), number(places=2)) == ("<", Decimal("0.5"))
    assert nearest_allowed("<", date(2021, 5, 10), pack_of().rules.facts["since"].type) == (
        "<=",
        date(2021, 5, 9),
    )


def test_a_relaxed_condition_says_by_whom_and_still_how_far_off() -> None:
    pack = pack_of(measure("m", condition("age", "years <= 45", judgement=judgement())))
    found = pack.decide({"years": 47, "relaxed": True}, on=DAY)["m"].conditions[0]
    told = reason_of(found, pack.rules, "en")
    assert (told.state, told.judge) == ("met", "relaxed by the board: The board may relax it")
    assert told.detail("en") == "years: 47 years; needed: at most 45 years; 2 years over"


def test_a_threshold_that_is_not_known_is_told_by_what_it_is_made_of() -> None:
    texts = (parameter("share", "decimal", 2),)
    found = result("wage >= share * received", *texts)
    pack = pack_of(measure("m", "wage >= share * received"), *texts)
    assert reason_of(found, pack.rules, "en", bound={"share": 2}).needed == "at least 2 × received"
