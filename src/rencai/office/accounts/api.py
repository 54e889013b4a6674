"""For programs: whose token it is and what it may do, and who holds which mandate."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from rencai.office import asker
from rencai.office.accounts.models import Mandate
from rencai.office.accounts.permissions import TABLE, Role
from rencai.office.answers import Listed, Number, Paging, listed
from rencai.office.asker import Refused

router = Router(tags=["accounts"])


class MandateTold(Schema):
    """A mandate. It is for `place` or for `organisation`; no `categories` are all categories."""

    id: int
    holder: str
    role: Role
    place: int | None = Field(validation_alias="place_id")
    organisation: int | None = Field(validation_alias="organisation_id")
    categories: list[str]
    valid_from: date
    valid_until: date | None
    delegable: bool
    granted_at: datetime
    revoked_at: datetime | None

    @staticmethod
    def resolve_holder(mandate: Any) -> str:
        return str(mandate.holder)


class PermissionTold(Schema):
    name: str
    words: str


class Me(Schema):
    """The person for whom the token acts, its mandate, and what that allows."""

    name: str
    mandate: MandateTold
    permissions: list[PermissionTold]


class MandateFilter(Paging):
    """`in_force`: only those that are in force today, or only the others."""

    holder: Number | None = None
    in_force: bool | None = None


@router.get("me", response=Me)
def me(request: HttpRequest) -> Any:
    """Whose token this is, its mandate, and what it may do."""
    user = asker.of(request)
    held = [permission for permission in TABLE if user.may(permission.name)]
    told = [{"name": permission.name, "words": str(permission.words)} for permission in held]
    return {"name": user.name, "mandate": request.auth, "permissions": told}  # type: ignore[attr-defined]


@router.get("mandates", response=Listed[MandateTold])
def list_mandates(request: HttpRequest, asked: Query[MandateFilter]) -> Any:
    """Who holds which mandate, the newest first, within the reach of this one."""
    user = asker.of(request)
    if not user.scope("accounts.view_mandates"):
        raise Refused()
    found = Mandate.objects.visible_to(user).select_related("holder")
    if asked.holder is not None:
        found = found.filter(holder=asked.holder)
    if asked.in_force is not None:
        in_force = Mandate.objects.visible_to(user).in_force()
        found = found.filter(pk__in=in_force) if asked.in_force else found.exclude(pk__in=in_force)
    return listed(found.order_by("-id"), asked)
