"""What stands in cells is read as people write it, and refused in words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rencai.office.imports import cells
from rencai.office.imports.cells import CellError
from rencai.office.places.models import Industry
from rencai.office.registry.identity import DocumentKind, Gender
from rencai.office.registry.importing import words

DAYS = st.dates(min_value=date(1927, 5, 18), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    "cell",
    [
        "2020-01-05", "2020/1/5", "2020.1.5", "2020年1月5日", "2020年01月05号", "20200105", "43835", "43835.0",
        "2020-01-05 00:00:00", "2020-01-05T00:00:00.000", "２０２０年１月５日", "2020 - 1 - 5",
    ],
)  # fmt: skip
def test_a_day_is_read_in_each_of_its_forms(cell: str) -> None:
    assert cells.day(cell) == date(2020, 1, 5)


@pytest.mark.parametrize("cell", ["2020-02-30", "2021-02-29", "2020-13-01", "2020/0/1", "20201301", "2020年6月31日"])
def test_a_day_that_the_calendar_does_not_have_is_refused(cell: str) -> None:
    with pytest.raises(CellError, match="no such day"):
        cells.day(cell)


@pytest.mark.parametrize("cell", ["5.1.2020", "last spring", "2020", "2020-01", "1/5/20", "2020-01-05 13:00", "-43835"])
def test_what_is_no_day_is_refused_with_the_forms_that_are_allowed(cell: str) -> None:
    with pytest.raises(CellError, match="2020年1月5日"):
        cells.day(cell)


def test_a_day_before_1900_is_refused() -> None:
    with pytest.raises(CellError, match="1900"):
        cells.day("1899-12-31")


@given(
    DAYS,
    st.sampled_from(
        ["{:%Y-%m-%d}", "{:%Y/%m/%d}", "{:%Y%m%d}", "{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}"]
    ),
)
def test_every_day_comes_back_from_every_form(day: date, form: str) -> None:
    assert cells.day(form.format(day)) == day


@given(DAYS)
def test_every_day_comes_back_from_its_number_in_excel(day: date) -> None:
    assert cells.day(str((day - date(1899, 12, 30)) // timedelta(days=1))) == day


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(text: str) -> None:
    readers = (cells.day, cells.yes_no, cells.money, cells.whole(0, 100), cells.text(10), cells.number_kept_as_text)
    for read in readers:
        try:
            read(text)
        except CellError as error:
            assert str(error)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("是", True), ("YES", True), ("√", True), ("TRUE", True), ("否", False), ("No", False), ("0", False)],
)
def test_yes_and_no_are_read_in_both_languages(cell: str, value: bool) -> None:
    assert cells.yes_no(cell) is value


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(CellError, match="是 or 否"):
        cells.yes_no("maybe")


@pytest.mark.parametrize(
    ("cell", "value"), [("12500", "12500.00"), ("12,500.5", "12500.50"), ("¥8000元", "8000.00"), ("１２", "12.00")]
)
def test_an_amount_is_read(cell: str, value: str) -> None:
    assert cells.money(cell) == Decimal(value)


@pytest.mark.parametrize("cell", ["a lot", "-1", "NaN", "Infinity", "1e400", "99999999999"])
def test_what_is_no_amount_is_refused(cell: str) -> None:
    with pytest.raises(CellError, match="amount"):
        cells.money(cell)


def test_a_whole_number_has_bounds_that_the_words_name() -> None:
    assert cells.whole(1, 720)("36.0") == 36
    with pytest.raises(CellError, match="1 to 720"):
        cells.whole(1, 720)("721")


def test_an_identity_number_that_excel_has_rounded_is_refused_with_the_cure() -> None:
    with pytest.raises(CellError, match="Format the column as text"):
        cells.number_kept_as_text("2.10202198506151e+17")


@pytest.mark.parametrize(
    ("cell", "value"),
    [("男", Gender.MALE), ("F", Gender.FEMALE), ("女性", Gender.FEMALE), (" 男 ", Gender.MALE), ("Male", Gender.MALE)],
)
def test_a_choice_is_read_in_both_languages(cell: str, value: str) -> None:
    assert words.one_of(Gender, words.GENDERS)(cell) == value


def test_a_choice_that_is_none_names_what_is_allowed() -> None:
    with pytest.raises(CellError, match="resident identity card, passport"):
        words.one_of(DocumentKind, words.DOCUMENT_KINDS)("驾驶证")


@pytest.mark.parametrize(
    ("cell", "value"),
    [("博士研究生", "doctor"), ("PhD", "doctor"), ("硕士", "master"), ("大学本科", "bachelor"), ("大专", "none")],
)
def test_degrees_are_known_by_their_usual_words(cell: str, value: str) -> None:
    assert words.one_of_the_pack("degree", words.DEGREES)(cell) == value


def test_a_word_that_may_be_either_degree_is_refused() -> None:
    with pytest.raises(CellError, match="Allowed"):
        words.one_of_the_pack("degree", words.DEGREES)("研究生")


@pytest.mark.parametrize("industry", list(Industry))
def test_each_industry_is_known_by_its_letter_and_its_chinese_name(industry: Industry) -> None:
    read = words.one_of(Industry, words.INDUSTRY_NAMES)
    assert read(industry.value.lower()) == industry
    assert {read(name) for name in words.INDUSTRY_NAMES[industry]} == {industry}


def test_text_has_no_more_than_one_line_and_no_signs_that_nobody_sees() -> None:
    assert cells.text(20)("王\n小明") == "王 小明"
    with pytest.raises(CellError, match="cannot be printed"):
        cells.text(20)("王\x07")


def test_a_country_is_known_by_its_letters_or_its_name() -> None:
    read = words.Tables().country
    assert {read("中国"), read("China"), read("cn")} == {"CN"}
    assert read("德国") == "DE"
    with pytest.raises(CellError, match="two letters"):
        read("Atlantis")
