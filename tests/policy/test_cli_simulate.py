"""`rencai policy simulate` and `demo`: figures on the screen, as JSON, and in a folder that is whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import policy, refusal, write

PEOPLE = """\
id,work_place,recognised_category,recognised_as,contract_months,contract_open_ended,employer_consents
1,zhuanghe,junior,introduced,36,false,true
2,zhuanghe,senior,introduced,30,false,true
3,zhongshan,leading,introduced,60,false,
"""
ON = ("--on", "2022-03-01")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write(tmp_path / "people.csv", PEOPLE)


def test_people_are_counted_and_money_is_added_up(people: Path) -> None:
    said = policy("simulate", "dalian", people, *ON).said
    assert "People decided for 1 March 2022: 3" in said
    row = next(line for line in said.splitlines() if line.startswith("Settling-in allowance"))
    assert row.split()[2:] == ["1", "0", "1", "300,000"]


def test_a_reform_is_shown_beside_what_is_in_force(people: Path) -> None:
    said = policy("simulate", "dalian", people, *ON, "--reform", "shorter-contracts").said
    row = next(line for line in said.splitlines() if line.startswith("Settling-in allowance"))
    assert row.endswith("+1,200,000")
    assert "People who gain: 1, CNY 1,200,000 in all." in said
    assert "Nobody loses." in said


def test_groups_are_shown_by_their_labels_the_costliest_first(people: Path) -> None:
    said = policy("simulate", "dalian", people, *ON, "--by", "work_place", "--reform", "shorter-contracts").said
    rows = said[said.index("Place of work") :].splitlines()
    assert rows[2].split() == ["Zhuanghe", "city", "1", "300,000", "+1,200,000"]
    assert rows[3].split() == ["Zhongshan", "0", "–", "–"]


def test_json_has_every_table(people: Path) -> None:
    found = policy("simulate", "dalian", people, *ON, "--by", "work_place", "--json").json
    assert (found["rows"], found["by"], found["changes"]) == (3, ["work_place"], None)
    assert {row["work_place"] for row in found["summary"]} == {"zhuanghe", "zhongshan"}


def test_bad_rows_are_told_and_left_out(people: Path) -> None:
    write(people, PEOPLE + "4,zhuanghe,junior,introduced,many,false,true\n")
    said = policy("simulate", "dalian", people, *ON).said
    assert "Values that cannot be read: 1; their rows were left out" in said
    assert "row 4, contract_months" in said
    assert "contract_months" in refusal("simulate", "dalian", people, *ON, "--strict")


def test_a_report_is_written_into_a_folder(people: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    ran = policy("simulate", "dalian", people, *ON, "--out", out)
    assert ran.said.endswith(f"Report: {out / 'report.html'}\n")
    assert {"report.html", "summary.csv"} <= {path.name for path in out.iterdir()}


def test_an_older_report_is_replaced_and_anything_else_left_alone(people: Path, tmp_path: Path) -> None:
    policy("simulate", "dalian", people, *ON, "--out", tmp_path / "report")
    write(tmp_path / "report" / "old.csv", "old")
    policy("simulate", "dalian", people, *ON, "--out", tmp_path / "report")
    assert not (tmp_path / "report" / "old.csv").exists()
    write(tmp_path / "letters" / "letter.txt", "Dear")
    assert "holds something else than a report" in refusal(
        "simulate", "dalian", people, *ON, "--out", tmp_path / "letters"
    )


def test_nothing_is_left_behind_when_the_report_fails(
    people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "report.html")

    monkeypatch.setattr("rencai.policy.report.write_report", broken)
    assert refusal("simulate", "dalian", people, *ON, "--out", tmp_path / "report").startswith("report.html: No space")
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_a_column_that_is_no_fact_is_named_with_the_remedy(people: Path) -> None:
    write(
        people,
        PEOPLE.replace("id,", "id,nickname,")
        .replace("\n1,", "\n1,Bo,")
        .replace("\n2,", "\n2,Li,")
        .replace("\n3,", "\n3,Xu,"),
    )
    assert "'nickname' is no fact of this pack" in refusal("simulate", "dalian", people, *ON)
    assert policy("simulate", "dalian", people, *ON, "--ignore", "nickname").code == 0


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    assert refusal("simulate", "dalian", tmp_path / "none.csv").startswith("there is no file")


def test_the_demo_decides_for_the_invented_people_and_an_invented_city(tmp_path: Path) -> None:
    ran = policy("demo", "--people", "2000", "--out", tmp_path / "demo")
    assert ran.code == 0
    assert "Lin Haiyan (invented)" in ran.said
    assert "✓ Settling-in allowance – eligible: CNY 2,600,000 in 3 payments" in ran.said
    assert "People decided for 31 December 2024: 2,000" in ran.said
    assert (tmp_path / "demo" / "report.html").is_file()


def test_the_demo_in_chinese(tmp_path: Path) -> None:
    ran = policy("demo", "--people", "500", "--out", tmp_path / "demo", "--lang", "zh")
    assert "✓ 安家费 – 符合条件：2,600,000元，分3次发放" in ran.said


@pytest.mark.parametrize("number", ["0", "many", "-5", "99999999"])
def test_a_city_has_a_sensible_number_of_people(number: str) -> None:
    said = refusal("demo", f"--people={number}")
    assert said == f"--people: a whole number from 1 to 5000000 is expected, not '{number}'"
