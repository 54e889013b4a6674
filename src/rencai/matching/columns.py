"""The columns of talents, posts and their history: what each holds, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rencai.matching.problems import matching_error
from rencai.matching.reading import needs, read_table
from rencai.messages import Message

TEXT, WORDS, NUMBER, DEGREE, GRADE = "text", "words", "number", "degree", "grade"
TALENT: Mapping[str, str] = {
    "title": TEXT,  # what this person is or wants to be
    "description": TEXT,
    "occupation": TEXT,  # a CSCO code; else the title is coded
    "skills": WORDS,
    "degree": DEGREE,
    "certificates": WORDS,
    "years": NUMBER,  # of experience
    "seniority": GRADE,
    "pay": NUMBER,  # yuan a month wanted at least
    "place": TEXT,  # where this person is: a code of GB/T 2260, or a name
    "places": WORDS,  # the only places where this person would work; empty: anywhere
    "wishes": WORDS,  # places where this person wishes to move
    "age": NUMBER,
    "limits": WORDS,  # legal limits of this person, such as a non-compete or a missing work permit
}
POST: Mapping[str, str] = {
    "title": TEXT,
    "description": TEXT,
    "occupation": TEXT,
    "skills": WORDS,
    "degree": DEGREE,  # needed at least
    "certificates": WORDS,  # needed, all of them
    "years": NUMBER,  # needed at least
    "seniority": GRADE,
    "pay": NUMBER,  # yuan a month offered at most
    "place": TEXT,
    "age_from": NUMBER,
    "age_to": NUMBER,
    "limits": WORDS,  # legal limits with which nobody may hold this post
}
DEGREES = {
    "none": ("none", "无"),
    "secondary": ("secondary", "high school", "高中", "中专", "中职"),
    "college": ("college", "junior college", "associate", "大专", "专科", "高职"),
    "bachelor": ("bachelor", "本科", "学士", "大学本科"),
    "master": ("master", "硕士", "硕士研究生"),
    "doctor": ("doctor", "phd", "博士", "博士研究生"),
}
GRADES = {
    "none": ("none", "无"),
    "junior": ("junior", "初级", "助理级", "员级"),
    "intermediate": ("intermediate", "中级"),
    "associate_senior": ("associate_senior", "associate senior", "副高级", "副高"),
    "senior": ("senior", "高级", "正高级", "正高"),
}
RANKS = {DEGREE: DEGREES, GRADE: GRADES}
DEGREE_WORDS = {
    "none": Message("no degree"),
    "secondary": Message("secondary school"),
    "college": Message("junior college"),
    "bachelor": Message("bachelor"),
    "master": Message("master"),
    "doctor": Message("doctor"),
}
NUMBERS_MOST = 1e12
SEPARATORS = "[;；、|]"


@dataclass(frozen=True, eq=False)
class Side:
    """One side as it was read. Unknown: an empty text, no words, NaN, rank -1."""

    ids: list[str]
    texts: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    numbers: dict[str, np.ndarray] = field(default_factory=dict)
    ranks: dict[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)


def read_side(given: Any, what: Message, columns: Mapping[str, str]) -> Side:
    """Reads a table or file; MatchingError names the file or table, the row's id and the column."""
    table = read_table(given, what)
    needs(table, ["id"], what)
    side = Side(read_ids(table, what))
    for name, kind in columns.items():
        column = table.column(name) if name in table.column_names else pa.nulls(len(table), pa.string())
        STORED[kind](side)[name] = READERS[kind](column, Place(what, name, side.ids))
    return side


STORED = {
    TEXT: lambda side: side.texts,
    WORDS: lambda side: side.words,
    NUMBER: lambda side: side.numbers,
    DEGREE: lambda side: side.ranks,
    GRADE: lambda side: side.ranks,
}


@dataclass(frozen=True)
class Place:
    what: Message
    column: str
    ids: list[str]

    def wrong(self, row: int, value: object, expected: Message) -> Exception:
        return matching_error(
            "{what}, {id}: {column} is {value!r}; {expected}",
            what=self.what,
            id=self.ids[row],
            column=self.column,
            value=value,
            expected=expected,
        )


def read_ids(table: pa.Table, what: Message) -> list[str]:
    """The ids, each once; MatchingError for a missing one or one that stands twice."""
    ids = [str(value).strip() if value is not None else "" for value in table.column("id").to_pylist()]
    seen: dict[str, int] = {}
    for row, name in enumerate(ids, 1):
        if not name:
            raise matching_error("{what}: row {row} has no id", what=what, row=row)
        if name in seen:
            raise matching_error(
                "{what}: the id {id!r} stands twice, in rows {first} and {second}",
                what=what,
                id=name,
                first=seen[name],
                second=row,
            )
        seen[name] = row
    return ids


def _texts(column: Any, place: Place) -> list[str]:
    return [str(value).strip() if value is not None else "" for value in column.to_pylist()]


def _words(column: Any, place: Place) -> list[tuple[str, ...]]:
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return [_plain_words(value or ()) for value in column.to_pylist()]
    split = pc.split_pattern_regex(pc.fill_null(column.cast(pa.string()), ""), SEPARATORS)
    return [_plain_words(value) for value in split.to_pylist()]


def _plain_words(given: Any) -> tuple[str, ...]:
    """Each word once, without regard to case."""
    return tuple(dict.fromkeys(word for item in given if (word := str(item or "").strip().casefold())))


def _numbers(column: Any, place: Place) -> np.ndarray:
    try:
        filled = pc.if_else(pc.equal(column, ""), None, column) if pa.types.is_string(column.type) else column
        found = pc.cast(filled, pa.float64()).to_numpy(zero_copy_only=False)
        # NaN is what an empty cell becomes: only a number that was written may be wrong.
        given = pc.is_valid(filled).to_numpy(zero_copy_only=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        row, value = next((row, value) for row, value in enumerate(column.to_pylist()) if not _is_number(value))
        raise place.wrong(row, value, A_NUMBER) from None
    wrong = np.flatnonzero(given & ~((found >= 0) & (found <= NUMBERS_MOST)))
    if len(wrong):
        raise place.wrong(int(wrong[0]), column[int(wrong[0])].as_py(), A_NUMBER)
    return np.asarray(found, np.float64)


A_NUMBER = Message("a number from 0 on is expected, or nothing")


def _is_number(value: object) -> bool:
    try:
        return value in (None, "") or float(str(value)) is not None
    except ValueError:
        return False


def _ranks(kind: str) -> Any:
    named = {word: rank for rank, words in enumerate(RANKS[kind].values()) for word in words}

    def read(column: Any, place: Place) -> np.ndarray:
        found = np.full(len(column), -1, np.int8)
        for row, value in enumerate(column.to_pylist()):
            word = str(value).strip().casefold() if value is not None else ""
            if word and word not in named:
                expected = Message("it may be: {allowed}", allowed=[words[0] for words in RANKS[kind].values()])
                raise place.wrong(row, value, expected)
            found[row] = named[word] if word else -1
        return found

    return read


READERS = {TEXT: _texts, WORDS: _words, NUMBER: _numbers, DEGREE: _ranks(DEGREE), GRADE: _ranks(GRADE)}
