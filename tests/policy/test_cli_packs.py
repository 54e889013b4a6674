"""The commands about packs: check, test, explain, diff, sql, new and packs."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import policy, refusal, write

from rencai.policy import shipped_packs


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    policy("new", tmp_path / "town")
    return tmp_path / "town"


# -- new ---------------------------------------------------------------------------------------------------


def test_a_new_pack_passes_check_and_test(begun: Path) -> None:
    found = policy("check", begun, "--json").json
    assert {finding["severity"] for finding in found["findings"]} == {"note"}
    assert policy("test", begun).code == 0


def test_a_measure_is_added_to_a_pack_and_passes_too(begun: Path) -> None:
    ran = policy("new", begun, "--measure", "moving-grant")
    assert "Added to the pack" in ran.said
    assert policy("check", begun, "--quiet").code == 0
    assert "Cases: 6; all pass" in policy("test", begun).said


def test_what_is_begun_is_openly_a_draft(begun: Path) -> None:
    notes = {finding["check"] for finding in policy("check", begun, "--json").json["findings"]}
    assert notes == {"draft", "placeholder"}


def test_a_measure_is_not_written_over(begun: Path) -> None:
    assert refusal("new", begun) == "the pack has a measure 'welcome-grant' already"


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "letter.txt", "Dear")
    assert "is there already and is no pack" in refusal("new", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_bad_name_of_a_measure_leaves_nothing_behind(tmp_path: Path) -> None:
    assert "cannot be the name of a measure" in refusal("new", tmp_path / "town", "--measure", "Moving Grant")
    assert not (tmp_path / "town").exists()


# -- check and test ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped_packs())
def test_the_shipped_packs_have_no_lint_errors(name: str) -> None:
    ran = policy("check", name)
    assert ran.code == 0, ran.said
    assert "The pack is sound" in ran.said


def test_an_error_makes_check_fail_and_names_the_place(begun: Path) -> None:
    number = begun / "parameters" / "welcome-grant-amount.yaml"
    write(number, number.read_text(encoding="utf-8").replace("  - source", "  - until: 2020-12-31\n    source"))
    ran = policy("check", begun)
    assert ran.code == 1
    assert "welcome_grant_amount has expired: no value from 1 January 2021 on" in ran.said
    assert "parameters/welcome-grant-amount.yaml:1:1" in ran.said


def test_a_pack_that_does_not_load_is_told_as_json_too(begun: Path) -> None:
    write(begun / "facts" / "more.yaml", "facts: {a: {type: boolean}}")
    ran = policy("check", begun, "--json")
    assert (ran.code, ran.json["ok"]) == (2, False)
    assert ran.json["findings"][0]["file"] == "facts/more.yaml"


def test_a_failing_case_is_shown_with_its_difference(begun: Path) -> None:
    cases = begun / "tests" / "welcome-grant.yaml"
    write(cases, cases.read_text(encoding="utf-8").replace("amount: 1000", "amount: 2000"))
    ran = policy("test", begun)
    assert ran.code == 1
    assert "✗ whoever has been insured for six months" in ran.said
    assert "welcome-grant: amount is 1000.00, expected 2000" in ran.said
    assert "Cases: 3; failing: 1." in ran.said
    assert [case["passed"] for case in policy("test", begun, "--json").json["cases"]] == [False, True, True]


def test_a_case_about_a_measure_not_in_force_fails_and_the_rest_runs(begun: Path) -> None:
    cases = begun / "tests" / "welcome-grant.yaml"
    write(cases, cases.read_text(encoding="utf-8").replace("    drafts: true\n", "", 1))
    ran = policy("test", begun)
    assert "welcome-grant is not in force on 2024-01-01" in ran.said
    assert "failing: 1" in ran.said


def test_verbose_names_the_cases_that_pass(begun: Path) -> None:
    assert policy("test", begun, "--verbose").said.count("✓") == 3


# -- explain, diff, sql, packs -----------------------------------------------------------------------------


def test_a_measure_is_explained_with_conditions_amounts_and_sources() -> None:
    said = policy("explain", "dalian", "settling-in", "--on", "2022-01-01").said
    assert "Open-ended contract or length of the contract is at least 36 months" in said
    assert "leading talent   CNY 2,600,000" in said
    assert "In parts of 60%, 20%, 20%, 12 months apart, from the day of the decision" in said


def test_without_a_name_every_measure_in_force_is_explained() -> None:
    found = policy("explain", "dalian", "--on", "2022-01-01", "--json").json
    assert {"settling-in", "rent-subsidy"} <= set(found)
    assert "settling-in-2015" not in found


def test_with_facts_a_measure_is_explained_for_that_person() -> None:
    said = policy("explain", "dalian", "settling-in", "--on", "2022-01-01", "--fact", "recognised_category=none").said
    assert "Recognised class: none; needed: young elite or higher; 1 step short" in said


def test_an_unknown_measure_is_not_explained() -> None:
    assert refusal("explain", "dalian", "setling-in").startswith(
        "'setling-in' is no measure of this pack (settling-in?)"
    )


def test_two_days_of_a_pack_are_compared() -> None:
    said = policy("diff", "dalian", "--from", "2019-05-01", "--until", "2022-10-01").said
    assert "+ Housing subsidy for graduates: is new" in said
    assert "− Rent subsidy: is not in force any more" in said
    assert "~ day from which an arrival counts as introduced: 22 April 2019 → 10 May 2021" in said


def test_a_reform_is_compared_with_what_is_in_force() -> None:
    said = policy("diff", "dalian", "--reform", "shorter-contracts", "--on", "2022-01-01", "--lang", "zh").said
    assert "~ 最短合同期限：36个月 → 24个月" in said


def test_a_pack_is_compared_with_another_one(begun: Path, tmp_path: Path) -> None:
    policy("new", tmp_path / "other", "--measure", "moving-grant")
    said = policy("diff", begun, tmp_path / "other", "--drafts").said
    assert "+ Draft: moving grant: is new" in said
    assert "− Draft: welcome grant: is gone" in said
    assert policy("diff", begun, begun, "--drafts").said.endswith("Nothing is different.\n")


def test_a_comparison_needs_two_sides() -> None:
    assert refusal("diff", "dalian") == "give one of: a second pack; --from and --until; --reform"
    assert "--on does not go with" in refusal("diff", "dalian", "--from", "2020-01-01", "--on", "2020-01-01")


def test_an_unknown_reform_brings_the_nearest_one_to_mind() -> None:
    assert "(shorter-contracts?)" in refusal("diff", "dalian", "--reform", "shorter-contract")


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_a_pack_is_printed_as_sql(dialect: str) -> None:
    said = policy("sql", "dalian", "--on", "2022-01-01", "--measure", "settling-in", "--dialect", dialect).said
    assert said.startswith("SELECT")
    assert "settling-in.status" in said


def test_a_measure_not_in_force_is_not_printed_as_sql() -> None:
    assert "settling-in-2015 is not in force on 2022-01-01" in refusal(
        "sql", "dalian", "--on", "2022-01-01", "--measure", "settling-in-2015")  # fmt: skip


def test_an_unknown_dialect_is_refused() -> None:
    said = refusal("sql", "dalian", "--dialect", "oracle")
    assert said == "--dialect is 'oracle', but may be: duckdb, postgres, spark"


def test_the_shipped_packs_are_listed() -> None:
    assert [found["name"] for found in policy("packs", "--json").json] == shipped_packs()
    assert "dalian  Talent measures of Dalian" in policy("packs").said
