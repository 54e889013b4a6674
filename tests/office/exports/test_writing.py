"""Tables are written as CSV, Parquet and XLSX; no cell becomes a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from rencai.office.sheets import writing
from rencai.office.sheets.writing import Kind, TooManyRows, as_csv, as_parquet, guarded, unguarded, write_xlsx

HEADINGS = ["姓名", "birth date", "wage", "number", "abroad", "added"]
KINDS = [Kind.TEXT, Kind.DATE, Kind.NUMBER, Kind.WHOLE, Kind.YES_NO, Kind.MOMENT]
ROW = ("王小明（虚构）", date(1985, 6, 15), Decimal("12500.50"), 7, True, datetime(2024, 1, 5, 8, 30, tzinfo=UTC))
NOTHING = ("", None, None, None, None, None)


def read_csv(pieces: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(pieces).decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "－1+1",
        "=",
        "-",
        "+86 138",
    ],
)
def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_is_kept_as_text(cell: str) -> None:
    rows = read_csv(as_csv(["a", cell], [Kind.TEXT] * 2, [[("x", cell)]]))
    assert rows == [["a", f"'{cell}"], ["x", f"'{cell}"]]


@pytest.mark.parametrize("cell", ["-5", "+8613800000000", "-12.50", "王小明", "", "a=b", "'quoted", "3-1"])
def test_numbers_and_harmless_text_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == cell


@given(st.text(max_size=20))
def test_what_was_guarded_comes_back(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell or cell.startswith("'")


@given(st.text(max_size=20))
def test_nothing_that_is_guarded_begins_a_formula(cell: str) -> None:
    safe = guarded(cell)
    assert safe[:1] not in writing.FORMULA_STARTS or writing.NUMBER.fullmatch(safe) or not safe


def test_csv_begins_with_the_mark_by_which_excel_knows_utf8() -> None:
    first, *_rest = as_csv(HEADINGS, KINDS, [])
    assert first.startswith(b"\xef\xbb\xbf")


def test_csv_has_each_kind_of_cell_as_people_write_it() -> None:
    assert read_csv(as_csv(HEADINGS, KINDS, [[ROW, NOTHING]]))[1:] == [
        ["王小明（虚构）", "1985-06-15", "12500.50", "7", "True", "2024-01-05 08:30:00+00:00"],
        [""] * 6,
    ]


def test_a_piece_leaves_for_every_batch() -> None:
    taken = []

    def batches() -> Any:
        for number in range(3):
            taken.append(number)
            yield [("x",)]

    pieces = as_csv(["a"], [Kind.TEXT], batches())
    next(pieces)
    assert taken == []
    next(pieces)
    assert taken == [0]


def test_parquet_has_types_and_a_row_group_for_every_batch() -> None:
    content = b"".join(as_parquet(HEADINGS, KINDS, [[ROW, NOTHING], [ROW]]))
    table = parquet.read_table(pa.BufferReader(content))
    assert parquet.ParquetFile(pa.BufferReader(content)).num_row_groups == 2
    assert table.column_names == HEADINGS
    assert tuple(table.slice(0, 1).to_pylist()[0].values()) == ROW
    assert list(table.slice(1, 1).to_pylist()[0].values()) == list(NOTHING)


def test_parquet_of_no_rows_still_has_its_columns() -> None:
    assert parquet.read_table(pa.BufferReader(b"".join(as_parquet(HEADINGS, KINDS, [])))).column_names == HEADINGS


def xlsx(headings: list[str], kinds: list[Kind], batches: Any) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, headings, kinds, batches)
    return file.getvalue()


def test_a_workbook_has_each_kind_of_cell_and_no_formula_or_link() -> None:
    evil = ("=1+1", *ROW[1:])
    content = xlsx(HEADINGS, KINDS, [[evil, ROW, NOTHING], [("http://example.com", *ROW[1:])]])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["姓名", "=1+1", "王小明（虚构）", "", "http://example.com"]
    assert rows[1][1:] == [date(1985, 6, 15), 12500.5, 7.0, True, datetime(2024, 1, 5, 8, 30)]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert (b"<f>" in sheet, b"<hyperlink" in sheet) == (False, False)


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "XLSX_ROWS", 2)
    xlsx(["a"], [Kind.TEXT], [[("x",)] * 2])
    with pytest.raises(TooManyRows):
        xlsx(["a"], [Kind.TEXT], [[("x",)] * 3])
