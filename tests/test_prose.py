"""Prose in lines: Chinese widths, breaks and aligned amounts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rencai.prose import CLOSING, Line, as_text, blocks, padded, width, wrapped


@pytest.mark.parametrize(
    ("text", "cells"), [("abc", 3), ("人才", 4), ("3个月", 5), ("（草案）", 8), ("é", 1), ("e\u0301", 1)]
)
def test_a_chinese_character_takes_two_cells(text: str, cells: int) -> None:
    assert width(text) == cells


def test_english_breaks_between_words() -> None:
    assert wrapped("the contract runs three years", 12) == ["the contract", "runs three", "years"]


def test_chinese_breaks_between_characters_but_not_before_a_closing_mark() -> None:
    assert wrapped("合同期限三年以上，或为无固定期限", 16) == ["合同期限三年以", "上，或为无固定期", "限"]


def test_an_opening_bracket_goes_with_what_follows() -> None:
    assert wrapped("聘用合同（劳动）期限", 10) == ["聘用合同", "（劳动）期", "限"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrapped("https://example.org/very-long", 10) == ["https://ex", "ample.org/", "very-long"]


@given(st.text(alphabet="ab 人才，。（）1.", max_size=60), st.integers(8, 30))
def test_lines_fit_and_lose_nothing_but_spaces(text: str, cells: int) -> None:
    lines = wrapped(text, cells)
    assert all(width(line) <= cells for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(alphabet="人才政策三年，。", min_size=1, max_size=60))
def test_no_line_begins_with_a_closing_mark_where_it_can_be_helped(text: str) -> None:
    for line in wrapped(text, 12)[1:]:
        assert (
            line[0] not in CLOSING or all(char in CLOSING for char in line) or text.count("，") + text.count("。") > 3
        )


def test_amounts_that_stand_together_are_aligned_in_both_scripts() -> None:
    rows = [Line("row", "按类别", 1, right="1,000.00"), Line("row", "In all", 1, right="20.00")]
    assert as_text(rows) == "  按类别  1,000.00\n  In all     20.00\n"


def test_rows_of_another_level_are_another_block() -> None:
    rows = [Line("row", "a", 1), Line("row", "b", 2), Line("text", "c"), Line("row", "d", 2)]
    assert [[line.text for line in block] for block in blocks(rows)] == [["a"], ["b"], ["c"], ["d"]]


def test_padding_counts_cells() -> None:
    assert padded("人", 4) == "人  "
