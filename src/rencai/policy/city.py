"""A city of invented people, to try a pack on.

Nobody in it exists, and no share or amount in it is a statistic: the numbers are made up so that the people
resemble those whom the talent office of a port city would decide about.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from rencai.policy.invented_people import CHOICES, SNAPSHOT, Columns, invent

__all__ = ["SNAPSHOT", "generate_city"]

# A block has its own random numbers: memory stays bounded, and a small city is the beginning of a larger one.
_BLOCK = 50_000
_INVENTED = {
    b"rencai:invented": b"true",
    b"rencai:note": "All people are invented. 所有人员均为虚构。".encode(),
}
_ALWAYS_KNOWN = frozenset({"place"})
_MOSTLY_KNOWN = {"birth_date": 0.002, "degree": 0.01, "work_place": 0.005, "recognised_category": 0.001}
_OFTEN_UNKNOWN = {"monthly_wage": 0.06, "rent_received": 0.04, "experience_months": 0.05}
_UNKNOWN = {**_MOSTLY_KNOWN, **_OFTEN_UNKNOWN}
_USUALLY_UNKNOWN = 0.02

_DATE, _MONEY, _COUNT = pa.date32(), pa.decimal128(14, 2), pa.int32()


def generate_city(people: int = 200_000, seed: int = 20210107, *, path: Path) -> Path:
    """Write `people` invented people to a Parquet file; returns its path.

    Columns: `id` (text), `place` (the Dalian place by which to group) and the facts of the Dalian pack, as
    they stood on `SNAPSHOT` (2024-12-31): dates as date32, money as decimal(14, 2), choices as text, a few
    per cent not known (null). The same number and seed give the same file. Its metadata say
    `rencai:invented`.
    """
    if people < 1:
        raise ValueError(f"people is {people}; a city needs at least 1")
    path.parent.mkdir(parents=True, exist_ok=True)
    writer: pq.ParquetWriter | None = None
    try:
        for start in range(0, people, _BLOCK):
            table = _block(seed, start, min(_BLOCK, people - start))
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table)
    finally:
        if writer:
            writer.close()
    return path


def _block(seed: int, start: int, size: int) -> pa.Table:
    """`size` people of the block that begins at `start`."""
    rng = np.random.default_rng([seed, start])
    columns = invent(rng, _BLOCK)
    arrays = {"id": _ids(start, size)}
    for name in columns:
        arrays[name] = _arrow(name, columns, rng).slice(0, size)
    return pa.table(arrays).replace_schema_metadata(_INVENTED)


def _ids(start: int, size: int) -> pa.Array:
    return pa.array([f"P{number:08d}" for number in range(start + 1, start + size + 1)])


def _arrow(name: str, columns: Columns, rng: np.random.Generator) -> pa.Array:
    """One column with its type; a few values are struck out as not known."""
    values, known = columns[name]
    unknown = np.zeros(len(values), bool) if known is None else ~known
    if name not in _ALWAYS_KNOWN:
        unknown |= rng.random(len(values), np.float32) < _UNKNOWN.get(name, _USUALLY_UNKNOWN)
    whole = values.dtype.kind == "i"
    array = pa.array(values.astype(np.int32) if whole else values, mask=unknown)
    if name in CHOICES:
        return pa.array(CHOICES[name]).take(array)
    return array if pa.types.is_boolean(array.type) else array.cast(_type(name))


def _type(name: str) -> pa.DataType:
    if name.endswith(("_on", "_date")):
        return _DATE
    return _MONEY if name in _MONEY_FACTS else _COUNT


_MONEY_FACTS = frozenset({
    "monthly_wage", "local_average_monthly_wage", "rent_received", "co_owner_entitlement",
    "key_staff_subsidy_granted", "selection_score",
})  # fmt: skip
