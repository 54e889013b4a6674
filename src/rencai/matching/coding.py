"""Free titles coded to the occupations of China: the nearest names by meaning and by characters, with runners-up."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from rencai.matching.csco import occupations
from rencai.matching.problems import matching_error
from rencai.matching.vectors import Encoder, Vectors

TITLES = Path(__file__).parent / "data" / "titles.csv"  # everyday titles, Chinese and English, with their codes
# What an everyday title loses where it is not the title itself ("nurse" stands for many), how much like characters
# count beside like meaning, and how sharply confidence falls with the distance to the best: chosen on the 88 titles of
# tests/matching/data/titles.csv.
EVERYDAY, CHARACTERS, SHARPNESS = 0.05, 0.15, 24.0
AT_ONCE = 2048
RUNNERS = 5
SURE = 0.2  # below this confidence a code is a guess: of the 88 titles none is coded rightly there
LONGEST = 200
# What an advertisement adds to a title, and what no occupation depends on.
NOISE = re.compile(
    r"\d+\s*[k万千]?\s*[-~—到至]\s*\d+\s*[k万千元]?|\d+[k元薪]"
    r"|[五六]险一金|包[吃住]+|双休|急聘|急招|诚聘|高薪|应届生?|实习生?"
    r"|资深|(?:高级|中级|初级)(?!中学)|首席|助理(?=.{2})"
    r"|\b(senior|junior|lead|principal|staff|chief(?= \w+ (engineer|scientist))|intern|trainee|sr|jr|i{1,3}"
    r"|entry[- ]level|full[- ]time|part[- ]time|urgent(ly)?|hiring)\b\.?",
    re.IGNORECASE,
)
MARKS = re.compile(r"[\s()（）\[\]【】/\\,，、;；:：|+&·_*#!！-]+")


@dataclass(frozen=True)
class Choice:
    """An occupation with how likely it is beside the others."""

    code: str
    name: str
    confidence: float


@dataclass(frozen=True)
class Coded:
    """A title and its occupation (职业分类大典编码); `runners_up` follow in falling confidence.

    Confidence is the share of the best among all occupations, 0 to 1; 1 where the title is a known name, and then 0
    for the others.
    """

    title: str
    code: str
    name: str
    confidence: float
    runners_up: tuple[Choice, ...]


def occupation(title: str) -> Coded:
    """The occupation of a title, Chinese or English. MatchingError for a title without words."""
    return _standard().code([title])[0]


@lru_cache(maxsize=1)
def _standard() -> Coder:
    return Coder()


class Coder:
    """Codes titles, each distinct one once. Another encoder is plugged in here; `cache` is a file for its vectors."""

    def __init__(self, encoder: Encoder | None = None, cache: Path | str | None = None) -> None:
        self.vectors = Vectors(encoder, cache)
        names = _known_names()
        self._names = list(names)
        codes = list(dict.fromkeys(names.values()))
        self._codes = codes
        # Which names are those of one code: names are grouped by code, so that the best of each is one reduction.
        number = {code: index for index, code in enumerate(codes)}
        self._of = np.array([number[names[name]] for name in self._names], np.int64)
        order = np.argsort(self._of, kind="stable")
        self._names, self._of = [self._names[index] for index in order], self._of[order]
        self._firsts = np.searchsorted(self._of, np.arange(len(codes)))
        self._characters = Characters(self._names)
        self._matrix = self.vectors.of(self._names)
        self._discount = np.array([0.0 if name in _catalogue_names() else EVERYDAY for name in self._names], np.float32)
        self._kept: dict[str, Coded] = {}

    def code(self, titles: Sequence[str]) -> list[Coded]:
        """One Coded for each title, in order. MatchingError names the first title that has no words."""
        for row, title in enumerate(titles, 1):
            if not isinstance(title, str) or not tidy(title):
                raise matching_error("title {row} is {title!r}, which has no words to code", row=row, title=title)
        missing = [title for title in dict.fromkeys(titles) if title not in self._kept]
        for start in range(0, len(missing), AT_ONCE):
            part = missing[start : start + AT_ONCE]
            self._kept.update(zip(part, self._coded(part), strict=True))
        return [self._kept[title] for title in titles]

    def _coded(self, titles: list[str]) -> Iterable[Coded]:
        plain = [tidy(title) for title in titles]
        scores = self.vectors.of(plain) @ self._matrix.T
        scores += CHARACTERS * self._characters.likeness(plain) - self._discount
        by_code = np.maximum.reduceat(scores, self._firsts, axis=1)
        shares = np.exp(SHARPNESS * (by_code - by_code.max(axis=1, keepdims=True)))
        shares /= shares.sum(axis=1, keepdims=True)
        firsts = _firsts(by_code, RUNNERS + 1)
        known = _known_names()
        for row, (title, words) in enumerate(zip(titles, plain, strict=True)):
            found = [self._choice(index, float(shares[row, index])) for index in firsts[row]]
            exact = known.get(unmarked(title)) or known.get(words)
            if exact:
                rest = [choice for choice in found if choice.code != exact]
                rest = [replace(choice, confidence=0.0) for choice in rest]
                found = [Choice(exact, occupations()[exact].name, 1.0), *rest]
            best, *others = found[: RUNNERS + 1]
            yield Coded(title, best.code, best.name, best.confidence, tuple(others[:RUNNERS]))

    def _choice(self, index: int, share: float) -> Choice:
        code = self._codes[index]
        return Choice(code, occupations()[code].name, round(share, 4))


def _firsts(scores: np.ndarray, count: int) -> np.ndarray:
    """The columns of the `count` largest scores of each row, falling; of equal ones the first."""
    some = np.sort(np.argpartition(-scores, count, axis=1)[:, :count], axis=1)
    order = np.argsort(-np.take_along_axis(scores, some, 1), axis=1, kind="stable")
    return np.asarray(np.take_along_axis(some, order, 1))


def tidy(title: str) -> str:
    """The title without grade, pay and what else an advertisement adds; itself where nothing would be left.

    Empty where there is no letter and no character at all.
    """
    whole = title[:LONGEST]
    plain = unmarked(NOISE.sub(" ", whole)) or unmarked(whole)
    return plain if any(char.isalpha() for char in plain) else ""


def unmarked(name: str) -> str:
    return MARKS.sub(" ", name.casefold()).strip()


@lru_cache(maxsize=1)
def _catalogue_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in occupations().values():
        if entry.level == 4:
            found.setdefault(unmarked(entry.name), entry.code)
    return found


@lru_cache(maxsize=1)
def _known_names() -> dict[str, str]:
    """Every name of an occupation, of the catalogue and of everyday speech, with its code."""
    found = dict(_catalogue_names())
    with TITLES.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            found.setdefault(unmarked(row["title"]), row["code"])
    return found


class Characters:
    """How much names have in common in characters: cosine of their pairs and single characters, the rare ones more."""

    def __init__(self, names: Sequence[str]) -> None:
        counts = Counter(piece for name in names for piece in set(pieces(name)))
        self._number = {piece: index for index, piece in enumerate(counts)}
        self._weight = np.log(1 + len(names) / np.array(list(counts.values()), np.float32))
        self._names = self._table(names).T.tocsc()

    def likeness(self, texts: Sequence[str]) -> np.ndarray:
        """float32[texts, names], 0 to 1."""
        return np.asarray((self._table(texts) @ self._names).todense(), np.float32)

    def _table(self, texts: Sequence[str]) -> Any:
        from scipy.sparse import csr_matrix

        rows, columns = [], []
        lengths = np.ones(len(texts), np.float32)
        rarest = float(self._weight.max())
        for row, text in enumerate(texts):
            found = set(pieces(text))
            known = [self._number[piece] for piece in found if piece in self._number]
            rows += [row] * len(known)
            columns += known
            # What no name has counts in the length: a title of which little is known is like nothing.
            unknown = (len(found) - len(known)) * rarest**2
            lengths[row] = np.sqrt(float((self._weight[known] ** 2).sum()) + unknown) or 1.0
        values = self._weight[columns] / lengths[rows]
        return csr_matrix((values, (rows, columns)), (len(texts), len(self._number)), np.float32)


def pieces(text: str) -> list[str]:
    """Words of the Latin script and, of Chinese, single characters and pairs."""
    found = []
    for word in text.split():
        if word.isascii():
            found.append(word)
        else:
            found += [*word, *(word[index : index + 2] for index in range(len(word) - 1))]
    return found
