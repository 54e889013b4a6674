"""A question is read once, whatever keyboard it was typed on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rencai.office.search.asked import LONGEST, read


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("  王  小明 ", "王 小明"),
        ("ＷＡＮＧ　ｘｉａｏ", "WANG xiao"),
        ("１２３４", "1234"),
        ("王\x00小\u200b明\n", "王 小 明"),
        ("", ""),
    ],
)
def test_width_spaces_and_invisible_signs_make_no_difference(typed: str, text: str) -> None:
    assert read(typed).text == text


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1234", "1234"),
        ("123x", "123X"),
        ("138 0000-1234", "13800001234"),
        ("21020219850615123X", "21020219850615123X"),
        ("E12345678", "E12345678"),
        ("123", ""),
        ("wang", ""),
        ("王1234", ""),
        ("١٢٣٤", ""),
    ],
)
def test_a_number_or_its_end_is_told_from_a_name(typed: str, number: str) -> None:
    assert read(typed).number == number


@pytest.mark.parametrize(
    ("typed", "spellings"),
    [
        ("Zhang Wei", ["zhangwei", "weizhang"]),
        ("wang", ["wang"]),
        ("lü", ["lv", "lu"]),
        ("O'Neil", ["oneil", "neilo"]),
        ("José", ["jose"]),
        ("...", []),
    ],
)
def test_letters_are_looked_up_in_both_orders(typed: str, spellings: list[str]) -> None:
    assert read(typed).spellings() == spellings


@given(st.text(max_size=2 * LONGEST))
def test_any_text_is_a_question_or_none(typed: str) -> None:
    asked = read(typed)
    assert len(asked.text) <= LONGEST
    assert "\x00" not in asked.text
    assert bool(asked) == bool(asked.words)
    assert read(asked.text).text == asked.text
