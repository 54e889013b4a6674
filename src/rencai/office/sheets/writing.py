"""Writes tables: CSV and Parquet piece by piece, as they come; XLSX into a file, since its index stands at its end.

Rows come in batches, so that nothing is done per row that can be done per batch. A cell is text, a number, a date, a
moment, True, False or None.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import IO, Any

Batches = Iterable[Sequence[Sequence[Any]]]
XLSX_ROWS = 1_048_575
"""Rows of a sheet, besides its headings."""
BOM = "\ufeff"
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"


class TooManyRows(Exception):
    """More than a sheet of XLSX holds."""


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula (CWE-1236): one that might be begins with an apostrophe."""
    return f"'{text}" if text[:1] in FORMULA_STARTS and text and not NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """The text before `guarded`."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_STARTS and len(text) > 1 else text


def as_csv(headings: Sequence[str], kinds: Sequence[Kind], batches: Batches) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, by which Excel knows it; a piece a batch."""
    texts = [place for place, kind in enumerate(kinds) if kind is Kind.TEXT]
    yield (BOM + _lines([[guarded(heading) for heading in headings]])).encode()
    for batch in batches:
        yield _lines(_safe(row, texts) for row in batch).encode("utf-8", "replace")


def _safe(row: Sequence[Any], texts: Sequence[int]) -> Sequence[Any]:
    """`row` with its texts guarded. Most rows need nothing, and stay as they are."""
    suspects = [place for place in texts if row[place] and row[place][0] in FORMULA_STARTS]
    if not suspects:
        return row
    safe = list(row)
    for place in suspects:
        safe[place] = guarded(safe[place])
    return safe


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def as_parquet(headings: Sequence[str], kinds: Sequence[Kind], batches: Batches) -> Iterator[bytes]:
    """Parquet with zstd, a row group a batch."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {
        Kind.TEXT: pa.string(),
        Kind.WHOLE: pa.int64(),
        Kind.NUMBER: pa.decimal128(18, 2),
        Kind.DATE: pa.date32(),
        Kind.MOMENT: pa.timestamp("us", tz="UTC"),
        Kind.YES_NO: pa.bool_(),
    }
    schema = pa.schema([(heading, types[kind]) for heading, kind in zip(headings, kinds, strict=True)])
    sink = _Drained()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        for batch in batches:
            columns = zip(*batch, strict=True) if batch else [()] * len(schema)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield sink.drain()
    yield sink.drain()


class _Drained(io.RawIOBase):
    """A file that is only written, and whose content so far is taken away again and again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._at += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._at

    def drain(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def write_xlsx(file: IO[bytes], headings: Sequence[str], kinds: Sequence[Kind], batches: Batches) -> None:
    """One sheet, its headings frozen. Text stays text: nothing becomes a formula, a link or a number.

    Raises:
        TooManyRows: a sheet holds XLSX_ROWS of them.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 18)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    writers = [_writer(sheet, kind, moment) for kind in kinds]
    try:
        for number, row in enumerate((row for batch in batches for row in batch), 1):
            if number > XLSX_ROWS:
                raise TooManyRows
            for column, (value, write) in enumerate(zip(row, writers, strict=False)):
                if value is not None and value != "":
                    write(number, column, value)
    finally:
        book.close()


def _writer(sheet: Any, kind: Kind, moment: Any) -> Any:
    def write_moment(row: int, column: int, value: datetime) -> None:
        sheet.write_datetime(row, column, value.replace(tzinfo=None), moment)

    def write_number(row: int, column: int, value: Decimal) -> None:
        sheet.write_number(row, column, float(value))

    def write_date(row: int, column: int, value: date) -> None:
        sheet.write_datetime(row, column, value)

    return {
        Kind.TEXT: sheet.write_string,
        Kind.WHOLE: sheet.write_number,
        Kind.NUMBER: write_number,
        Kind.DATE: write_date,
        Kind.MOMENT: write_moment,
        Kind.YES_NO: sheet.write_boolean,
    }[kind]
