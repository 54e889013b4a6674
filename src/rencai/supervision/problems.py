"""What is wrong with a plan, a table, a seed or a finding: one clear sentence with its place and the remedy."""

from __future__ import annotations

from rencai.messages import Message
from rencai.policy.problems import PolicyError, Problem


class SupervisionError(PolicyError):
    """Input that supervision cannot use; `text(lang)` is what a user reads."""


def supervision_error(template: str, /, **values: object) -> SupervisionError:
    return SupervisionError(Problem(None, Message(template, **values)))


def between(value: float, name: str, low: float, high: float) -> None:
    if not low < value < high:
        raise supervision_error(
            "{key} is {value}, but lies between {low} and {high}", key=name, value=value, low=low, high=high
        )


def at_least(value: int, name: str, least: int) -> None:
    if value < least:
        raise supervision_error("{key} is {value}, but is {least} at least", key=name, value=value, least=least)


def one_of(value: str, name: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise supervision_error(
            "{key} is {value!r}, but may be: {allowed}", key=name, value=value, allowed=list(allowed)
        )
