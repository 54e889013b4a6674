"""The lists of talents and posts as flat arrays: compressed rows, as scipy's CSR has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rencai.matching.problems import matching_error
from rencai.policy.yaml_source import did_you_mean


@dataclass(frozen=True, eq=False)
class Side:
    """Whom one side ranks: list i is `items[starts[i]:starts[i + 1]]`, `levels` grow along it, equal where tied."""

    starts: np.ndarray
    items: np.ndarray
    levels: np.ndarray


@dataclass(frozen=True, eq=False)
class Lists:
    """The pairs that rank each other, by talent in the order of its list.

    `starts` int64[n+1]; per pair int32: `posts`, `choices` (the talent's level of the post, from 0), `levels` (the
    post's level of the talent). `tied` says whether a post is indifferent between talents; `dropped` counts pairs of
    which one side does not rank the other.
    """

    starts: np.ndarray
    posts: np.ndarray
    choices: np.ndarray
    levels: np.ndarray
    tied: bool
    dropped: int

    @property
    def talents(self) -> int:
        return len(self.starts) - 1

    def degrees(self, posts: int) -> np.ndarray:
        """How many talents list each post."""
        return np.bincount(self.posts, minlength=posts).astype(np.int64)

    def owners(self) -> np.ndarray:
        """The talent of each pair, int32."""
        return np.repeat(np.arange(self.talents, dtype=np.int32), np.diff(self.starts))

    def complete(self, posts: int) -> bool:
        return len(self.posts) == self.talents * posts


def paired(talents: Side, posts: Side, position: np.ndarray) -> Lists:
    """The pairs that rank each other; what only one side ranks is left out and counted."""
    from rencai.matching.pairing import levels_at_posts, tied

    count = len(talents.starts) - 1
    levels = levels_at_posts(talents.starts, talents.items, posts.starts, posts.items, posts.levels, count)
    mutual = levels >= 0
    dropped = len(levels) - int(mutual.sum())
    starts = talents.starts
    items, choices = talents.items, talents.levels
    if dropped:
        starts = np.concatenate([[0], np.cumsum(mutual)])[starts].astype(np.int64)
        items, choices, levels = items[mutual], choices[mutual], levels[mutual]
    return ordered(starts, items, choices, levels, position, tied(posts.starts, posts.levels), dropped)


def ordered(
    starts: np.ndarray,
    posts: np.ndarray,
    choices: np.ndarray,
    levels: np.ndarray,
    position: np.ndarray,
    tied_posts: bool,
    dropped: int,
) -> Lists:
    """Lists whose ties between posts stand in the order of posts."""
    from rencai.matching.pairing import sort_ties, tied

    if tied(starts, choices):
        posts, choices, levels = posts.copy(), choices.copy(), levels.copy()
        sort_ties(starts, posts, choices, levels, position)
    return Lists(starts, posts, choices, levels, tied_posts, dropped)


def side(given: Mapping[Any, Any], others: Mapping[Any, int], who: str) -> Side:
    """Lists by name; MatchingError for a name that is ranked twice or is nobody."""
    starts, items, levels = [0], [], []
    for name, ranked in given.items():
        seen = set()
        for level, group in enumerate(_groups(ranked, name)):
            for other in group:
                if other not in others:
                    hint = did_you_mean(str(other), [str(known) for known in others])
                    raise matching_error(UNKNOWN[who], name=name, other=other, hint=hint)
                if other in seen:
                    raise matching_error("{name!r} ranks {other!r} twice", name=name, other=other)
                seen.add(other)
                items.append(others[other])
                levels.append(level)
        starts.append(len(items))
    return Side(np.array(starts, np.int64), np.array(items, np.int32), np.array(levels, np.int32))


UNKNOWN = {
    "talents": "talent {name!r} ranks {other!r}, which is no post{hint}",
    "posts": "post {name!r} ranks {other!r}, who is no talent{hint}",
}


def _groups(ranked: Any, name: Any) -> list[Any]:
    if isinstance(ranked, (str, bytes)) or not isinstance(ranked, Sequence):
        raise matching_error("the list of {name!r} is {value!r}, but is a list of names", name=name, value=ranked)
    return [group if isinstance(group, (list, tuple)) else (group,) for group in map(_in_order, ranked)]


def _in_order(group: Any) -> Any:
    return sorted(group) if isinstance(group, (set, frozenset)) else group


def csr(given: Any, what: str, others: int) -> Side:
    """(starts, items) or (starts, items, levels) as a Side; MatchingError with the list and the place in it."""
    from rencai.matching.pairing import first_twice

    arrays = [np.asarray(part) for part in given] if isinstance(given, (tuple, list)) else []
    if len(arrays) not in (2, 3) or any(part.ndim != 1 or part.dtype.kind not in "iu" for part in arrays):
        raise matching_error(
            "{what}: two or three arrays of whole numbers are expected: starts, items, levels", what=what
        )
    starts, items = arrays[0].astype(np.int64, copy=False), arrays[1]
    if len(starts) == 0 or starts[0] != 0 or starts[-1] != len(items) or (np.diff(starts) < 0).any():
        raise matching_error("{what}: starts begin with 0, never fall, and end with the number of items", what=what)
    wrong = np.flatnonzero((items < 0) | (items >= others))
    if len(wrong):
        _wrong_item(starts, int(wrong[0]), what, int(items[wrong[0]]), others)
    items = items.astype(np.int32, copy=False)
    twice = first_twice(starts, items, others)
    if twice >= 0:
        row = int(np.searchsorted(starts, twice, "right")) - 1
        raise matching_error("{what}: list {row} names {item} twice", what=what, row=row, item=int(items[twice]))
    return Side(starts, items, _levels(arrays, starts, what))


def _wrong_item(starts: np.ndarray, index: int, what: str, item: int, others: int) -> None:
    row = int(np.searchsorted(starts, index, "right")) - 1
    raise matching_error(
        "{what}: list {row} names {item}, but the other side has numbers from 0 to {last}",
        what=what,
        row=row,
        item=item,
        last=others - 1,
    )


def _levels(arrays: list[np.ndarray], starts: np.ndarray, what: str) -> np.ndarray:
    if len(arrays) == 2:
        places = np.arange(len(arrays[1]), dtype=np.int64) - np.repeat(starts[:-1], np.diff(starts))
        return np.asarray(places, np.int32)
    levels: np.ndarray = arrays[2].astype(np.int32)
    if len(levels) != len(arrays[1]) or (levels < 0).any():
        raise matching_error("{what}: there is one level, 0 or more, for each item", what=what)
    rising = np.diff(levels) >= 0
    inner = starts[1:-1]
    rising[inner[(inner > 0) & (inner < len(levels))] - 1] = True
    if not rising.all():
        row = int(np.searchsorted(starts, int(np.flatnonzero(~rising)[0]), "right")) - 1
        raise matching_error("{what}: the levels of list {row} fall; a list begins with its best", what=what, row=row)
    return levels
