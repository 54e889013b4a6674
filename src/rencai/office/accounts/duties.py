"""Separation of duties: nobody decides a case of their own, and the one who prepares does not approve."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from rencai.office.accounts.models import Kin, Mandate, User
from rencai.office.asker import Refused
from rencai.office.secrecy.keys import blind_index

KIN = "accounts.kin"


class Parties(NamedTuple):
    """Whom a case is about: accounts, identity numbers (plain), and organisations."""

    users: frozenset[int] = frozenset()
    identities: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()


def kin_index(identity: str) -> str:
    return blind_index(identity, KIN)


def must_be_impartial(user: User, parties: Parties) -> None:
    """Refuses whoever is, or is kin of, or is employed by a party.

    Raises:
        Refused: with the reason.
    """
    if user.pk in parties.users:
        raise Refused(_("You are a party to this case; somebody else has to decide it."))
    declared = Kin.objects.filter(user=user, identity__in=[kin_index(number) for number in parties.identities])
    if declared.exists():
        raise Refused(_("A declared relative of yours is a party to this case; somebody else has to decide it."))
    if _works_for(user, parties.organisations):
        raise Refused(_("Your employer is a party to this case; somebody else has to decide it."))


def _works_for(user: User, organisations: Collection[int | None]) -> bool:
    return (
        user.employer_id in organisations
        or Mandate.objects.in_force().filter(holder=user, organisation__in=organisations).exists()
    )


def must_not_have_prepared(user: User, preparers: Iterable[int]) -> None:
    """Refuses the approval by anybody who took part in the preparation.

    Raises:
        Refused: with the reason.
    """
    if user.pk in set(preparers):
        raise Refused(_("You prepared this; somebody else has to approve it."))
