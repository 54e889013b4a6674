"""`rencai import`: the same import from the command line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from policy.command_line import run

from office import people
from office.imports.tables import as_csv, table
from rencai.office.audit.models import Event
from rencai.office.imports.models import ImportRun
from rencai.office.places.models import Organisation
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    """Two people, one of whom cannot be right."""
    path = tmp_path / "staff.csv"
    rows = [
        {"姓名": "王虚构", "身份证号": people.identity_number(), "区域": "中山区"},
        {"姓名": "李虚构", "身份证号": "1", "区域": "中山区"},
    ]
    path.write_bytes(as_csv(table(rows)))
    return path


def test_a_table_is_imported_in_somebodys_name_and_the_refused_rows_lie_beside_it(staff: Path) -> None:
    officer = people.officer()
    ran = run("import", str(staff), "--as", officer.username, "--map", "区域=place")
    assert ran.code == 1
    assert "1 added" in ran.said
    assert "1 refused" in ran.said
    with (staff.parent / "staff-refused.csv").open(encoding="utf-8-sig") as file:
        assert [row["姓名"] for row in csv.DictReader(file)] == ["李虚构"]
    assert Event.objects.filter(act="registry.imported").get().actor_id == officer.pk
    assert not ImportRun.objects.get().folder.path.exists()


def test_a_check_says_what_would_happen_and_writes_nothing(staff: Path) -> None:
    ran = run("import", str(staff), "--as", people.officer().username, "--same", "place=中山区", "--check")
    assert "1 added" in ran.said
    assert not Talent.objects.exists()


def test_the_row_of_the_headings_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(as_csv([["姓名", "证件号码"], ["Wer", "Nummer"], ["王虚构", people.identity_number()]]))
    more = ("--headings", "2", "--map", "Wer=name", "--map", "Nummer=document_number", "--same", "place=中山区")
    ran = run("import", str(path), "--as", people.officer().username, *more)
    assert (ran.code, Talent.objects.get().name) == (0, "王虚构")
    ran = run("import", str(path), "--as", people.officer().username, "--headings", "9")
    assert (ran.code, "Row 9 is none of the first" in ran.complaint) == (2, True)


def test_organisations_are_imported_too(tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    path.write_bytes(
        as_csv([["统一社会信用代码", "单位名称", "行业", "所在区"], [people.credit_code(), "虚构船厂", "C", "中山"]])
    )
    ran = run("import", str(path), "--as", people.officer().username, "--kind", "organisations")
    assert (ran.code, Organisation.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--as", "nobody"], "no open account nobody"),
        (["--map", "无此列=name"], "no column 无此列"),
        (["--map", "姓名=nonsense"], "no field nonsense"),
        (["--same", "place"], "has no ="),
        (["--same", "place=沈阳市"], "Allowed"),
        (["--kind", "cats"], "may be"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(staff: Path, more: list[str], words: str) -> None:
    given = more if "--as" in more else ["--as", people.officer().username, *more]
    ran = run("import", str(staff), *given)
    assert ran.code == 2
    assert words in ran.complaint


def test_whoever_may_not_import_cannot_do_so_by_the_command_line(staff: Path) -> None:
    assert run("import", str(staff), "--as", people.auditor().username).code == 2
    assert not Talent.objects.exists()


def test_a_file_that_is_not_there_or_is_no_table_is_said_to_be_so(tmp_path: Path) -> None:
    officer = people.officer()
    assert run("import", str(tmp_path / "none.csv"), "--as", officer.username).code == 2
    program = tmp_path / "program.xlsx"
    program.write_bytes(b"MZ\x90\x00")
    ran = run("import", str(program), "--as", officer.username)
    assert (ran.code, "XLSX" in ran.complaint) == (2, True)
