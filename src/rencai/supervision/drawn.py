"""What a draw holds, how it is kept, and how anyone verifies it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from rencai.messages import Message
from rencai.supervision.frame import read_frame
from rencai.supervision.plan import Plan
from rencai.supervision.problems import supervision_error
from rencai.supervision.seed import fits
from rencai.supervision.strata import Stratum

THRESHOLD, RANDOM, MONETARY = "threshold", "random", "monetary unit"
FORMAT = "rencai-draw-1"
NAMED = 10


@dataclass(frozen=True)
class Verification:
    """Whether a draw is what frame and seed give; `differences` says what is not, in both languages."""

    differences: tuple[Message, ...]

    @property
    def holds(self) -> bool:
        return not self.differences

    def text(self, lang: str = "en") -> str:
        return "\n".join(message.text(lang) for message in self.differences)


@dataclass(frozen=True)
class Draw:
    """The cases to be checked and all that is needed to draw them again, but the seed.

    `cases` has a row for each case: id, body, category, decision (granted, refused), cents, stratum, probability of
    being drawn (for a monetary unit: the expected hits), hits, and why: threshold, random, monetary unit.
    """

    plan: Plan
    frame_hash: str
    commitment: str
    committed_at: datetime | None
    frame_closed_at: datetime | None
    strata: tuple[Stratum, ...]
    cases: pa.Table

    @cached_property
    def ids(self) -> list[str]:
        """The ids in the order of `cases`."""
        found: list[str] = self.cases["id"].to_pylist()
        return found

    @property
    def bodies(self) -> list[str]:
        return sorted({stratum.body for stratum in self.strata})

    def __len__(self) -> int:
        return int(self.cases.num_rows)

    def verify(self, frame: Any, seed: str) -> Verification:
        """Draws again from `frame` with `seed` and says what differs."""
        return Verification(tuple(_differences(self, frame, seed)))

    def data(self) -> dict[str, Any]:
        """The draw as plain data: what `Draw.of` reads."""
        return {
            "format": FORMAT,
            "plan": self.plan.data(),
            "plan_hash": self.plan.hash,
            "frame_hash": self.frame_hash,
            "commitment": self.commitment,
            "committed_at": self.committed_at.isoformat() if self.committed_at else None,
            "frame_closed_at": self.frame_closed_at.isoformat() if self.frame_closed_at else None,
            "strata": [stratum.data() for stratum in self.strata],
            "cases": self.cases.to_pylist(),
        }

    def save(self, path: str | Path) -> Path:
        """Writes the draw as JSON."""
        path = Path(path)
        path.write_text(json.dumps(self.data(), ensure_ascii=False, indent=1), encoding="utf-8", newline="\n")
        return path

    @classmethod
    def of(cls, data: Any) -> Draw:
        """A draw from plain data. SupervisionError where it is none, or where its plan was changed."""
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise supervision_error("this is no draw that was saved by Rencai")
        plan = Plan.of(data["plan"])
        if plan.hash != data["plan_hash"]:
            raise supervision_error("the plan in this draw is not the one that was drawn by: its hash differs")
        return cls(
            plan,
            data["frame_hash"],
            data["commitment"],
            _moment(data["committed_at"]),
            _moment(data["frame_closed_at"]),
            tuple(Stratum(**stratum) for stratum in data["strata"]),
            pa.Table.from_pylist(data["cases"], schema=SCHEMA),
        )

    @classmethod
    def load(cls, path: str | Path) -> Draw:
        """A draw from the JSON file that `save` wrote."""
        try:
            return cls.of(json.loads(Path(path).read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise supervision_error("there is no file {path}", path=path) from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise supervision_error("{path} holds no draw: {why}", path=path, why=error) from None


SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "body", "category", "decision")),
        ("cents", pa.int64()),
        ("stratum", pa.string()),
        ("probability", pa.float64()),
        ("hits", pa.int64()),
        ("why", pa.string()),
    ]
)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _differences(kept: Draw, frame: Any, seed: str) -> Iterator[Message]:
    from rencai.supervision.drawing import chosen

    if not fits(seed, kept.commitment):
        yield Message("the seed is not the one that was committed")
    read = read_frame(frame, kept.plan)
    if read.hash != kept.frame_hash:
        yield Message("the frame is not the one that was closed: its hash is {hash}", hash=read.hash)
    strata, cases = chosen(kept.plan, read, seed)
    yield from _other_cases(kept.cases, cases)
    yield from _other_strata(kept.strata, strata)


def _other_cases(kept: pa.Table, again: pa.Table) -> Iterator[Message]:
    before, after = ({row["id"]: row for row in table.to_pylist()} for table in (kept, again))
    missing, extra = [name for name in after if name not in before], [name for name in before if name not in after]
    if missing:
        yield Message("drawn again, but missing in the draw: {n} cases: {ids}", n=len(missing), ids=missing[:NAMED])
    if extra:
        yield Message("in the draw, but not drawn again: {n} cases: {ids}", n=len(extra), ids=extra[:NAMED])
    changed = [name for name, row in before.items() if name in after and after[name] != row]
    if changed:
        yield Message("drawn again with other values: {n} cases: {ids}", n=len(changed), ids=changed[:NAMED])


def _other_strata(kept: tuple[Stratum, ...], again: tuple[Stratum, ...]) -> Iterator[Message]:
    before, after = ({stratum.key: stratum for stratum in strata} for strata in (kept, again))
    changed = [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]
    if changed:
        yield Message("{n} strata differ: {keys}", n=len(changed), keys=changed[:NAMED])
