"""Who recognises in the demo city: the city itself, and 28 bodies to which it handed its authority down.

The press of 30 May 2022 names 12 districts and pilot zones, 13 key employers and 3 sector authorities, and hardly one
of them. Which employers they are here, the twelfth zone, and all classes and quotas are invented.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from rencai.office.accounts import actions as accounts
from rencai.office.accounts.models import User
from rencai.office.accounts.permissions import Role
from rencai.office.demo.accounts import SINCE, WHY
from rencai.office.demo.dice import Dice
from rencai.office.demo.names import draw_names
from rencai.office.demo.numbers import credit_code
from rencai.office.demo.organisations import INVENTED, PLACE_SHARES
from rencai.office.demo.rulings import APPROVERS, CLERKS
from rencai.office.demo.writing import next_key
from rencai.office.places.actions import add_place
from rencai.office.places.models import Kind, Level, Organisation, Place
from rencai.office.recognition import actions
from rencai.office.recognition.classes import SHORT
from rencai.office.recognition.models import Body, Delegation
from rencai.office.recognition.terms import BodyKind
from rencai.office.registry.models import Talent

DISTRICTS, EMPLOYERS, SECTORS = 12, 13, 3
AGENTS: Final = 12
"""Who applies for others: staff of agencies, invented."""
ZONE: Final = {
    "code": "zone-2",
    "key": "second-zone",
    "name_zh": "某先导区（名称待核实）",
    "name_en": "A pilot zone (name not known)",
    "level": Level.PILOT_ZONE,
    "belt": "suburban",
    "draft": True,
}
_ZONES: Final = {"jinpu": "jinzhou", "second-zone": "shahekou"}
"""For talents in short supply of which district each pilot zone stands in."""
_AUTHORITIES: Final = (
    ("health_unit", "滨城卫生健康主管部门", "Bincheng Health Commission"),
    ("public_school", "滨城教育主管部门", "Bincheng Education Bureau"),
    ("state_enterprise", "滨城国有资产主管部门", "Bincheng State Assets Commission"),
)
_OWN: Final = ("dut", "dmu")
"""Kinds of employers that the city's notices name as recognising on their own."""
_CONDITIONS: Final = "依规认定、全程留痕、接受抽查（虚构）"
_HIGH: Final = ["junior", "senior"]
_CLASSES: Final = {
    BodyKind.DISTRICT: [SHORT, *_HIGH],
    BodyKind.EMPLOYER: [SHORT, *_HIGH, "leading"],
    BodyKind.SECTOR: [SHORT, *_HIGH],
}


class Officers(NamedTuple):
    """Who prepares and who decides."""

    clerks: list[User]
    approvers: list[User]


@dataclass(frozen=True)
class Named:
    """A body with its authority and its officers; `key` is its place's, or says which organisation it is."""

    key: str
    body: Body
    delegation: Delegation
    officers: Officers


def name_bodies(dice: Dice, *, besides: Organisation) -> list[Named]:
    """The city's body first, then the 28 below it; called within an act.

    Args:
        dice: of the size that `officers_needed` says.
        besides: an employer that does not recognise its own people.
    """
    city = Place.objects.get(level=Level.CITY)
    if not Place.objects.filter(key=ZONE["key"]).exists():
        add_place(by=None, parent=city, **ZONE)
    top = actions.name_body(by=None, kind=BodyKind.CITY, place=Place.objects.get(pk=city.pk))
    found = [("city", top, _delegated(top)), *_districts(top), *_employers(top, besides), *_sectors(top)]
    names = iter(_names(dice))
    return [Named(key, body, held, _officers(key, body, names)) for key, body, held in found]


def officers_needed() -> int:
    return (1 + DISTRICTS + EMPLOYERS + SECTORS) * (CLERKS + APPROVERS) + AGENTS


def open_agents(dice: Dice) -> list[User]:
    """Accounts of those who apply for talents; called within an act."""
    names = _names(dice)[-AGENTS:]
    return [accounts.add_user(by=None, username=f"agent-{number}", name=name, is_demo=True)
            for number, name in enumerate(names, 1)]  # fmt: skip


