"""Expressions read aloud."""

from __future__ import annotations

from typing import Any

import pytest
from factory import DAY, derived, pack_of, parameter

from rencai.policy.formula import formula_words

TEXTS = (
    parameter("least", "integer", 36, unit="month"),
    parameter(
        "top_age",
        "integer",
        values=[{"table": {"none": 0, "junior": 45, "senior": 50, "top": 70}}],
        unit="year",
        by=["grade"],
    ),
)


def words(expression: str, lang: str = "en", bound: dict[str, Any] | None = None) -> str:
    pack = pack_of(derived(result=expression), *TEXTS)
    values = pack.plan(DAY).bound if bound is None else bound
    return formula_words(pack.rules.derived["result"].expr, pack.rules, lang, values)


@pytest.mark.parametrize(("expression", "english", "chinese"), [
    ("months >= least", "months is at least 36 months", "月不低于36个月"),
    ("months >= 36", "months is at least 36 months", "月不低于36个月"),
    ("flag AND NOT other", "flag and not: other", "标，且非另"),
    ("flag OR months > 1", "flag or months is more than 1 month", "标，或月高于1个月"),
    ("flag AND (other OR relaxed)", "flag and (other or relaxed)", "标，且（另，或放宽）"),
    ("NOT months < 36", "months is at least 36 months", "月不低于36个月"),
    ("years <= top_age['top']", "years is at most 70 years", "年不超过70年"),
    ("years <= top_age[grade]", "years is at most words by grade", "年不超过文字（按级）"),
    ("colour = 'red'", "colour is red", "色为红"),
    ("colour <> 'red'", "colour is not red", "色不为红"),
    ("colour IN ('red', 'green')", "colour is one of red, green", "色为红、绿之一"),
    ("grade >= 'senior'", "grade is senior or higher", "级高及以上"),
    ("since >= DATE '2021-05-10'", "since is on or after 10 May 2021", "起不早于2021年5月10日"),
    ("since < DATE '2021-05-10'", "since is before 10 May 2021", "起早于2021年5月10日"),
    ("months BETWEEN 1 AND least", "months is from 1 month to 36 months", "月在1个月至36个月之间"),
    ("flag IS NULL", "flag is not known", "标未知"),
    ("flag IS NOT NULL", "flag is known", "标已知"),
    ("n + m * 2 - 1", "n + (m × 2) − 1", None),
    ("n * (m + 1) * 2", "n × (m + 1) × 2", None),
    ("n - (m - 1)", "n − (m − 1)", None),
    ("n + m + 2", "n + m + 2", "数 + 另数 + 2"),
    ("-n", "−n", "−数"),
    ("ABS(n)", "|n|", "|数|"),
    ("LEAST(n, m)", "the least of: n, m", "以下取小：数、另数"),
    ("GREATEST(n, 1)", "the greatest of: n, 1", "以下取大：数、1"),
    ("COALESCE(n, 0)", "n (if not known: 0)", "数（未知时按0）"),
    ("CASE WHEN flag THEN 1 ELSE 2 END", "if flag: 1; otherwise: 2", "若标：1；否则：2"),
    ("ROUND(rate, 2)", "rate, rounded to 2 places", "率（四舍五入保留2位小数）"),
    ("FLOOR(rate)", "rate, rounded down to 0 places", "率（向下取0位小数）"),
    ("days_between(since, born)", "days from since to born", "起至生日的天数"),
    ("add_months(since, 6)", "since and 6 months later", "起之后6个月"),
    ("year_of(since)", "the year of since", "起所在年份"),
    ("wage >= 3000", "wage is at least CNY 3,000", "工资不低于3,000元"),
])  # fmt: skip
def test_an_expression_is_read_aloud(expression: str, english: str, chinese: str | None) -> None:
    assert words(expression) == english
    if chinese is not None:
        assert words(expression, "zh") == chinese


def test_without_a_day_parameters_are_called_by_their_names() -> None:
    assert words("months >= least", bound={}) == "months is at least words"
