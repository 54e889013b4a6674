"""Organisations from a table."""

from __future__ import annotations

from typing import Any

import pytest

from office import people
from office.imports.tables import checked, imported, refusals
from rencai.office.asker import Refused
from rencai.office.places.models import Organisation

pytestmark = pytest.mark.django_db


def works(**values: Any) -> dict[str, Any]:
    return {
        "统一社会信用代码": people.credit_code(),
        "单位名称": "大连虚构船厂",
        "所属行业": "制造业",
        "所在区县": "中山区",
    } | values


def test_a_row_becomes_an_organisation_that_is_found_by_pinyin() -> None:
    run = imported(people.officer(), [works(单位类型="学校", 英文名称="Invented Shipyard")], "organisations")
    made = Organisation.objects.get()
    assert (run.counts, made.industry, made.kind, made.place.key) == ({"created": 1}, "C", "school", "zhongshan")
    assert made.pinyin.startswith("dalianxugou")


def test_the_same_again_changes_nothing_and_a_new_name_changes_the_name() -> None:
    officer, row = people.officer(), works()
    imported(officer, [row], "organisations")
    assert imported(officer, [row], "organisations").counts == {"unchanged": 1}
    assert imported(officer, [row | {"单位名称": "大连虚构重工"}], "organisations").counts == {"updated": 1}
    made = Organisation.objects.get()
    assert (made.name, made.version, made.pinyin[-9:]) == ("大连虚构重工", 2, "zhonggong")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"统一社会信用代码": "91210200MA0000000X"}, "no unified social credit code"),
        ({"统一社会信用代码": ""}, "may not be empty"),
        ({"所属行业": "航天旅游"}, "Allowed: agriculture"),
        ({"所属行业": ""}, "The industry is missing"),
        ({"所在区县": ""}, "The place is missing"),
        ({"所在区县": "西岗区"}, "does not reach Xigang"),
    ],
)
def test_a_wrong_row_is_refused_in_words(wrong: dict[str, str], words: str) -> None:
    run = checked(people.officer(), [works(**wrong)], "organisations")
    assert words in refusals(run)[2][0]


def test_one_credit_code_stands_in_one_row() -> None:
    row = works()
    run = imported(people.officer(), [row, row], "organisations")
    assert (run.counts, "Row 2" in refusals(run)[3][0]) == ({"created": 1, "refused": 1}, True)


def test_an_organisation_of_another_place_is_not_taken_over() -> None:
    there = people.organisation(place=people.place("xigang"))
    run = imported(people.officer("zhongshan"), [works(统一社会信用代码=there.credit_code)], "organisations")
    assert "outside your mandate" in refusals(run)[2][0]


def test_human_resources_may_not_import_organisations() -> None:
    run = imported(people.hr(), [works()], "organisations")
    assert (run.counts, Organisation.objects.count()) == ({"refused": 1}, 1)


def test_whoever_may_import_nothing_cannot_even_upload() -> None:
    with pytest.raises(Refused):
        checked(people.auditor(), [works()], "organisations")