def _delegated(body: Body, places: Iterable[Place] = (), **scope: Any) -> Delegation:
    delegation = actions.delegate(by=None, body=body, reason=WHY, places=list(places), valid_from=SINCE, **scope)
    delegation.commitment_signed_on, delegation.commitment_signed_by = SINCE, f"负责人{INVENTED}"
    delegation.save(update_fields=["commitment_signed_on", "commitment_signed_by"])
    return delegation


def _districts(top: Body) -> list[tuple[str, Body, Delegation]]:
    found = []
    for place in Place.objects.exclude(level=Level.CITY).order_by("path"):
        body = actions.name_body(by=None, kind=BodyKind.DISTRICT, place=place, parent=top)
        found.append(
            (place.key, body, _delegated(body, _reach(place), categories=_classes(place), conditions=_CONDITIONS))
        )
    return found


def _reach(place: Place) -> list[Place]:
    of = _ZONES.get(place.key)
    return [place, Place.objects.get(key=of)] if of else []


def _classes(place: Place) -> list[str]:
    if place.key in _ZONES:
        return [SHORT]
    return _HIGH if place.key in _ZONES.values() else _CLASSES[BodyKind.DISTRICT]


def _employers(top: Body, besides: Organisation) -> list[tuple[str, Body, Delegation]]:
    """The two universities that the notices name by kind, and the largest of the others."""
    from django.db.models import Count

    theirs = Organisation.objects.filter(policy_kind__in=_OWN).order_by("pk")
    others = Organisation.objects.filter(policy_kind="other", place__key__in=PLACE_SHARES).exclude(pk=besides.pk)
    # Counted apart: a join from each employer to its people would read all talents again for each of them.
    working = Talent.objects.filter(merged_into=None, organisation__isnull=False)
    sizes = dict(working.values_list("organisation").annotate(people=Count("pk")).order_by())
    large = sorted(others.exclude(kind=Kind.BUREAU), key=lambda one: (-sizes.get(one.pk, 0), one.pk))
    found = []
    for number, one in enumerate([*theirs, *large][:EMPLOYERS], 1):
        body = actions.name_body(by=None, kind=BodyKind.EMPLOYER, place=one.place, organisation=one, parent=top)
        scope: dict[str, Any] = {
            "categories": _CLASSES[BodyKind.EMPLOYER],
            "own_staff": True,
            "conditions": _CONDITIONS,
        }
        found.append((f"employer-{number}", body, _delegated(body, **scope)))
    return found


def _sectors(top: Body) -> list[tuple[str, Body, Delegation]]:
    found = []
    for kind, zh, en in _AUTHORITIES:
        bureau = Organisation.objects.create(
            credit_code=credit_code(next_key(Organisation)),
            name=zh + INVENTED,
            name_en=f"{en} (invented)",
            kind=Kind.BUREAU,
            industry="S",
            place=top.place,
        )
        body = actions.name_body(by=None, kind=BodyKind.SECTOR, place=top.place, organisation=bureau, parent=top)
        scope: dict[str, Any] = {"categories": _CLASSES[BodyKind.SECTOR], "sectors": [kind], "conditions": _CONDITIONS}
        found.append((kind, body, _delegated(body, **scope)))
    return found


def _names(dice: Dice) -> list[str]:
    drawn = draw_names(dice, dice.chance(0.5), np.full(dice.size, 1985), np.full(dice.size, -1))
    return [name + INVENTED for name in drawn.written]


def _officers(key: str, body: Body, names: Iterable[str]) -> Officers:
    given = iter(names)
    return Officers(
        [_officer(f"{key}-clerk-{number}", next(given), body) for number in range(1, CLERKS + 1)],
        [_officer(f"{key}-approver-{number}", next(given), body) for number in range(1, APPROVERS + 1)],
    )


def _officer(username: str, name: str, body: Body) -> User:
    """Opened by nobody's click: as them one looks at no page."""
    user = accounts.add_user(by=None, username=username, name=name, is_demo=True)
    where = {"organisation": body.organisation} if body.organisation else {"place": body.place}
    accounts.grant(by=None, holder=user, role=Role.OFFICER, valid_from=SINCE, reason=WHY, **where)
    return user
