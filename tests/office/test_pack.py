"""The words that a page has for the pack's facts and their values."""

from __future__ import annotations

from django.utils import translation

from rencai.office.pack import value_word


def test_a_number_stands_with_its_unit_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert value_word("contract_months", 36) == "36 months"
        assert value_word("contract_months", 1) == "1 month"
        assert value_word("monthly_wage", "8510.00") == "CNY 8,510 a month"
    with translation.override("zh-hans"):
        assert value_word("contract_months", 36) == "36个月"
        assert value_word("statutory_retirement_age", 60) == "60岁"


def test_what_is_no_number_stands_as_it_is() -> None:
    with translation.override("en"):
        assert value_word("contract_open_ended", False) == "no"
        assert value_word("birth_date", "1989-05-01") == "1989-05-01"
        assert value_word("contract_months", "about three years") == "about three years"
        assert value_word("a_fact_of_an_older_pack", 36) == "36"
