"""What has been between talents and posts: applied, invited, placed, declined, rejected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rencai.matching.parts import OUTCOMES
from rencai.matching.problems import matching_error
from rencai.matching.reading import needs, read_table
from rencai.matching.scoring import UNKNOWN
from rencai.messages import Message
from rencai.policy.yaml_source import did_you_mean

HISTORY = Message("history")


@dataclass(frozen=True, eq=False)
class Past:
    """The last outcome of each pair. `arrays`: starts int64[talents + 1], posts int32 rising, values float32."""

    arrays: tuple[np.ndarray, np.ndarray, np.ndarray]
    outcomes: dict[tuple[int, int], str] = field(default_factory=dict)

    def outcome(self, talent: int, post: int) -> str:
        return self.outcomes.get((int(talent), int(post)), "")

    def value(self, talent: int, post: int) -> float:
        return OUTCOMES.get(self.outcome(talent, post), float(UNKNOWN))


def read_past(given: Any, talents: list[str], posts: list[str]) -> Past:
    """Reads talent, post and outcome; of several rows of one pair the last counts. MatchingError with the row."""
    outcomes: dict[tuple[int, int], str] = {}
    if given is not None:
        table = read_table(given, HISTORY)
        needs(table, ["talent", "post", "outcome"], HISTORY)
        numbers = [{name: row for row, name in enumerate(ids)} for ids in (talents, posts)]
        columns = [table.column(name).to_pylist() for name in ("talent", "post", "outcome")]
        for row, (talent, post, outcome) in enumerate(zip(*columns, strict=True), 1):
            pair = (_number(talent, numbers[0], "talent", row), _number(post, numbers[1], "post", row))
            outcomes[pair] = _outcome(outcome, row)
    return Past(_arrays(outcomes, len(talents)), outcomes)


def _number(name: Any, numbers: dict[str, int], what: str, row: int) -> int:
    found = numbers.get(str(name).strip())
    if found is None:
        hint = did_you_mean(str(name), list(numbers)) if len(numbers) < 10_000 else ""
        raise matching_error(UNKNOWN_NAMES[what], row=row, name=name, hint=hint)
    return found


UNKNOWN_NAMES = {
    "talent": "history, row {row}: {name!r} is no talent{hint}",
    "post": "history, row {row}: {name!r} is no post{hint}",
}


def _outcome(given: Any, row: int) -> str:
    word = str(given or "").strip().casefold()
    if word not in OUTCOMES:
        raise matching_error(
            "history, row {row}: the outcome is {value!r}, but may be: {allowed}",
            row=row,
            value=given,
            allowed=list(OUTCOMES),
        )
    return word


def _arrays(outcomes: dict[tuple[int, int], str], talents: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    pairs = sorted(outcomes)
    counts = np.bincount([talent for talent, _ in pairs], minlength=talents) if pairs else np.zeros(talents, int)
    return (
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.array([post for _, post in pairs], np.int32),
        np.array([OUTCOMES[outcomes[pair]] for pair in pairs], np.float32),
    )
