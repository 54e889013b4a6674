"""Questions about the demo city."""

from __future__ import annotations

from typing import NamedTuple

from rencai.office.accounts.models import User
from rencai.office.audit.models import Event
from rencai.office.registry.models import Talent


class Made(NamedTuple):
    """The demo city that is here: how many talents, from which seed; `whole` unless making it was broken off."""

    talents: int
    seed: int
    whole: bool


def city_here() -> Made | None:
    """The demo city of this office; None where there is none."""
    begun = Event.objects.filter(act="demo.city_begun").order_by("-number").first()
    if begun is None:
        return None
    made = Event.objects.filter(act="demo.city_made", number__gt=begun.number).exists()
    return Made(begun.after["talents"], begun.after["seed"], made)


def real_people() -> bool:
    """Whether somebody here is real. What visitors add to a demo city is as invented as the rest of it."""
    if User.objects.filter(is_demo=False).exists():
        return True
    return city_here() is None and Talent.objects.exists()
