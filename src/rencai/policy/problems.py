"""What is wrong with a pack, a table or a set of facts: one clear sentence, with its place and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rencai.messages import Message


class Place(NamedTuple):
    """Where something is written. Lines and columns count from 1; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join(str(part) for part in self if part)


class Problem(NamedTuple):
    """One thing that is wrong: where, what, and what would be right."""

    place: Place | None
    message: Message

    def text(self, lang: str = "en") -> str:
        return f"{self.place}: {self.message.text(lang)}" if self.place else self.message.text(lang)


class PolicyError(Exception):
    """Bad input. `problems` holds every finding; `text(lang)` is what a user reads."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.text())

    def text(self, lang: str = "en") -> str:
        return "\n".join(problem.text(lang) for problem in self.problems)


class PackError(PolicyError):
    """A pack that cannot be loaded."""


class FactError(PolicyError):
    """Facts about a person that the pack cannot read."""


class TableError(PolicyError):
    """A table of people that cannot be read, or a bad row when none is allowed."""


def pack_error(place: Place | None, template: str, /, **values: object) -> PackError:
    return PackError(Problem(place, Message(template, **values)))
