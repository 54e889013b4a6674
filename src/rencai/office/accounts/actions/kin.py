"""Acts on the declarations of relatives (亲属申报)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.cn import ric

from rencai.office.accounts.actions.reasons import given
from rencai.office.accounts.duties import kin_index
from rencai.office.accounts.models import Kin, User
from rencai.office.asker import Refused
from rencai.office.audit.acts import act, record
from rencai.office.editing import keep
from rencai.office.secrecy.keys import normalised

RESIDENT_NUMBER_LENGTH = 18
SHORTEST = 5


@act
def declare_kin(*, by: User, name: str, relation: str, identity: str) -> Kin:
    """Declares a relative by the number of an identity document, of which only a fingerprint is kept.

    Raises:
        ValidationError: a field is empty or wrong, or the relative was declared before.
    """
    kin = Kin(user=by, name=name.strip(), relation=relation.strip(), identity=kin_index(_checked(identity)))
    if Kin.objects.in_force().filter(user=by, identity=kin.identity).exists():
        raise ValidationError({"identity": _("You declared this relative before.")})
    keep(kin)
    record("accounts.kin_declared", by=by, on=kin, for_whom=name, after={"relation": relation})
    return kin


@act
def withdraw_kin(*, by: User, kin: Kin, reason: str) -> Kin:
    """Takes back a declaration that was wrong or holds no more. It stays on record, with the reason.

    Raises:
        Refused: it is somebody else's.
        ValidationError: no reason, or it was withdrawn before.
    """
    kin = Kin.objects.select_for_update().get(pk=kin.pk)
    if kin.user_id != by.pk:
        raise Refused()
    if kin.withdrawn_at:
        raise ValidationError(_("This declaration was withdrawn before."), code="withdrawn")
    kin.withdrawn_at, kin.withdrawn_reason = timezone.now(), given(reason)
    kin.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record("accounts.kin_withdrawn", by=by, on=kin, for_whom=kin.name, reason=kin.withdrawn_reason)
    return kin


def _checked(identity: str) -> str:
    """What looks like a resident identity number has to be one; other documents have numbers of many shapes."""
    plain = normalised(identity)
    if len(plain) < SHORTEST:
        raise ValidationError({"identity": _("Give the whole number of the identity document.")})
    if len(plain) == RESIDENT_NUMBER_LENGTH and plain[:-1].isdigit() and not ric.is_valid(plain):
        words = _("This is no resident identity number: its last character does not fit the others. Check each digit.")
        raise ValidationError({"identity": words})
    return plain
