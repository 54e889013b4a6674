"""Tables are read from XLSX and CSV in a process of its own; what is hostile or broken ends in a word."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office.imports.tables import as_csv, as_xlsx
from rencai.office.sheets import reading
from rencai.office.sheets.reading import Contents, Unreadable

TABLE = [["姓名", "学历"], ["王小明（虚构）", "硕士"], ["李娜（虚构）", "博士"]]


def read(folder: Path, content: bytes) -> tuple[Contents, list[tuple[int, list[str]]]]:
    source, target = folder / "source", folder / "rows"
    source.write_bytes(content)
    contents = reading.read(source, target)
    return contents, list(reading.rows_in(target))


def refusal(folder: Path, content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(folder, content)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_each_encoding_and_with_each_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    _contents, rows = read(tmp_path, as_csv(TABLE, encoding, delimiter))
    assert rows == [(number, row) for number, row in enumerate(TABLE, 1)]


def test_a_comma_in_a_title_above_the_table_does_not_decide_the_delimiter(tmp_path: Path) -> None:
    content = "人才名单,2024\n姓名;学历;单位\n王小明;硕士;甲\n"
    assert read(tmp_path, content.encode())[1][1] == (2, ["姓名", "学历", "单位"])


def test_quoted_cells_may_have_commas_and_line_breaks(tmp_path: Path) -> None:
    assert read(tmp_path, '姓名,注\n"王,小明","第一行\n第二行"\n'.encode())[1][1] == (2, ["王,小明", "第一行\n第二行"])


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    rows = [[], *TABLE[:1], ["", " "], *TABLE[1:]]
    assert [number for number, _ in read(tmp_path, as_csv(rows))[1]] == [2, 4, 5]
    assert [number for number, _ in read(tmp_path, as_xlsx(rows))[1]] == [2, 4, 5]


def test_a_workbook_is_read_with_its_dates_numbers_and_truths_as_they_are_seen(tmp_path: Path) -> None:
    row = ["王小明", date(1985, 6, 15), datetime(2020, 1, 5, 13, 30), 13800000000, 12500.5, True, 2.10202198506151e17]
    assert read(tmp_path, as_xlsx([row]))[1] == [
        (1, ["王小明", "1985-06-15", "2020-01-05 13:30:00", "13800000000", "12500.5", "TRUE", "2.10202198506151e+17"])
    ]


def test_a_formula_is_read_by_its_last_result(tmp_path: Path) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_formula(0, 0, '=HYPERLINK("http://example.com")', value="王小明")
    book.close()
    assert read(tmp_path, file.getvalue())[1] == [(1, ["王小明"])]


def test_the_first_visible_sheet_with_a_row_is_read(tmp_path: Path) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet("空")
    hidden = book.add_worksheet("字典")
    hidden.write(0, 0, "hidden")
    hidden.hide()
    book.add_worksheet("人员").write_row(3, 2, ["姓名", "学历"])
    book.close()
    contents, rows = read(tmp_path, file.getvalue())
    assert contents == Contents(rows=1, columns=rows and len(rows[0][1]), sheet="人员", sheets=2)
    assert (rows[0][0], [cell for cell in rows[0][1] if cell]) == (4, ["姓名", "学历"])


def test_two_cells_in_opposite_corners_end_in_a_word_and_not_in_a_dead_server(tmp_path: Path) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "姓名")
    sheet.write(1_048_575, 299, "z")
    book.close()
    assert refusal(tmp_path, file.getvalue()) == "size"


def with_sheet(xml: bytes) -> bytes:
    """A workbook whose first sheet is `xml`."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(TABLE))) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return file.getvalue()


SHEET = (
    b'<?xml version="1.0" encoding="UTF-8"?>%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData>%s</sheetData></worksheet>"
)


def test_a_sheet_of_a_million_empty_rows_is_no_table(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, 1_048_577))
    assert refusal(tmp_path, with_sheet(SHEET % (b"", rows))) == "empty"


def test_a_sheet_of_a_million_formatted_rows_below_the_table_is_read_as_the_table(tmp_path: Path) -> None:
    table = b'<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (number, number) for number in range(2, 300_000))
    assert read(tmp_path, with_sheet(SHEET % (b"", table + rows)))[1] == [(1, ["name"])]


def test_sixteen_thousand_columns_are_too_many(tmp_path: Path) -> None:
    assert refusal(tmp_path, as_xlsx([["x"] * 16_384])) == "columns"
    assert refusal(tmp_path, as_csv([["x"] * 16_384])) == "columns"


def test_an_entity_that_names_a_file_or_multiplies_itself_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    tricks = (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file://%s">]>' % str(secret).encode(),
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;">]>',
    )
    for trick in tricks:
        cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x &e;</t></is></c></row>'
        try:
            _contents, rows = read(tmp_path, with_sheet(SHEET % (trick, cell)))
        except Unreadable:
            continue
        assert "secret" not in str(rows)
        assert "aaaaaaaaaa" not in str(rows)


@pytest.mark.parametrize("content", [b"PK\x03\x04 and then nothing", as_xlsx(TABLE)[:-200], as_xlsx(TABLE)[:300]])
def test_a_broken_workbook_ends_in_a_word(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content) == "workbook"


def test_binary_content_is_no_text(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00") == "encoding"
    assert refusal(tmp_path, b"\xff\xff\xff\xff") == "encoding"


@pytest.mark.parametrize("content", [b"", b"\n\n \n", b",,,\n,,\n", as_xlsx([])])
def test_an_empty_file_has_no_table(tmp_path: Path, content: bytes) -> None:
    assert refusal(tmp_path, content) == "empty"


def test_a_quotation_mark_that_is_never_closed_ends_in_a_word(tmp_path: Path) -> None:
    assert refusal(tmp_path, ('姓名\n"王小明\n' + "李娜\n" * 20_000).encode()) == "cell"


def test_the_reading_process_knows_nothing_of_the_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given_environments = []
    run = reading.subprocess.run

    def noted(*args: object, **kwargs: object) -> object:
        given_environments.append(kwargs["env"])
        return run(*args, **kwargs)

    monkeypatch.setenv("RENCAI_FIELD_KEYS", "a secret")
    monkeypatch.setattr(reading.subprocess, "run", noted)
    read(tmp_path, as_csv(TABLE))
    assert not [name for name in given_environments[0] if "RENCAI" in name or "DATABASE" in name]


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), max_size=8)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5))
def test_what_was_written_is_what_is_read(tmp_path: Path, rows: list[list[str]]) -> None:
    rows = [["姓名", "x", "y", "z"], *rows]
    kept = [(number, _without_empty_end(row)) for number, row in enumerate(rows, 1)]
    assert read(tmp_path, as_csv(rows, "utf-8-sig"))[1] == [row for row in kept if row[1]]


def _without_empty_end(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row = row[:-1]
    return row
