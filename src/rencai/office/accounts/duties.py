"""Separation of duties: nobody decides a case of their own, and the one who prepares does not approve."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from rencai.office.accounts.models import Kin, Mandate, User
from rencai.office.asker import Refused
from rencai.office.prepared import Prepared
from rencai.office.secrecy.keys import blind_index

KIN = "accounts.kin"
DECLARED = Prepared(lambda user: Kin.objects.in_force().filter(user=user).values_list("identity"))


class Parties(NamedTuple):
    """Whom a case is about: accounts, identity numbers (plain), and organisations."""

    users: frozenset[int] = frozenset()
    identities: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()


def kin_index(identity: str) -> str:
    return blind_index(identity, KIN)


def must_be_impartial(user: User, parties: Parties, under: Mandate | None = None) -> None:
    """Refuses whoever is, or is kin of, or is employed by a party.

    Args:
        under: the mandate by which the case is decided. Where the city has handed recognition on to an employer
            itself (用人单位自主认定), that employer decides on its own people, and is no party against itself.

    Raises:
        Refused: with the reason.
    """
    if user.pk in parties.users:
        raise Refused(_("You are a party to this case; somebody else has to decide it."))
    indexes = _indexes(parties.identities)
    if indexes and indexes & {identity for (identity,) in DECLARED(user.pk)}:
        raise Refused(_("A declared relative of yours is a party to this case; somebody else has to decide it."))
    if _works_for(user, parties.organisations - {under.organisation_id if under else None}):
        raise Refused(_("Your employer is a party to this case; somebody else has to decide it."))


def _indexes(identities: Iterable[str]) -> set[str]:
    return {index for index in map(kin_index, identities) if index}


def _works_for(user: User, organisations: frozenset[int]) -> bool:
    """By the account's employer, or as somebody who speaks for an organisation."""
    spoken_for = {reach.mandate.organisation_id for reach in user.standing.reaches}
    return bool(organisations & (spoken_for | {user.employer_id}))


def must_not_have_prepared(user: User, preparers: Iterable[int]) -> None:
    """Refuses the approval by anybody who took part in the preparation.

    Raises:
        Refused: with the reason.
    """
    if user.pk in set(preparers):
        raise Refused(_("You prepared this; somebody else has to approve it."))
