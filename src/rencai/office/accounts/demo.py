"""The accounts of the demo city, as whom a visitor signs in with one click. All are invented (虚构)."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rencai.office.accounts.actions import add_user, grant
from rencai.office.accounts.models import User
from rencai.office.accounts.permissions import Role
from rencai.office.places.models import Organisation, Place


class Part(NamedTuple):
    """Somebody whom a visitor can be: `reach` names an argument of `demo_accounts`; a talent holds no mandate."""

    key: str
    name: str
    role: Role | None
    reach: str
    label: str | Promise
    shows: str | Promise


PARTS = (
    Part("talent", "林晓舟（虚构）", None, "", _("Talent"), _("your own record, and what the city knows of you")),
    Part(
        "hr",
        "周敏（虚构）",
        Role.EMPLOYER,
        "organisation",
        _("Employer's human resources"),
        _("the people of one employer"),
    ),
    Part("district", "孙立（虚构）", Role.OFFICER, "district", _("District officer"), _("the talents of one district")),
    Part("county", "于海（虚构）", Role.OFFICER, "county", _("County officer"), _("the talents of an outlying county")),
    Part("city", "陈静（虚构）", Role.OFFICER, "city", _("City officer"), _("the talents of the whole city")),
    Part("auditor", "郑平（虚构）", Role.AUDITOR, "city", _("Auditor"), _("who did what, and under which mandate")),
    Part("leader", "高远（虚构）", Role.LEADER, "city", _("Leader of the leading group"), _("the city on one page")),
    Part("steward", "何青（虚构）", Role.STEWARD, "city", _("Steward"), _("who may do what, and where")),
)
REASON = "演示（虚构） for the demonstration"


def demo_accounts(*, city: Place, district: Place, county: Place, organisation: Organisation) -> dict[str, User]:
    """Makes the account of each part where it is missing, with its mandate; by the part's key."""
    reaches: dict[str, Place | Organisation] = {
        "city": city,
        "district": district,
        "county": county,
        "organisation": organisation,
    }
    return {part.key: _account(part, reaches) for part in PARTS}


def _account(part: Part, reaches: dict[str, Place | Organisation]) -> User:
    found = demo_account(part.key)
    if found:
        return found
    where = reaches.get(part.reach)
    employer = where if isinstance(where, Organisation) else None
    user = add_user(by=None, username=_username(part.key), name=part.name, employer=employer, is_demo=True)
    if part.role:
        place = where if isinstance(where, Place) else None
        delegable = part.key == "city"
        grant(
            by=None,
            holder=user,
            role=part.role,
            place=place,
            organisation=employer,
            reason=REASON,
            delegable=delegable,
        )
    return user


def demo_account(key: str) -> User | None:
    """The open demo account of a part; None where the office has none."""
    found: User | None = User.objects.filter(username=_username(key), is_demo=True, is_active=True).first()
    return found


def _username(key: str) -> str:
    return f"demo-{key}"
