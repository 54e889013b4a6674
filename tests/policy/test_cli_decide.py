"""`rencai policy decide` and `replay`: facts in, reasons out, and the same answer again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import policy, refusal, write

FACTS = {
    "recognised_category": "junior", "recognised_as": "introduced", "contract_months": 32,
    "contract_open_ended": False, "employer_consents": True,
}  # fmt: skip
ON = ("--on", "2022-03-01")


@pytest.fixture
def person(tmp_path: Path) -> Path:
    return write(tmp_path / "person.json", json.dumps(FACTS))


def test_a_near_miss_shows_value_threshold_margin_source_and_what_would_change_it(person: Path) -> None:
    said = policy("decide", "dalian", "--facts", person, *ON, "--measure", "settling-in").said
    assert "✗ Settling-in allowance  not eligible" in said
    assert "✗ The contract runs at least three years or is open-ended [1] 合同期限" in said
    assert "Length of the contract: 32 months; needed: at least 36 months; 4 months short" in said
    assert "This alone decides: every other condition is met." in said
    assert "[1] CNR on the measures of 2019" in said


def test_the_same_in_chinese(person: Path) -> None:
    said = policy("decide", "dalian", "--facts", person, *ON, "--measure", "settling-in", "--lang", "zh").said
    assert "✗ 安家费  不符合条件" in said
    assert "劳动（聘用）合同期限：32个月；要求：不低于36个月；差4个月" in said
    assert "仅此一项未达到，其余条件均已符合。" in said


def test_a_payment_shows_its_amount_its_computation_and_its_dated_parts(person: Path) -> None:
    said = policy(
        "decide", "dalian", "--facts", person, "--fact", "contract_months=36", *ON, "--measure", "settling-in"
    ).said
    assert "✓ Settling-in allowance  eligible: CNY 300,000 in 3 payments" in said
    assert "1 March 2022  180,000.00" in said
    assert "1 March 2024   60,000.00" in said


def test_without_facts_everything_is_asked_for() -> None:
    said = policy("decide", "dalian", *ON, "--measure", "settling-in").said
    assert "? Settling-in allowance  needs information" in said
    assert "Does your employer agree to the application? (attested by the employer)" in said


@pytest.mark.parametrize("text", [
    json.dumps(FACTS), "recognised_category: junior\nrecognised_as: introduced\ncontract_months: 32\n"
    "contract_open_ended: no\nemployer_consents: yes\n", json.dumps({"facts": FACTS, "on": "2022-03-01"}),
])  # fmt: skip
def test_facts_are_json_or_yaml_or_standard_input(text: str) -> None:
    found = policy("decide", "dalian", "--facts", "-", *ON, "--json", given=text).json
    assert found["outcomes"]["settling-in"]["reason"] == "contract"


def test_a_fact_given_by_hand_overrides_the_file_and_may_be_taken_back(person: Path) -> None:
    given = ("--fact", "contract_months=60", "--fact", "employer_consents=")
    found = policy("decide", "dalian", "--facts", person, *given, *ON, "--json").json
    assert found["facts"]["contract_months"] == 60
    assert "employer_consents" not in found["facts"]


def test_the_day_may_stand_with_the_facts(tmp_path: Path) -> None:
    file = write(tmp_path / "p.json", json.dumps({"on": "2016-09-01", "facts": {}}))
    assert policy("decide", "dalian", "--facts", file, "--json").json["on"] == "2016-09-01"


def test_brief_shows_the_table_only(person: Path) -> None:
    said = policy("decide", "dalian", "--facts", person, *ON, "--brief").said
    assert "Settling-in allowance" in said
    assert "Conditions" not in said


def test_json_is_the_whole_decision_and_measure_cuts_it(person: Path) -> None:
    found = policy("decide", "dalian", "--facts", person, *ON, "--json", "--measure", "settling-in").json
    assert list(found["outcomes"]) == ["settling-in"]
    assert found["outcomes"]["settling-in"]["conditions"][2]["margin"] == -4
    assert (found["categories"], found["binding"]) == ({}, True)


def test_a_category_set_is_shown_with_every_condition() -> None:
    said = policy("decide", "dalian", "--fact", "honour_class=junior", *ON, "--measure", "supported_category").said
    assert "◆ Class that honours and age support" in said
    assert "✗ top talent" in said
    assert "Settling-in allowance" not in said


def test_scores_are_shown_with_their_parts() -> None:
    said = policy("decide", "canada-crs", "--fact", "has_spouse=no", "--on", "2025-06-01").said
    assert "◆ Core human capital factors" in said
    assert "Questions to ask" in said


def test_drafts_take_part_when_asked_and_then_nothing_is_binding() -> None:
    said = policy("decide", "dalian", "--drafts", *ON, "--measure", "three-places-award").said
    assert "Not binding" in said
    assert "A draft: it decides no case." in said


# -- what is wrong -----------------------------------------------------------------------------------------


def test_a_draft_asked_for_by_name_needs_drafts() -> None:
    said = refusal("decide", "dalian", *ON, "--measure", "three-places-award")
    assert said == "three-places-award is a draft; --drafts lets it take part"


def test_an_unknown_measure_brings_the_nearest_one_to_mind() -> None:
    said = refusal("decide", "dalian", "--measure", "setling-in")
    assert said.startswith("'setling-in' is no measure, category set or score of this pack (settling-in?)")


def test_a_measure_of_another_time_is_refused_with_the_day() -> None:
    assert refusal("decide", "dalian", *ON, "--measure", "settling-in-2015") == (
        "settling-in-2015 is not in force on 2022-03-01")  # fmt: skip


def test_an_unknown_fact_brings_the_nearest_one_to_mind() -> None:
    assert refusal("decide", "dalian", "--fact", "contract_month=3") == (
        "'contract_month' is no fact of this pack (contract_months?)")  # fmt: skip


def test_every_bad_fact_is_told_at_once() -> None:
    said = refusal(
        "decide", "dalian", "--fact", "degree=phd", "--fact", "contract_months=many", "--fact", "birth_date=1"
    )
    assert "degree: 'phd' is no value of degree" in said
    assert "contract_months: a number is expected, not 'many'" in said
    assert "birth_date: a day such as 2019-04-22 is expected" in said


def test_a_fact_without_a_value_is_refused() -> None:
    assert refusal("decide", "dalian", "--fact", "degree") == "--fact is 'degree'; write it as name=value"


@pytest.mark.parametrize(("text", "complaint"), [
    ('{"a": 1', "<stdin>:1:8: this is not valid JSON"),
    ("a: [1", "<stdin>:2:1: this is not valid YAML"),
    ("- a", "<stdin>: facts are a mapping of names to values"),
    ('{"degree": "doctor", "degree": "master"}', "the field 'degree' stands twice"),
    ('{"degree": ' + "[" * 100_000, "this is not valid JSON"),
])  # fmt: skip
def test_malformed_facts_are_refused_with_their_place(text: str, complaint: str) -> None:
    assert complaint in refusal("decide", "dalian", "--facts", "-", given=text)


# -- saving and replaying ----------------------------------------------------------------------------------


@pytest.fixture
def saved(person: Path, tmp_path: Path) -> Path:
    policy("decide", "dalian", "--facts", person, *ON, "--save", tmp_path / "decision.json", "--brief")
    return tmp_path / "decision.json"


def test_a_saved_decision_comes_out_the_same(saved: Path) -> None:
    ran = policy("replay", "dalian", saved)
    assert ran.code == 0
    assert "comes out the same" in ran.said


def test_a_difference_is_a_finding(saved: Path) -> None:
    record = json.loads(saved.read_text(encoding="utf-8"))
    record["outcomes"]["settling-in"]["status"] = "eligible"
    ran = policy("replay", "dalian", "-", given=json.dumps(record))
    assert ran.code == 1
    assert "outcomes › settling-in › status: was eligible, is not_eligible" in ran.said
    assert policy("replay", "dalian", "-", "--json", given=json.dumps(record)).json["ok"] is False


@pytest.mark.parametrize(("text", "complaint"), [
    ("{}", "this is no recorded decision"),
    ("[]", "this is no recorded decision"),
    ("nothing", "this is not valid JSON"),
])  # fmt: skip
def test_what_is_no_decision_is_not_replayed(text: str, complaint: str) -> None:
    assert complaint in refusal("replay", "dalian", "-", given=text)


def test_a_decision_of_another_pack_is_not_replayed(saved: Path) -> None:
    assert "made with the pack dalian, not with canada-crs" in refusal("replay", "canada-crs", saved)


def test_nothing_is_saved_into_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "there is no folder" in refusal("decide", "dalian", *ON, "--save", tmp_path / "none" / "d.json")
    assert "is a folder; a file is expected" in refusal("decide", "dalian", *ON, "--save", tmp_path)
