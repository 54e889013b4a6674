"""Reads a table out of an XLSX or CSV file, as a process of its own: `python -m rencai.office.sheets.reading`.

Whoever made the file may be hostile, and a workbook of two cells in opposite corners asks for 400 GB at once. So the
file is read in a process with little memory, little time and none of the office's secrets. It writes one JSON line a
row, `[number, [text, …]]`, leaving out empty rows, and says at the end what it found.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

MEMORY, SECONDS = 900 * 2**20, 120
"""What reading may use: bytes of address space, and seconds of a processor."""
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 1_048_576, 300, 20_000
DELIMITERS = ",;\t"
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
EXACT = 10**15
"""Excel keeps 15 digits of a number; one that is longer is written so that it is seen."""

Rows = Iterator[tuple[int, list[str]]]


class Unreadable(Exception):
    """No table can be read. The text is one word for the reason: empty, columns, cell, encoding, workbook, password,
    size or time."""


class Contents(NamedTuple):
    """What was read: rows that are not empty (headings included), the widest of them, and where it lay."""

    rows: int
    columns: int
    sheet: str = ""
    sheets: int = 1


def read(source: Path, target: Path) -> Contents:
    """Reads `source` in a process of its own and writes its rows to `target`.

    Raises:
        Unreadable: with the reason.
    """
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "VIRTUAL_ENV") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, str(source), str(target)],
            capture_output=True,
            env=kept | {"PYTHONUTF8": "1"},
            timeout=2 * SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("time") from None
    if done.returncode != 0:
        raise Unreadable("size")
    told = json.loads(done.stdout)
    if isinstance(told, str):
        raise Unreadable(told)
    return Contents(*told)


def rows_in(path: Path) -> Rows:
    """The rows that `read` wrote: number and cells."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            number, cells = json.loads(line)
            yield number, cells


def _limit() -> None:
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # macOS does not limit the address space
            resource.setrlimit(kind, (most, most))


def _main(source: Path, target: Path) -> None:
    _limit()
    try:
        told: Any = _written(source, target)
    except Unreadable as error:
        told = str(error)
    except MemoryError:
        told = "size"
    print(json.dumps(told))  # noqa: T201 - that is how the two processes speak


def _written(source: Path, target: Path) -> Contents:
    with source.open("rb") as file:
        zipped = file.read(4) == b"PK\x03\x04"
    sheet, sheets, rows = _workbook(source) if zipped else ("", 1, _csv_rows(source))
    count = widest = 0
    with target.open("w", encoding="utf-8") as file:
        for number, cells in rows:
            count, widest = count + 1, max(widest, len(cells))
            if widest > MOST_COLUMNS:
                raise Unreadable("columns")
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise Unreadable("cell")
            file.write(json.dumps([number, cells], ensure_ascii=False) + "\n")
    if not count:
        raise Unreadable("empty")
    return Contents(count, widest, sheet, sheets)


def _workbook(source: Path) -> tuple[str, int, Rows]:
    """The first visible sheet that has a cell: its name, how many sheets there are, its rows."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(str(source))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        for name in shown:
            sheet = book.get_sheet_by_name(name)
            if sheet.start is not None and sheet.width <= MOST_COLUMNS:
                return name, len(shown), _filled(sheet.iter_rows(), _text)
            if sheet.start is not None:
                raise Unreadable("columns")
    except PasswordError:
        raise Unreadable("password") from None
    except CalamineError:
        raise Unreadable("workbook") from None
    raise Unreadable("empty")


def _filled(rows: Iterable[Iterable[Any]], text: Callable[[Any], str]) -> Rows:
    """The rows that are not empty, as text, without the empty cells at their ends."""
    for number, row in enumerate(islice(rows, MOST_ROWS), 1):
        cells = [text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _text(cell: Any) -> str:
    """A cell as somebody would have typed it."""
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def _clean(cell: str) -> str:
    return cell.replace("\x00", "").strip()


def _csv_rows(source: Path) -> Rows:
    encoding = _encoding(source)
    delimiter = _delimiter(source, encoding)
    csv.field_size_limit(LONGEST_CELL)
    with source.open(encoding=encoding, newline="") as file:
        try:
            yield from _filled(csv.reader(file, delimiter=delimiter), _clean)
        except csv.Error:
            raise Unreadable("cell") from None


def _encoding(source: Path) -> str:
    """UTF-8 or UTF-16 by its mark; else UTF-8 if all of it is; else GB18030 if all of it is."""
    with source.open("rb") as file:
        head = file.read(4)
    named = next((name for mark, name in BOMS if head.startswith(mark)), None)
    for encoding in (named,) if named else ("utf-8", "gb18030"):
        if _decodes(source, encoding):
            return encoding
    raise Unreadable("encoding")


def _decodes(source: Path, encoding: str) -> bool:
    try:
        with source.open(encoding=encoding) as file:
            return all("\x00" not in part for part in iter(lambda: file.read(2**20), ""))
    except UnicodeError:
        return False


def _delimiter(source: Path, encoding: str) -> str:
    """The one that makes the most columns of the first rows: above the headings a title may stand alone."""
    with source.open(encoding=encoding, newline="") as file:
        lines = list(islice(file, 20))
    return max(DELIMITERS, key=lambda one: max((line.count(one) for line in lines), default=0))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
