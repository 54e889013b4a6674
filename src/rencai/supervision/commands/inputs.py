"""What the commands take: plans, frames, seeds kept in files, moments; and how shares are shown."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from rencai.command import InputError, argument, option
from rencai.messages import Message
from rencai.policy.commands.inputs import read_input
from rencai.supervision.distributions import Interval


class Moment(click.ParamType[datetime]):
    """A moment such as 2026-07-01T12:00+08:00."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            raise InputError(
                "{option}: a moment such as 2026-07-01T12:00+08:00 is expected, not {value!r}",
                option=param.opts[-1] if param else "",
                value=value,
            ) from None


class Number(click.ParamType[float]):
    """A number between `low` and `high`."""

    name = "number"

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = float(value)
        except ValueError:
            number = self.low
        if not self.low < number < self.high:
            raise InputError(
                "{option}: a number between {low} and {high} is expected, not {value!r}",
                option=param.opts[-1] if param else "",
                low=f"{self.low:g}",
                high=f"{self.high:g}",
                value=value,
            )
        return number


plan_argument = argument("plan_file", metavar="PLAN", about=Message("a sampling plan, YAML or JSON"))
frame_argument = argument("frame", metavar="FRAME", about=Message("a Parquet or CSV file, one row for each decision"))
draw_argument = argument("draw_file", metavar="DRAW", about=Message("a draw, as `rencai supervision draw` wrote it"))
seed_option = option(
    "--seed",
    "seed_file",
    required=True,
    metavar="FILE",
    about=Message("the file that holds the seed, on one line"),
)


def seed_of(file: str) -> str:
    return read_input(file).strip()


def percent(share: float) -> str:
    return f"{share * 100:.1f}%"


def interval(found: Interval) -> str:
    return f"{percent(found.lower)}–{percent(found.upper)}"


def writable(path: str) -> Path:
    folder = Path(path).parent
    if not folder.is_dir():
        raise InputError("there is no folder {folder!r} to write into", folder=str(folder))
    return Path(path)
