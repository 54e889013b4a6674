"""Columns are guessed from headings in Chinese and English, however they are written."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rencai.office.imports.guessing import guessed, heading_row
from rencai.office.registry.importing.headings import TALENTS, split
from rencai.office.registry.importing.organisations import OrganisationImport
from rencai.office.registry.importing.talents import TalentImport

FIELDS = TalentImport().fields
KNOWN = [(heading, name) for name, headings in TALENTS.items() for heading in split(headings)]


@pytest.mark.parametrize(("heading", "name"), KNOWN)
def test_each_known_heading_means_one_field_and_no_other(heading: str, name: str) -> None:
    assert guessed([heading], FIELDS) == {0: name}


def test_a_typical_chinese_table_is_guessed_as_a_whole() -> None:
    headings = [
        "序号",
        "姓名",
        "性别",
        "出生年月",
        "身份证号",
        "手机号码",
        "所在区县",
        "学历",
        "毕业院校",
        "工作单位",
        "职务",
    ]
    found = guessed(headings, FIELDS)
    assert [found.get(place, "") for place in range(len(headings))] == [
        "", "name", "gender", "birth_date", "document_number", "phone", "place", "degree", "school", "employer", "post",
    ]  # fmt: skip


def test_a_typical_english_table_is_guessed_as_a_whole() -> None:
    headings = ["No.", "Full Name", "Date of Birth", "ID Number", "E-Mail", "Employer", "Start Date", "Remarks"]
    found = guessed(headings, FIELDS)
    assert [found.get(place, "") for place in range(len(headings))] == [
        "", "name", "birth_date", "document_number", "mailbox", "employer", "started_on", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heading", ["姓名*", " 姓 名 ", "姓名（必填）", "【1】姓名", "姓名:", "ＮＡＭＥ", "Name (required)"]
)
def test_marks_spaces_and_remarks_in_a_heading_make_no_difference(heading: str) -> None:
    assert guessed([heading], FIELDS) == {0: "name"}


def test_a_slip_of_the_pen_is_forgiven() -> None:
    assert guessed(["Natoinality", "Ocupation"], FIELDS) == {0: "nationality", 1: "occupation"}


def test_a_longer_heading_with_a_known_one_in_it_is_understood() -> None:
    assert guessed(["本人手机号码（必填）", "人才毕业院校名称"], FIELDS) == {0: "phone", 1: "school"}


def test_of_two_columns_for_one_field_the_surer_is_taken() -> None:
    assert guessed(["紧急联系人电话", "手机号码"], FIELDS) == {1: "phone"}


def test_organisations_are_guessed_too() -> None:
    fields = OrganisationImport().fields
    assert guessed(["统一社会信用代码", "企业名称", "所属行业", "所在区"], fields) == {
        0: "credit_code",
        1: "name",
        2: "industry",
        3: "place",
    }


def test_the_words_of_the_page_are_known_in_the_other_language_as_well() -> None:
    with translation.override("zh-hans"):
        headings = [str(field.label) for field in FIELDS]
    with translation.override("en"):
        assert set(guessed(headings, FIELDS).values()) == {field.name for field in FIELDS}


def test_headings_are_found_below_a_title() -> None:
    rows = [["大连市人才信息汇总表"], ["填表日期：2024年1月5日"], ["姓名", "身份证号", "学历"], ["王小明", "", "硕士"]]
    assert heading_row(rows, FIELDS) == 2


def test_without_any_known_heading_the_first_row_has_them() -> None:
    assert heading_row([["甲", "乙"], ["丙", "丁"]], FIELDS) == 0


ANY_HEADINGS = st.lists(
    st.one_of(st.text(max_size=20), st.sampled_from([heading for heading, _ in KNOWN])), max_size=12
)


@given(ANY_HEADINGS)
def test_no_column_and_no_field_is_used_twice(headings: list[str]) -> None:
    found = guessed(headings, FIELDS)
    assert len(set(found.values())) == len(found)
    assert set(found) <= set(range(len(headings)))


@given(st.permutations(["姓名", "身份证号", "手机号码", "电子邮箱", "学历", "毕业院校", "单位名称", "岗位"]))
def test_the_order_of_columns_changes_no_guess(headings: list[str]) -> None:
    found = guessed(headings, FIELDS)
    assert {headings[place]: name for place, name in found.items()} == {
        "姓名": "name",
        "身份证号": "document_number",
        "手机号码": "phone",
        "电子邮箱": "mailbox",
        "学历": "degree",
        "毕业院校": "school",
        "单位名称": "employer",
        "岗位": "post",
    }


@given(ANY_HEADINGS)
def test_the_same_headings_are_always_guessed_the_same(headings: list[str]) -> None:
    assert guessed(headings, FIELDS) == guessed(list(headings), FIELDS)
