"""What lint finds in a pack that loads, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from factory import HEADER, TEXT, condition, derived, judgement, measure, pack_of, parameter, yaml

from rencai.policy import Pack, load_pack
from rencai.policy.lint import ERROR, Finding, lint


def findings(check: str, *texts: str, header: str = HEADER) -> list[str]:
    """The texts of what one check finds."""
    return [found.message.text() for found in lint(pack_of(*texts, header=header)) if found.check == check]


def dated(name: str, *periods: dict[str, Any]) -> str:
    return parameter(name, "integer", values=[{"value": 1, **period} for period in periods])


# -- days --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("periods", "found"), [
    ([{}], []),
    ([{"from": "2020-01-01"}], []),
    ([{"from": "2020-01-01", "until": "2020-12-31"}, {"from": "2021-01-01"}], []),
    ([{"from": "2020-01-01", "until": "2020-12-31"}],
     ["p has expired: no value from 1 January 2021 on, but the measure m uses it then"]),
    ([{"from": "2020-01-01", "until": "2020-06-29"}, {"from": "2020-07-01"}],
     ["p has no value from 30 June 2020 to 30 June 2020, but the measure m uses it then"]),
    ([{"from": "2020-01-02"}],
     ["p has no value from 1 January 2020 to 1 January 2020, but the measure m uses it then"]),
])  # fmt: skip
def test_a_number_must_be_there_while_it_is_used(periods: list[dict[str, Any]], found: list[str]) -> None:
    assert findings("value-missing", dated("p", *periods), measure("m", "n >= p", **{"from": "2020-01-01"})) == found


def test_a_measure_open_to_the_past_needs_its_number_there_too() -> None:
    assert findings("value-missing", dated("p", {"from": "2020-02-01"}), measure("m", "n >= p")) == [
        "p has no value until 31 January 2020, but the measure m uses it then"]  # fmt: skip


def test_a_number_used_through_a_derived_fact_is_found_too() -> None:
    texts = dated("p", {"until": "2020-12-31"}), derived(far="n >= p"), measure("m", "far")
    assert len(findings("value-missing", *texts)) == 1


def test_a_condition_that_ended_needs_its_number_no_longer() -> None:
    texts = dated("p", {"until": "2020-12-31"}), measure("m", condition("c", "n >= p", until="2020-12-31"))
    assert findings("value-missing", *texts) == []


def test_a_condition_outside_the_days_of_its_measure_is_never_in_force() -> None:
    found = findings(
        "never-in-force", measure("m", condition("c", "flag", **{"from": "2021-01-01"}), until="2020-12-31")
    )
    assert found == ["the condition c of the measure m is never in force: its days lie outside those of the measure m"]


# -- conditions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("test", [
    "months >= 0", "months <= 600", "years < 101", "grade >= 'none'", "colour IN ('red', 'green')",
    "n BETWEEN -1000 AND 1000", "since >= DATE '1900-01-01'", "flag OR TRUE", "NOT months < 0",
    "rent >= 0 AND months >= 0", "n <> 5000", "months >= p",
])  # fmt: skip
def test_a_test_that_always_holds_is_found(test: str) -> None:
    (found,) = findings("always-met", measure("m", test), parameter("p", "integer", 0, unit="month"))
    assert found == "the condition c1 of the measure m always holds: the bounds of its facts allow nothing else"


@pytest.mark.parametrize("test", [
    "months > 600", "months = 601", "grade > 'top'", "FALSE AND flag", "n < -1000", "NOT months >= 0",
    "years BETWEEN 101 AND 200", "months >= limits['top']",
])  # fmt: skip
def test_a_test_that_can_never_hold_is_an_error(test: str) -> None:
    table = {"none": 1, "junior": 2, "senior": 3, "top": 700}
    limits = parameter("limits", "integer", values=[{"table": table}], by=["grade"], unit="month")
    pack = pack_of(measure("m", test), limits)
    assert [found.severity for found in lint(pack) if found.check == "never-met"] == [ERROR]


def test_a_judgement_may_still_meet_a_test_that_never_holds() -> None:
    pack = pack_of(measure("m", condition("c", "months > 600", judgement=judgement())))
    assert [found.severity for found in lint(pack) if found.check == "never-met"] == ["warning"]


@pytest.mark.parametrize(
    "test", ["months >= 36", "grade > 'none'", "flag", "n = m", "n >= n", "flag IS NULL", "colour = 'red'"]
)
def test_a_test_that_may_go_either_way_is_left_alone(test: str) -> None:
    found = [item.check for item in lint(pack_of(measure("m", test)))]
    assert not {"always-met", "never-met", "contradiction"} & set(found)


@pytest.mark.parametrize("tests", [
    ("n >= 5", "n < 3"), ("n > 4", "n < 5"), ("flag", "NOT flag"), ("colour = 'red'", "colour = 'green'"),
    ("colour <> 'red'", "colour IN ('red')"), ("grade >= 'senior'", "grade < 'senior'"),
    ("n >= 5 AND flag", "NOT n >= 5"),
    ("since > DATE '2020-01-01'", "since < DATE '2020-01-01'"), ("n BETWEEN 1 AND 3", "n >= 4"),
    ("5 <= n", "n < 5"),
    ("n >= p", "n < 3"),
])  # fmt: skip
def test_conditions_that_contradict_each_other_are_an_error(tests: tuple[str, str]) -> None:
    (found,) = findings("contradiction", measure("m", *tests), parameter("p", "integer", 5))
    assert found.startswith("in the measure m the conditions c1, c2 contradict each other: nobody's ")


@pytest.mark.parametrize("tests", [
    ("n >= 5", "n < 6"), ("n >= 5", "m < 3"), ("flag OR n >= 5", "n < 3"), ("n >= m", "n < 3"),
    ("rate > 1", "rate < 1.5"),
    (condition("one", "n >= 5", judgement=judgement()), "n < 3"),
    (condition("one", "n >= 5", until="2019-12-31"), condition("two", "n < 3", **{"from": "2020-01-01"})),
])  # fmt: skip
def test_conditions_that_somebody_can_meet_are_left_alone(tests: tuple[Any, Any]) -> None:
    assert findings("contradiction", measure("m", *tests)) == []


# -- leftovers and texts -----------------------------------------------------------------------------------


def test_what_nothing_uses_is_named() -> None:
    header = HEADER.replace("bodies:", "  old: {title: {en: An old rule, zh: 旧规定}, standing: primary}\nbodies:")
    texts = measure("m", "flag"), parameter("p", "integer", 1), derived(d="n + 1")
    found = findings("unused", *texts, header=header)
    for words in ("the fact n is not used", "the parameter p is not used", "the derived fact d is not used",
                  "the source old is not used", "the body board is not used"):  # fmt: skip
        assert words in found
    assert "the fact flag is not used" not in found


def test_a_fact_that_records_a_judgement_is_used() -> None:
    assert "the fact relaxed is not used" not in findings("unused", measure("m", condition("c", judgement=judgement())))


def test_what_only_a_score_uses_is_used() -> None:
    score = yaml({"score": "s", "title": TEXT, "parts": [{"name": "p", "text": TEXT, "is": "points_of * 1"}]})
    points = derived(points_of="CASE WHEN flag THEN 1 ELSE 0 END")
    assert "the derived fact points_of is not used" not in findings("unused", score, points)


@pytest.mark.parametrize(("text", "found"), [
    ({"en": "Settling in", "zh": "安家"}, []),
    ({"en": "COMPASS", "zh": "COMPASS"}, []),
    ({"en": "Settling", "zh": "Settling"}, ["the text is the same in English and Chinese: Settling"]),
    ({"en": "Settling in", "zh": "settling"}, ["the Chinese text has no Chinese characters: settling"]),
    ({"en": "Settling 安家", "zh": "安家"}, ["the English text has Chinese characters: Settling 安家"]),
])  # fmt: skip
def test_a_text_is_in_both_languages(text: dict[str, str], found: list[str]) -> None:
    header = HEADER.replace("{en: Demonstration, zh: 示例}", str(text).replace("'", '"'))
    assert [words for words in findings("translation", header=header) if "ettling" in words] == found


# -- standing ----------------------------------------------------------------------------------------------


def test_drafts_placeholders_and_what_was_not_found_are_notes() -> None:
    header = HEADER + "not_found:\n  - {en: The annex, zh: 附件}\n"
    number = parameter("p", "integer", values=[{"value": 1, "placeholder": True}])
    pack = pack_of(measure("m", "n >= p", status="draft"), number, header=header)
    notes = {found.check: found for found in lint(pack) if found.severity == "note"}
    assert notes["draft"].text().endswith("the measure m is a draft: it decides no case")
    assert notes["placeholder"].message.text("zh") == "p为占位数值，尚待确定"
    assert notes["not-found"].message.text("zh") == "来源未载明：附件"


def test_a_measure_without_a_case_and_a_fact_that_nobody_attests_are_warnings() -> None:
    case = yaml({"tests": [{"name": "c", "on": "2020-06-01", "facts": {}, "expect": {"m": {"status": "eligible"}}}]})
    assert findings("untested", measure("m", "flag"), measure("two", "flag"), case) == [
        "no case of the pack tests the measure two"]  # fmt: skip
    assert "nobody attests the fact flag; say who in attested_by" in findings("not-attested", measure("m", "flag"))


def test_rules_without_a_source_are_warnings() -> None:
    score = yaml({"score": "s", "title": TEXT, "parts": [{"name": "p", "text": TEXT, "is": "1"}]})
    assert "the score s names no source" in findings("no-source", score)


def test_cases_people_and_reforms_that_cannot_be_read_are_errors() -> None:
    case = yaml({"tests": [{"name": "c", "on": "2020-06-01", "facts": {"nobody": 1}, "expect": {}}]})
    reform = yaml({"reform": "r", "measures": {"none": {"drop": True}}})
    pack = pack_of(measure("m", "flag", **{"from": "2019-01-01"}), case, reform)
    broken = [found.message.text() for found in lint(pack) if found.check == "broken"]
    assert broken == ["'nobody' is no fact of this pack", "there is no measure 'none' to drop"]


def test_a_reform_that_fits_some_day_is_sound() -> None:
    number = dated("p", {"from": "2020-01-01", "until": "2020-12-31"}, {"from": "2022-01-01"})
    reform = yaml({"reform": "r", "parameters": {"p": 2}})
    assert findings("broken", number, measure("m", "n >= p"), reform) == []


def test_findings_come_gravest_first_and_as_json_in_both_languages() -> None:
    found = lint(pack_of(measure("m", "months > 600")))
    assert [item.severity for item in found] == sorted(
        (item.severity for item in found), key=["error", "warning", "note"].index
    )
    assert set(found[0].as_json()["message"]) == {"en", "zh"}


@pytest.fixture(scope="module")
def dalian() -> Pack:
    return load_pack("dalian")


def test_the_dalian_pack_has_no_errors(dalian: Pack) -> None:
    assert [found.text() for found in lint(dalian) if found.severity == ERROR] == []


def test_every_finding_can_be_said_in_chinese(dalian: Pack) -> None:
    said: list[Finding] = lint(dalian)
    assert all("{" not in found.text("zh") for found in said)
