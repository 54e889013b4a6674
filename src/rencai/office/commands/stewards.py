"""The act behind `rencai steward`."""

from __future__ import annotations

from rencai.office.accounts.actions import add_user, grant
from rencai.office.accounts.models import User
from rencai.office.accounts.permissions import Role
from rencai.office.audit.acts import act
from rencai.office.places.actions import found_city

WHY = "rencai steward"


@act
def make_steward(*, username: str, name: str, password: str) -> User:
    """An account and its mandate for the whole city, or neither.

    Raises:
        ValidationError: the name is taken, or the password is weak.
    """
    user = add_user(by=None, username=username, name=name, password=password)
    grant(by=None, holder=user, role=Role.STEWARD, place=found_city(), reason=WHY, delegable=True)
    return user
