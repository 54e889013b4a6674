"""The accounts of the demo city: one for each role, opened with one click."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from django.db.models import Count

from rencai.office.accounts import actions
from rencai.office.accounts.models import User
from rencai.office.accounts.permissions import Role
from rencai.office.demo.showcase import NAME, show
from rencai.office.places.models import Kind, Organisation, Place
from rencai.office.registry.models import Talent

SINCE: Final = date(2022, 5, 30)
"""The day on which recognition was handed to districts and employers, by the press of that day."""
WHY: Final = "演示城市（虚构）"
STAFF: Final = 40


class Officer(NamedTuple):
    """An account with a mandate for a place."""

    username: str
    name: str
    role: Role
    place: str


OFFICERS: Final = (
    Officer("demo-district", "孙区晓（虚构）", Role.OFFICER, "ganjingzi"),
    Officer("demo-county", "庄县青（虚构）", Role.OFFICER, "zhuanghe"),
    Officer("demo-city", "程市远（虚构）", Role.OFFICER, "dalian"),
    Officer("demo-auditor", "沈审言（虚构）", Role.AUDITOR, "dalian"),
    Officer("demo-leader", "凌组衡（虚构）", Role.LEADER, "dalian"),
    Officer("demo-steward", "管权明（虚构）", Role.STEWARD, "dalian"),
)


def open_accounts(*, on: date) -> dict[str, User]:
    """One account for each role, by name; each has the mandate that its role needs."""
    people = {officer.username: _officer(officer) for officer in OFFICERS}
    employer = _employer()
    people["demo-hr"] = _account("demo-hr", "任事佳（虚构）")
    actions.grant(
        by=None, holder=people["demo-hr"], role=Role.EMPLOYER, organisation=employer, valid_from=SINCE, reason=WHY
    )
    people["demo-talent"] = _account("demo-talent", f"{NAME}（虚构）")
    show(account=people["demo-talent"], employer=employer, on=on)
    return people


def _account(username: str, name: str) -> User:
    """Without a password: demo accounts are entered by one click alone."""
    return actions.add_user(by=None, username=username, name=name, is_demo=True)


def _officer(officer: Officer) -> User:
    user = _account(officer.username, officer.name)
    place = Place.objects.get(key=officer.place)
    actions.grant(by=None, holder=user, role=officer.role, place=place, valid_from=SINCE, reason=WHY, delegable=True)
    return user


def _employer() -> Organisation:
    """A firm in Ganjingzi of a size that fits on a screen or two."""
    staff = Talent.objects.filter(place__key="ganjingzi", organisation__kind=Kind.EMPLOYER)
    counted = staff.order_by().values_list("organisation").annotate(Count("pk"))
    chosen, _ = min(counted, key=lambda one: (abs(one[1] - STAFF), one[0]))
    return Organisation.objects.get(pk=chosen)
