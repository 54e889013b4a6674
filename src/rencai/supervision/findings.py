"""Findings (抽查结论): what the checkers decided, blind, on each drawn case; checked against the draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from rencai.messages import Message
from rencai.supervision.drawn import NAMED, Draw
from rencai.supervision.plan import GRANTED, REFUSED
from rencai.supervision.problems import SupervisionError, supervision_error
from rencai.supervision.tables import needs_columns, read_table

WHAT = Message("the table of findings")
CHECK, SETTLE, REVIEW = "check", "settle", "review"
ROLES = (CHECK, SETTLE, REVIEW)


@dataclass(frozen=True)
class Answer:
    """What one checker decided: the decision, and the amount in cents that should have been granted (None: unsaid)."""

    decision: str
    cents: int | None


@dataclass(frozen=True)
class CaseFinding:
    """What was found on a case by the first level, and by the second where it was checked again."""

    answer: Answer
    review: Answer | None


def read_findings(given: Any, draw: Draw) -> dict[str, CaseFinding]:
    """The finding of each answered case, by id.

    Columns: id, checker, decision; amount (what should have been granted) and role (check, settle, review; default
    check) may be left out. SupervisionError names row, column and value; a case on which the checkers differ needs a
    row with the role `settle`.
    """
    table = read_table(given, WHAT)
    needs_columns(table, ("id", "checker", "decision"), WHAT)
    answers: dict[str, dict[str, list[Answer]]] = {}
    seen: dict[tuple[str, str, str], int] = {}
    drawn, words = set(draw.ids), _words(draw)
    for row, values in enumerate(_rows(table), 1):
        role = _role(values, row)
        name = _drawn(values, row, drawn)
        checker = _given(values, "checker", row)
        if (name, checker, role) in seen:
            raise supervision_error(
                "row {row}, column checker: {checker!r} has answered case {id!r} already, in row {first}; "
                "each checker answers once",
                row=row,
                checker=checker,
                id=name,
                first=seen[name, checker, role],
            )
        seen[name, checker, role] = row
        answer = Answer(_decision(values, row, words), _cents(values, row))
        answers.setdefault(name, {}).setdefault(role, []).append(answer)
    return _settled(answers)


def _rows(table: pa.Table) -> Iterable[Mapping[str, Any]]:
    known = [name for name in ("id", "checker", "decision", "amount", "role") if name in table.column_names]
    rows: list[Mapping[str, Any]] = table.select(known).to_pylist()
    return rows


def _words(draw: Draw) -> dict[str, str]:
    return {**dict.fromkeys(draw.plan.granted, GRANTED), **dict.fromkeys(draw.plan.refused, REFUSED)}


def _bad(row: int, column: str, value: object, why: Message) -> SupervisionError:
    return supervision_error(
        "row {row}, column {column}: {value!r}: {why}", row=row, column=column, value=value, why=why
    )


def _given(values: Mapping[str, Any], column: str, row: int) -> str:
    value = values[column]
    if value is None or str(value) == "":
        raise supervision_error(
            "row {row}, column {column}: there is no value; each finding needs one", row=row, column=column
        )
    return str(value)


def _role(values: Mapping[str, Any], row: int) -> str:
    role = values.get("role") or CHECK
    if role not in ROLES:
        raise _bad(row, "role", role, Message("may be: {allowed}", allowed=list(ROLES)))
    return str(role)


def _drawn(values: Mapping[str, Any], row: int, drawn: set[str]) -> str:
    name = _given(values, "id", row)
    if name not in drawn:
        raise _bad(row, "id", name, Message("this case was not drawn; findings are of drawn cases only"))
    return name


def _decision(values: Mapping[str, Any], row: int, words: Mapping[str, str]) -> str:
    value = _given(values, "decision", row)
    if value not in words:
        raise _bad(row, "decision", value, Message("may be: {allowed}", allowed=list(words)))
    return words[value]


def _cents(values: Mapping[str, Any], row: int) -> int | None:
    value = values.get("amount")
    if value is None or value == "":
        return None
    try:
        cents = round(float(value) * 100)
    except (ValueError, OverflowError):
        raise _bad(row, "amount", value, Message("a number with two places at most is expected")) from None
    if cents < 0:
        raise _bad(row, "amount", value, Message("an amount is not below 0"))
    return cents


def _settled(answers: Mapping[str, Mapping[str, list[Answer]]]) -> dict[str, CaseFinding]:
    found, open_cases = {}, []
    for name, roles in answers.items():
        first, review = _agreed(roles.get(SETTLE) or roles.get(CHECK, [])), roles.get(REVIEW)
        second = _agreed(review) if review else None
        if first is None or (review and second is None):
            open_cases.append(name)
            continue
        found[name] = CaseFinding(first, second)
    if open_cases:
        raise supervision_error(
            "the checkers differ on {n} cases, or nobody but the second level answered: {ids}; add a row with the role "
            "settle for each",
            n=len(open_cases),
            ids=open_cases[:NAMED],
        )
    return found


def _agreed(answers: list[Answer]) -> Answer | None:
    return answers[0] if answers and all(answer == answers[0] for answer in answers) else None
