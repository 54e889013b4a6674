"""What somebody tried without the authority for it. A refusal takes its act back: the attempt is an act of its own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from django.db import models

from rencai.office.accounts.models import User
from rencai.office.asker import Refused
from rencai.office.audit.acts import act, record

P = ParamSpec("P")
R = TypeVar("R")
ABOUT = ("case", "recognition", "delegation", "body")
TOLD = ("verdict", "category", "kind", "answer")
"""What an attempt was about, and what of it the event tells."""


def refusals_are_noted(function: Callable[P, R]) -> Callable[P, R]:
    """`function`, an act that takes `by`; whoever is refused it leaves an event with what they tried and why not."""

    @functools.wraps(function)
    def trying(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except Refused as refusal:
            _refused(tried=function.__name__, given=kwargs, why=str(refusal))
            raise

    return trying


@act
def _refused(*, tried: str, given: Mapping[str, Any], why: str) -> None:
    by: User = given["by"]
    told = {name: str(given[name]) for name in TOLD if given.get(name)}
    record("recognition.refused_attempt", by=by, on=_about(given), after={"tried": tried, **told}, reason=why)


def _about(given: Mapping[str, Any]) -> models.Model | None:
    if "appeal" in given:
        case: models.Model = given["appeal"].decision.case
        return case
    return next((given[name] for name in ABOUT if name in given), None)
