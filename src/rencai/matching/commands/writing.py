"""Tables that the commands write: whole, into a folder that is there."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from rencai.command import InputError
from rencai.supervision.commands.inputs import writable
from rencai.supervision.tables import write_table


def deliver(table: pa.Table, path: str) -> None:
    """Writes CSV or Parquet, whole or not at all."""
    file = writable(path)
    if file.suffix.lower() not in (".csv", ".parquet"):
        raise InputError("{path}: a .parquet or .csv file is expected", path=path)
    unfinished = Path(file).with_name(f".unfinished-{file.name}")
    try:
        write_table(table, unfinished)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
