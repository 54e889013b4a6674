"""Both sides as flat arrays, words and places numbered alike on both, as the kernels read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from rencai.matching.columns import Side
from rencai.matching.csco import closeness_table

PLACE_DIGITS = 6  # codes of GB/T 2260: two digits the province, four the city, six the district


class Talents(NamedTuple):
    """Talents by column; unknown is -1 or NaN. Bits are uint64[talents, words], bit i of the shared numbering."""

    occupation: np.ndarray  # int32, row of Tables.closeness
    degree: np.ndarray  # int8
    years: np.ndarray
    seniority: np.ndarray
    pay: np.ndarray
    age: np.ndarray
    place: np.ndarray  # int32, row of Tables.nearness
    certificates: np.ndarray
    limits: np.ndarray
    places: np.ndarray  # bits of the posts' places that are acceptable
    wishes: np.ndarray  # bits of the posts' places to which this person wishes to move
    wishing: np.ndarray  # bool: some wish is known
    reads: np.ndarray  # bool: there is a text
    skilled: np.ndarray  # bool: some skill is known
    skill_starts: np.ndarray
    skills: np.ndarray  # int32, numbers of the posts' skills


class Posts(NamedTuple):
    """Posts by column, as Talents. `skill_starts` and `by_skill` list for each skill the posts that ask for it."""

    occupation: np.ndarray  # int32, column of Tables.closeness
    degree: np.ndarray
    years: np.ndarray
    seniority: np.ndarray
    pay: np.ndarray
    age_from: np.ndarray
    age_to: np.ndarray
    place: np.ndarray  # int32, column of Tables.nearness
    certificates: np.ndarray
    limits: np.ndarray
    reads: np.ndarray
    asked: np.ndarray  # int32, how many skills the post asks for
    skill_starts: np.ndarray
    by_skill: np.ndarray


class Tables(NamedTuple):
    """What is told once for each two occupations and each two places, float32; and the weights of the parts."""

    closeness: np.ndarray
    nearness: np.ndarray
    weights: np.ndarray


class Numbers(NamedTuple):
    """The numbering that both sides share: word or place to number, in the order of first appearance."""

    held: dict[str, int]  # occupations of talents
    sought: dict[str, int]  # occupations of posts
    homes: dict[str, int]
    places: dict[str, int]  # of posts
    skills: dict[str, int]  # what posts ask for
    certificates: dict[str, int]
    limits: dict[str, int]


def numbers_of(talents: Side, posts: Side) -> Numbers:
    """Only what posts name is numbered: what they do not ask for changes no score."""
    asked = [_numbered(chain.from_iterable(posts.words[name])) for name in ("skills", "certificates", "limits")]
    return Numbers(
        _numbered(talents.texts["occupation"]),
        _numbered(posts.texts["occupation"]),
        _numbered(talents.texts["place"]),
        _numbered(posts.texts["place"]),
        *asked,
    )


def tables_of(numbers: Numbers, weights: np.ndarray) -> Tables:
    near = [[nearness(home, place) for place in numbers.places] for home in numbers.homes]
    return Tables(
        closeness=_table(closeness_table(list(numbers.held), list(numbers.sought))),
        nearness=_table(np.array(near, np.float32)),
        weights=weights.astype(np.float32),
    )


def talents_of(side: Side, numbers: Numbers) -> Talents:
    """`side` with its occupations coded, in texts["occupation"]."""
    starts, items = _listed(side.words["skills"], numbers.skills)
    return Talents(
        occupation=_indices(side.texts["occupation"], numbers.held),
        degree=side.ranks["degree"],
        years=side.numbers["years"],
        seniority=side.ranks["seniority"],
        pay=side.numbers["pay"],
        age=side.numbers["age"],
        place=_indices(side.texts["place"], numbers.homes),
        certificates=_bits(side.words["certificates"], numbers.certificates),
        limits=_bits(side.words["limits"], numbers.limits),
        places=_place_bits(side.words["places"], numbers.places, anywhere=True),
        wishes=_place_bits(side.words["wishes"], numbers.places, anywhere=False),
        wishing=_some(side.words["wishes"]),
        reads=_reads(side),
        skilled=_some(side.words["skills"]),
        skill_starts=starts,
        skills=items,
    )


def posts_of(side: Side, numbers: Numbers) -> Posts:
    """`side` with its occupations coded, in texts["occupation"]."""
    starts, by_skill = _turned(side.words["skills"], numbers.skills)
    return Posts(
        occupation=_indices(side.texts["occupation"], numbers.sought),
        degree=side.ranks["degree"],
        years=side.numbers["years"],
        seniority=side.ranks["seniority"],
        pay=side.numbers["pay"],
        age_from=side.numbers["age_from"],
        age_to=side.numbers["age_to"],
        place=_indices(side.texts["place"], numbers.places),
        certificates=_bits(side.words["certificates"], numbers.certificates),
        limits=_bits(side.words["limits"], numbers.limits),
        reads=_reads(side),
        asked=np.array([len(words) for words in side.words["skills"]], np.int32),
        skill_starts=starts,
        by_skill=by_skill,
    )


def covers(place: str, other: str) -> bool:
    """Whether `place` is `other` or holds it: 210200, a city, holds 210283, a district."""
    if place == other or not (_is_code(place) and _is_code(other)):
        return place == other
    wide = place[:2] if place.endswith("0000") else place[:4] if place.endswith("00") else place
    return other.startswith(wide)


def nearness(home: str, place: str) -> float:
    """1 for the same district, or where one holds the other; 0.6 for one city, 0.3 for one province, else 0."""
    if covers(home, place) or covers(place, home):
        return 1.0
    if not (_is_code(home) and _is_code(place)):
        return 0.0
    return 0.6 if home[:4] == place[:4] else 0.3 if home[:2] == place[:2] else 0.0


def _is_code(place: str) -> bool:
    return len(place) == PLACE_DIGITS and place.isascii() and place.isdigit()


def _numbered(words: Iterable[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate(dict.fromkeys(word for word in words if word))}


def _indices(words: Sequence[str], numbers: dict[str, int]) -> np.ndarray:
    return np.array([numbers.get(word, -1) for word in words], np.int32)


def _table(found: np.ndarray) -> np.ndarray:
    """At least one cell, so that a kernel has something to point at."""
    return found.astype(np.float32) if found.ndim == 2 and found.size else np.zeros((1, 1), np.float32)


def _some(rows: Sequence[tuple[str, ...]]) -> np.ndarray:
    return np.array([bool(words) for words in rows], bool)


def _reads(side: Side) -> np.ndarray:
    pairs = zip(side.texts["title"], side.texts["description"], strict=True)
    return np.array([bool(title or description) for title, description in pairs], bool)


def _bits(rows: Sequence[tuple[str, ...]], numbers: dict[str, int]) -> np.ndarray:
    """One bit for each word of `numbers` that a row has."""
    found = np.zeros((len(rows), len(numbers) // 64 + 1), np.uint64)
    for row, words in enumerate(rows):
        for word in words:
            number = numbers.get(word, -1)
            if number >= 0:
                found[row, number // 64] |= np.uint64(1 << (number % 64))
    return found


def _place_bits(rows: Sequence[tuple[str, ...]], places: dict[str, int], *, anywhere: bool) -> np.ndarray:
    """The posts' places that each row covers; all of them for an empty row where it means anywhere."""
    everywhere = tuple(places)
    casefolded = {place: place.casefold() for place in everywhere}
    known: dict[tuple[str, ...], tuple[str, ...]] = {(): everywhere if anywhere else ()}
    for words in rows:
        if words not in known:
            known[words] = tuple(
                place for place in everywhere if any(covers(word, casefolded[place]) for word in words)
            )
    return _bits([known[words] for words in rows], places)


def _listed(rows: Sequence[tuple[str, ...]], numbers: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Compressed rows: starts int64[rows + 1], items int32."""
    lists = [[numbers[word] for word in words if word in numbers] for words in rows]
    starts = np.concatenate([[0], np.cumsum([len(items) for items in lists])]).astype(np.int64)
    return starts, np.array([item for items in lists for item in items], np.int32)


def _turned(rows: Sequence[tuple[str, ...]], numbers: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """For each word the rows that have it, rising."""
    starts, items = _listed(rows, numbers)
    owners = np.repeat(np.arange(len(rows), dtype=np.int32), np.diff(starts))
    order = np.argsort(items, kind="stable")
    counts = np.bincount(items, minlength=len(numbers))
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), owners[order]
