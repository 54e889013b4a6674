"""The files beside the page: every row behind its figures."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.csv as pv

from rencai.policy.report.simulation import Simulation

CSV_FILES: Final = ("summary", "payments", "reasons", "near_misses", "changes", "scores", "budgets")
PEOPLE_FILE: Final = "people.parquet"

# Excel takes a CSV for the local code page unless it begins with this mark.
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def write_files(simulation: Simulation, folder: Path) -> None:
    """Write a CSV (UTF-8) per table and, a Parquet of the people, a row each.

    A file that an earlier report left and this one does not have is removed.
    """
    for name in CSV_FILES:
        _write(getattr(simulation, name), folder / f"{name}.csv", _write_csv)
    simulation.write_people(folder / PEOPLE_FILE)


def _write(table: pa.Table | None, path: Path, write: Callable[[pa.Table, Path], None]) -> None:
    if table is None:
        path.unlink(missing_ok=True)
    else:
        write(table, path)


def _write_csv(table: pa.Table, path: Path) -> None:
    with path.open("wb") as file:
        file.write(_UTF8_MARK)
        pv.write_csv(_harmless(table), file)


def _harmless(table: pa.Table) -> pa.Table:
    """Texts that a spreadsheet would run as a formula get a quote in front."""
    for at, field in enumerate(table.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            texts = [_quoted(text) for text in table.column(at).to_pylist()]
            table = table.set_column(at, field.name, pa.array(texts, field.type))
    return table


def _quoted(text: str | None) -> str | None:
    return f"'{text}" if text is not None and text.startswith(_FORMULA_STARTS) else text
