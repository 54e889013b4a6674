"""What is wrong with a market: one clear sentence with its place and the remedy; and why floors cannot be met."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rencai.messages import Message
from rencai.policy.problems import PolicyError, Problem


class MatchingError(PolicyError):
    """Input that the matching cannot use; `text(lang)` is what a user reads."""


@dataclass(frozen=True)
class Reason:
    """The smallest reason why no assignment meets the floors.

    `places` are the regions or posts whose floors contradict what there is; together they ask for `asked` talents,
    and `at_most` can be there. Leaving out any one of them makes the rest possible.
    """

    places: tuple[str, ...]
    asked: int
    at_most: int

    @property
    def message(self) -> Message:
        if len(self.places) == 1:
            return Message(
                "the floor of {place} is {asked}, but {n} talents at most can be placed there",
                place=self.places[0],
                asked=self.asked,
                n=self.at_most,
            )
        return Message(
            "the floors of {places} ask for {asked} talents together, but {n} at most can be placed there",
            places=list(self.places),
            asked=self.asked,
            n=self.at_most,
        )


class FloorsCannotBeMet(MatchingError):
    """No assignment satisfies the floors; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(Problem(None, reason.message))


class FloorsNotGuaranteed(MatchingError):
    """Lists are incomplete, so that no mechanism guarantees floors; `Market.offers()` has what can be done instead."""


def matching_error(template: str, /, **values: object) -> MatchingError:
    return MatchingError(Problem(None, Message(template, **values)))


@contextmanager
def needing_the_extra() -> Iterator[None]:
    """MatchingError where numba or OR-tools, which come with the extra `matching`, are not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] not in ("numba", "ortools"):
            raise
        raise matching_error(
            "matching needs numba and OR-tools, which are not here: pip install 'rencai[matching]'"
        ) from None
