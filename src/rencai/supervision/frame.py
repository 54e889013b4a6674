"""The frame (抽样框): every decision that could be drawn, checked, and hashed whatever the order of its rows.

The hash, to the byte (texts UTF-8): each row is the netstrings of its columns one after the other (the number of bytes
in decimal, ":", the bytes, ","; an amount is its whole number of cents; a decision reads "granted" or "refused");
the SHA-256 digests of the rows are sorted as bytes and joined; the frame's hash is the hex of
SHA-256("rencai-frame-1\\n" + the netstrings of the columns' names + "\\n" + the joined digests).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rencai.messages import Message
from rencai.supervision.plan import GRANTED, REFUSED, Plan
from rencai.supervision.problems import SupervisionError, supervision_error
from rencai.supervision.tables import needs_columns, read_table

WHAT = Message("the frame")
Cents = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Frame:
    """A checked frame: `table` has id, body, category, decision and further strata as text, amount in cents.

    `read_as` are the columns and words of the plan that read it.
    """

    table: pa.Table
    hash: str
    read_as: tuple[tuple[str, ...], ...]

    @property
    def cents(self) -> Cents:
        return np.asarray(self.table["amount"].to_numpy(), dtype=np.int64)

    def __len__(self) -> int:
        return int(self.table.num_rows)


def read_frame(given: Any, plan: Plan) -> Frame:
    """The frame as the plan reads it. SupervisionError names row, column and value of what is wrong."""
    read_as = (plan.frame_columns, plan.granted, plan.refused)
    if isinstance(given, Frame):
        if given.read_as != read_as:
            raise supervision_error("this frame was read by a plan with other columns or decisions; read it again")
        return given
    raw = read_table(given, WHAT)
    needs_columns(raw, plan.frame_columns, WHAT)
    if raw.num_rows == 0:
        raise supervision_error("the frame is empty: there is nothing to draw from")
    with duckdb.connect() as connection:
        connection.register("given", raw.select(plan.frame_columns))
        read = connection.sql(_select(plan, raw)).to_arrow_table()
    _check(read, raw, plan)
    return Frame(read.drop_columns(["row_hash", "id_hash"]), _hash(read, plan), read_as)


def close_frame(given: Any, plan: Plan | None = None) -> str:
    """The hash of a frame, to be published when it is closed. Without a plan the five columns have their own names."""
    return read_frame(given, plan or Plan()).hash


def _select(plan: Plan, raw: pa.Table) -> str:
    columns = plan.columns
    words = {
        "id": _text(columns.id),
        "body": _text(columns.body),
        "category": _text(columns.category),
        "amount": f"TRY_CAST(round(TRY_CAST({_quoted(columns.amount)} AS DECIMAL(20,4)) * 100) AS BIGINT)",
        "decision": _decision(plan),
        **{name: _text(name) for name in plan.strata if name not in plan.columns.__dict__},
    }
    listed = ", ".join(f"{sql} AS {_quoted(name)}" for name, sql in words.items())
    parts = (f"strlen({_as_text(name)}) || ':' || {_as_text(name)} || ','" for name in words)
    hashes = f"unhex(sha256({' || '.join(parts)})) AS row_hash, hash(id) AS id_hash"
    return f"SELECT *, {hashes} FROM (SELECT {listed} FROM given)"


def _as_text(name: str) -> str:
    return f"{_quoted(name)}::VARCHAR" if name == "amount" else _quoted(name)


def _text(name: str) -> str:
    return f"nullif(CAST({_quoted(name)} AS VARCHAR), '')"


def _decision(plan: Plan) -> str:
    arms = ((plan.granted, GRANTED), (plan.refused, REFUSED))
    cases = " ".join(
        f"WHEN {_text(plan.columns.decision)} IN ({', '.join(map(_literal, words))}) THEN '{name}'"
        for words, name in arms
    )
    return f"CASE {cases} END"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _check(read: pa.Table, raw: pa.Table, plan: Plan) -> None:
    for name in read.column_names[:-2]:
        if read[name].null_count:
            row = pc.index(pc.is_null(read[name]), True).as_py()
            raise _bad_value(plan, raw, name, row)
    cents = read["amount"].to_numpy()
    if (cents < 0).any():
        raise _bad(plan, raw, "amount", int(np.argmax(cents < 0)), Message("an amount is not below 0"))
    _whole_cents(raw, read, plan)
    _once(read, plan)


def _bad_value(plan: Plan, raw: pa.Table, name: str, row: int) -> SupervisionError:
    value = raw[_own_name(plan, name)][row].as_py()
    if value is None or value == "":
        return supervision_error(
            "row {row}, column {column}: there is no value; each case needs one",
            row=row + 1,
            column=_own_name(plan, name),
        )
    if name == "decision":
        allowed = [*plan.granted, *plan.refused]
        return supervision_error(
            "row {row}, column {column}: the decision {value!r} is not known; the plan knows: {allowed}",
            row=row + 1,
            column=_own_name(plan, name),
            value=value,
            allowed=allowed,
        )
    return _bad(plan, raw, name, row, Message("a number with two places at most is expected"))


def _bad(plan: Plan, raw: pa.Table, name: str, row: int, why: Message) -> SupervisionError:
    column = _own_name(plan, name)
    return supervision_error(
        "row {row}, column {column}: {value!r}: {why}",
        row=row + 1,
        column=column,
        value=raw[column][row].as_py(),
        why=why,
    )


def _own_name(plan: Plan, name: str) -> str:
    return str(getattr(plan.columns, name, name))


def _whole_cents(raw: pa.Table, read: pa.Table, plan: Plan) -> None:
    """A part of a cent would not be in the hash."""
    given = raw[plan.columns.amount]
    if pa.types.is_integer(given.type):
        return
    exact = pc.cast(given, pa.float64()).to_numpy() * 100
    off = np.abs(exact - read["amount"].to_numpy()) > 1e-6 * np.maximum(1, np.abs(exact) * 1e-6) + 1e-4
    if off.any():
        raise _bad(plan, raw, "amount", int(np.argmax(off)), Message("a number with two places at most is expected"))


def _once(read: pa.Table, plan: Plan) -> None:
    hashes = np.sort(read["id_hash"].to_numpy())
    if not (hashes[1:] == hashes[:-1]).any():
        return
    first: dict[str, int] = {}
    for row, name in enumerate(read["id"].to_pylist()):
        if name in first:
            raise supervision_error(
                "row {row}, column {column}: the case {id!r} stands in row {first} already; each case stands once",
                row=row + 1,
                column=plan.columns.id,
                id=name,
                first=first[name] + 1,
            )
        first[name] = row


def _hash(read: pa.Table, plan: Plan) -> str:
    digests = read["row_hash"].combine_chunks()
    raw = np.frombuffer(digests.buffers()[2], dtype=np.uint8)[: 32 * len(read)].reshape(-1, 32)
    head = np.ascontiguousarray(raw[:, :8]).view(">u8").ravel().astype(np.uint64)
    order = np.argsort(head)
    if (head[order][1:] == head[order][:-1]).any():
        order = np.lexsort(raw.T[::-1])
    names = "".join(f"{len(name.encode())}:{name}," for name in plan.frame_columns)
    return hashlib.sha256(f"rencai-frame-1\n{names}\n".encode() + raw[order].tobytes()).hexdigest()
