"""Recommendations (双向推荐): for each talent the best posts, for each post the best talents, with the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from rencai.matching import scoring
from rencai.matching.arrays import Posts, Tables, Talents, numbers_of, posts_of, tables_of, talents_of
from rencai.matching.coding import SURE, Coder, tidy
from rencai.matching.columns import POST, TALENT, Side, read_side
from rencai.matching.csco import occupations
from rencai.matching.exposure import exposed
from rencai.matching.nearest import NOBODY, Best, best
from rencai.matching.parts import WEIGHTS, Criterion, Pair, Part, because, checked_weights, criteria_of, parts_of
from rencai.matching.past import Past, read_past
from rencai.matching.problems import matching_error
from rencai.matching.vectors import Encoder
from rencai.messages import LANGUAGES, Message
from rencai.policy.yaml_source import did_you_mean

MOST_LISTED = 1000
TITLE_WEIGHT = 0.6  # of a title in the vector of title and description
TALENTS, POSTS = Message("talents"), Message("posts")
HOW = ("score", "made room", "added")


def recommend(
    talents: Any,
    posts: Any,
    k: int = 20,
    *,
    history: Any = None,
    weights: Mapping[str, float] | None = None,
    encoder: Encoder | None = None,
    cache: Path | str | None = None,
) -> Recommendations:
    """The k best posts for each talent and the k best talents for each post.

    `talents`, `posts`, `history` (talent, post, outcome) are tables or paths, with the columns of
    `rencai.matching.columns`. Only pairs that meet every hard criterion are scored; the score is the sum of eight
    parts, 0 to 1. `weights` by part replace WEIGHTS and are brought to the sum 1. No talent and no post that fits is
    on no list. MatchingError for input that cannot be read.
    """
    if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= MOST_LISTED:
        raise matching_error("k is {k}; a whole number from 1 to {most} is expected", k=k, most=MOST_LISTED)
    checked = checked_weights(weights)
    supply, demand = read_side(talents, TALENTS, TALENT), read_side(posts, POSTS, POST)
    past = read_past(history, supply.ids, demand.ids)
    coder = Coder(encoder, cache)
    code_occupations(supply, coder, TALENTS)
    code_occupations(demand, coder, POSTS)
    numbers = numbers_of(supply, demand)
    pool = Pool(
        supply,
        demand,
        talents_of(supply, numbers),
        posts_of(demand, numbers),
        tables_of(numbers, checked),
        texts_of(supply, coder),
        texts_of(demand, coder),
        past,
    )
    return pool.recommendations(k)


def code_occupations(side: Side, coder: Coder, what: Message) -> None:
    """Checks the codes that are given, and codes the titles of the others; a mere guess leaves it unknown."""
    codes, titles = side.texts["occupation"], side.texts["title"]
    for row, code in enumerate(codes):
        if code and code not in occupations():
            hint = did_you_mean(code, list(occupations()))
            raise matching_error(
                "{what}, {id}: there is no occupation {code!r} in the catalogue{hint}",
                what=what,
                id=side.ids[row],
                code=code,
                hint=hint,
            )
    rows = [row for row, code in enumerate(codes) if not code and tidy(titles[row])]
    for row, coded in zip(rows, coder.code([titles[row] for row in rows]), strict=True):
        codes[row] = coded.code if coded.confidence >= SURE else ""


def texts_of(side: Side, coder: Coder) -> np.ndarray:
    """One vector for each title and description, of length one; zeros where both are empty."""
    found = TITLE_WEIGHT * coder.vectors.of(side.texts["title"])
    found += (1 - TITLE_WEIGHT) * coder.vectors.of(side.texts["description"])
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(lengths > 0, lengths, 1), np.float32)


@dataclass(frozen=True, eq=False)
class Pool:
    """Both sides as they were read, as arrays, and their vectors."""

    talents: Side
    posts: Side
    talent_arrays: Talents
    post_arrays: Posts
    tables: Tables
    talent_vectors: np.ndarray
    post_vectors: np.ndarray
    past: Past

    def recommendations(self, k: int) -> Recommendations:
        for_talents, for_posts = best(len(self.talents), len(self.posts), self._scored, k, both=True)
        first, how_first = exposed(for_talents, for_posts)
        second, how_second = exposed(for_posts, for_talents)
        return Recommendations(k, self, first, second, how_first, how_second)

    def _scored(self, block: np.ndarray, top: int, bottom: int, left: int, right: int) -> None:
        np.matmul(self.talent_vectors[top:bottom], self.post_vectors[left:right].T, out=block)
        scoring.fuse(block, top, left, self.talent_arrays, self.post_arrays, self.tables, self.past.arrays)

    def values(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """What each part gives each pair, float32[pairs, parts]; below 0 where it is not known."""
        cosines = np.einsum("ij,ij->i", self.talent_vectors[rows], self.post_vectors[columns])
        has, asked = self.talents.words["skills"], self.posts.words["skills"]
        held = {row: set(has[row]) for row in np.unique(rows).tolist()}
        common = [sum(skill in held[row] for skill in asked[column]) for row, column in zip(rows, columns, strict=True)]
        past = np.array([self.past.value(row, column) for row, column in zip(rows, columns, strict=True)], np.float32)
        return np.asarray(
            scoring.pair_shares(
                rows,
                columns,
                cosines,
                np.array(common, np.int32),
                past,
                self.talent_arrays,
                self.post_arrays,
                self.tables,
            )
        )

    def pair(self, row: int, column: int) -> Pair:
        return Pair(self.talents, self.posts, row, column, self.past.outcome(row, column))


@dataclass(frozen=True, eq=False)
class Recommendations:
    """Lists for both sides. `for_talents` and `for_posts` hold row numbers and scores; `table` has the names."""

    k: int
    pool: Pool
    for_talents: Best
    for_posts: Best
    how_for_talents: np.ndarray
    how_for_posts: np.ndarray

    @cached_property
    def without(self) -> dict[str, list[str]]:
        """Talents and posts that fit nowhere, and so are on no list."""
        return {
            "talents": _unlisted(self.pool.talents.ids, self.for_talents),
            "posts": _unlisted(self.pool.posts.ids, self.for_posts),
        }

    def table(self, side: Literal["talents", "posts"] = "talents", *, reasons: bool = False) -> pa.Table:
        """One row for each entry of the lists for that side: talent, post, rank, score, chosen, one column a part.

        `chosen` says how the entry came on the list: by score, or for fair exposure. With `reasons` also
        because_en and because_zh, which takes a second for some ten thousand rows.
        """
        owners, items, ranks, scores, how = self._entries(side)
        rows, columns = (owners, items) if side == "talents" else (items, owners)
        values = self.pool.values(rows, columns)
        shares = np.where(values >= 0, values, 0.5) * self.pool.tables.weights
        data: dict[str, Any] = {
            "talent": pa.array(np.array(self.pool.talents.ids, object)[rows], pa.string()),
            "post": pa.array(np.array(self.pool.posts.ids, object)[columns], pa.string()),
            "rank": ranks,
            "score": scores,
            "chosen": pa.array([HOW[code] for code in how], pa.string()),
        }
        data |= {name: shares[:, part] for part, name in enumerate(WEIGHTS)}
        if reasons:
            said = [self._because(*entry) for entry in zip(rows, columns, values, strict=True)]
            data |= {f"because_{lang}": [message.text(lang) for message in said] for lang in LANGUAGES}
        return pa.table(data)

    def _entries(self, side: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        if side not in ("talents", "posts"):
            raise matching_error("lists are for talents or for posts, not for {side!r}", side=side)
        found = self.for_talents if side == "talents" else self.for_posts
        how = self.how_for_talents if side == "talents" else self.how_for_posts
        owners, places = np.nonzero(found.items >= 0)
        return owners, found.items[owners, places], places + 1, found.scores[owners, places], how[owners, places]

    def _because(self, row: int, column: int, values: np.ndarray) -> Message:
        return because(parts_of(self.pool.pair(int(row), int(column)), values, self.pool.tables.weights))

    def explain(self, talent: str, post: str) -> Explanation:
        """Every hard criterion and every part of one pair, whether or not it is on a list."""
        row, column = _row(talent, self.pool.talents.ids, TALENTS), _row(post, self.pool.posts.ids, POSTS)
        pair = self.pool.pair(row, column)
        met = scoring.pair_criteria(row, column, self.pool.talent_arrays, self.pool.post_arrays)
        values = self.pool.values(np.array([row]), np.array([column]))[0]
        parts = parts_of(pair, values, self.pool.tables.weights)
        return Explanation(talent, post, criteria_of(pair, met), parts)


@dataclass(frozen=True)
class Explanation:
    """Why a pair is recommended, how strongly, or which hard criteria stand against it."""

    talent: str
    post: str
    criteria: tuple[Criterion, ...]
    parts: tuple[Part, ...]

    @property
    def fits(self) -> bool:
        return all(criterion.met for criterion in self.criteria)

    @property
    def score(self) -> float:
        return sum(part.share for part in self.parts)

    @property
    def message(self) -> Message:
        if self.fits:
            return because(self.parts)
        unmet = [criterion.words for criterion in self.criteria if not criterion.met]
        return Message("does not fit: {reasons}", reasons=unmet)

    def text(self, lang: str = "en") -> str:
        return self.message.text(lang)


def _unlisted(ids: list[str], lists: Best) -> list[str]:
    return [ids[row] for row in np.flatnonzero((lists.scores <= NOBODY).all(axis=1))]


def _row(name: str, ids: list[str], what: Message) -> int:
    try:
        return ids.index(name)
    except ValueError:
        hint = did_you_mean(name, ids) if len(ids) <= MOST_LISTED else ""
        raise matching_error("there is no {name!r} among the {what}{hint}", name=name, what=what, hint=hint) from None
