"""What an assignment gives: who goes where, its certificate, and all that is needed to find it again years later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from rencai import __version__
from rencai.matching.certificate import Certificate, Filled, filled_places
from rencai.matching.market import Market
from rencai.matching.problems import matching_error
from rencai.matching.quotas import Quotas
from rencai.messages import Message
from rencai.supervision.drawn import Verification
from rencai.supervision.seed import commit_seed

FORMAT = "rencai-assignment-1"


@dataclass(frozen=True, eq=False)
class Result:
    """An assignment: `seats` is the post of each talent (int32, -1 for none) in the order of the market.

    `options` are what the mechanism was given besides the market, or which caps it tightened; `quotas` are those that
    were kept, where they are not the market's own.
    """

    market: Market
    mechanism: str
    seats: np.ndarray
    certificate: Certificate
    options: dict[str, Any] = field(default_factory=dict)
    quotas: Quotas | None = None

    @cached_property
    def assignment(self) -> dict[Any, Any]:
        """{talent: post} of all who are placed."""
        talents, posts, seats = self.market.talents, self.market.posts, self.seats.tolist()
        return {talents[number]: posts[post] for number, post in enumerate(seats) if post >= 0}

    @cached_property
    def unmatched(self) -> list[Any]:
        """The talents who are not placed, in the order of the market."""
        return [self.market.talents[number] for number in np.flatnonzero(self.seats < 0).tolist()]

    @cached_property
    def ranks(self) -> np.ndarray:
        """Which choice each talent got, from 1; 0 for the unmatched. Posts that a talent ties are one choice."""
        lists = self.market.lists
        owners = lists.owners()
        own = np.flatnonzero(lists.posts == self.seats[owners])
        found = np.zeros(len(self.seats), np.int32)
        found[owners[own]] = lists.choices[own] + 1
        return found

    def choices(self) -> dict[int, int]:
        """How many talents got their first choice, their second …; 0: none."""
        numbers, counts = np.unique(self.ranks, return_counts=True)
        return dict(zip(numbers.tolist(), counts.tolist(), strict=True))

    def places(self) -> Iterator[Filled]:
        """Every region with what it holds against floor and cap, then every post that misses a quota."""
        return filled_places(self.quotas or self.market.quotas, self.seats, self.market.posts)

    def table(self) -> pa.Table:
        """Columns talent, post (null: unmatched) and choice, a row for each talent."""
        talents = pa.array([str(name) for name in self.market.talents])
        posts = pa.array([str(name) for name in self.market.posts], pa.string())
        place = posts.take(pa.array(np.where(self.seats < 0, 0, self.seats), mask=self.seats < 0))
        return pa.table({"talent": talents, "post": place, "choice": pa.array(self.ranks, mask=self.ranks == 0)})

    def report(self, path: str | Path, lang: str = "en") -> Path:
        """Writes a page: regions against floor and cap, which choice people got, wrongs, and what quotas cost."""
        from rencai.matching.report import write_report

        return write_report(self, Path(path), lang)

    def data(self) -> dict[str, Any]:
        """The result as plain data: what `load` reads."""
        market = self.market
        return {
            "format": FORMAT,
            "version": __version__,
            "mechanism": self.mechanism,
            "options": self.options,
            "input_hash": market.input_hash,
            "seed": market.seed,
            "commitment": commit_seed(market.seed) if market.seed else None,
            "certificate": self.certificate.data(),
            "assignment": [[str(talent), str(post)] for talent, post in self.assignment.items()],
            "unmatched": [str(talent) for talent in self.unmatched],
        }

    def save(self, path: str | Path) -> Path:
        """Writes the result as JSON."""
        path = Path(path)
        path.write_text(json.dumps(self.data(), ensure_ascii=False, indent=1), encoding="utf-8", newline="\n")
        return path


def load(path: str | Path) -> dict[str, Any]:
    """What `save` wrote; MatchingError where it is something else."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise matching_error("there is no file {path}", path=path) from None
    except ValueError as error:
        raise matching_error("{path} holds no assignment: {why}", path=path, why=error) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise matching_error("{path} holds no assignment that was saved by Rencai", path=path)
    return data


def verify(data: dict[str, Any], market: Market, weights: Any = None) -> Verification:
    """Assigns again from the same inputs, and says what differs from what was saved."""
    return Verification(tuple(_differences(data, market, weights)))


def _differences(data: dict[str, Any], market: Market, weights: Any) -> Iterator[Message]:
    if market.input_hash != data["input_hash"]:
        yield Message("the market is not the one that was assigned: its hash is {hash}", hash=market.input_hash)
        return
    if data["seed"] and market.seed != data["seed"]:
        yield Message("the seed is not the one of the lottery")
        return
    again = _again(market, data["mechanism"], data["options"], weights).data()
    if again["options"] != data["options"]:
        yield Message("the weights, floors or caps are not those that were used")
    before, now = dict(data["assignment"]), dict(again["assignment"])
    moved = [name for name in sorted({*before, *now}) if before.get(name) != now.get(name)]
    if moved:
        yield Message("{n} talents are assigned otherwise, the first {name!r}", n=len(moved), name=moved[0])
    if not again["certificate"]["holds"]:
        yield Message("the certificate does not hold")


def _again(market: Market, mechanism: str, options: dict[str, Any], weights: Any) -> Result:
    named = _by_text(market)
    if mechanism == "best":
        floors, caps = (_renamed(options[key], named) for key in ("floors", "caps"))
        return market.best(weights, floors=floors, caps=caps)
    if mechanism == "couples":
        couples = {_pair(pair, named): [_pair(wish, named) for wish in ranked] for pair, ranked in options["couples"]}
        together, apart = ([_pair(pair, named) for pair in options[key]] for key in ("together", "apart"))
        return market.with_couples(couples, together=together, apart=apart, seconds=options["seconds"])
    if mechanism == "tightened":
        return market.offers()["tightened"]
    if mechanism in ("RSDA-RQ", "PLDA-RQ"):
        return market.with_floors(mechanism)
    return market.stable()


def _by_text(market: Market) -> dict[str, Any]:
    """What is kept as text, as the market names it: names may be numbers."""
    return {str(name): name for names in (market.talents, market.posts, market.quotas.regions) for name in names}


def _renamed(table: dict[str, int] | None, named: dict[str, Any]) -> dict[Any, int] | None:
    return None if table is None else {named[name]: number for name, number in table.items()}


def _pair(names: list[str], named: dict[str, Any]) -> tuple[Any, Any]:
    return named[names[0]], named[names[1]]
