"""What is wrong with a plan, a table, a seed or a finding: one clear sentence with its place and the remedy."""

from __future__ import annotations

from rencai.messages import Message
from rencai.policy.problems import PolicyError, Problem


class SupervisionError(PolicyError):
    """Input that supervision cannot use; `text(lang)` is what a user reads."""


def supervision_error(template: str, /, **values: object) -> SupervisionError:
    return SupervisionError(Problem(None, Message(template, **values)))
