"""For which body somebody acts, and whether that body may recognise just this case."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rencai.office.accounts.duties import Parties, must_be_impartial
from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import Refused, today
from rencai.office.prepared import Prepared
from rencai.office.recognition.bodies import Body, Delegation
from rencai.office.recognition.cases import Case
from rencai.office.recognition.classes import class_word, rank
from rencai.office.recognition.decisions import Decision
from rencai.office.recognition.queries import APPLY, JOINED
from rencai.office.recognition.routes import TABLE

OWN_LEADERSHIP_ABOVE = "senior"
"""From this class upwards, no employer recognises those who speak for it: a higher body does. Our own draft."""


def mandate_over(user: User, body: Body, permission: str, category: str = "") -> Mandate:
    """The mandate by which `user` acts for `body`.

    Raises:
        Refused: there is none for just this body, or it is for other classes.
    """
    for mandate in user.standing.mandates(permission):
        here = mandate.organisation_id == body.organisation_id if body.organisation_id else _of_place(mandate, body)
        if here and (not category or not mandate.categories or category in mandate.categories):
            return mandate
    raise Refused(_("This case lies with %(body)s; you hold no mandate there for it.") % {"body": body})


def _of_place(mandate: Mandate, body: Body) -> bool:
    return mandate.place_id == body.place_id


def must_be_free(user: User, case: Case, mandate: Mandate) -> None:
    """Refuses whoever is a party: the talent, their kin, who applied for them or may write on the application; and
    staff of the employer, unless recognition was handed to that employer itself.

    Raises:
        Refused: with the reason.
    """
    talent = case.talent
    users = {pk for pk in (talent.account_id, case.opened_by_id if case.by_employer else None) if pk}
    organisations = {case.organisation_id} if case.organisation_id else set()
    parties = Parties(frozenset(users), frozenset({talent.document_number} - {""}), frozenset(organisations))
    must_be_impartial(user, parties, mandate)
    if user.may(APPLY, case):
        raise Refused(_("You may apply for this employer's people; somebody else has to deal with their cases."))


def must_be_in_force(delegation: Delegation | None, on: date | None = None) -> Delegation:
    """Refuses what a body ends while it holds no authority.

    Raises:
        Refused: with the body.
    """
    if delegation is None or not delegation.in_force(on):
        body = delegation.body if delegation else ""
        raise Refused(_("The authority of %(body)s is not in force.") % {"body": body})
    return delegation


def must_reach(delegation: Delegation | None, case: Case, category: str, on: date | None = None) -> None:
    """Refuses a decision outside the scope of the delegation.

    Raises:
        Refused: it is not in force, or not for this class, place, kind of employer or person.
    """
    delegation = must_be_in_force(delegation, on)
    if category and not delegation.reaches_class(category):
        raise Refused(
            _("%(body)s was not given the authority to recognise: %(category)s.")
            % {"body": case.body, "category": class_word(category)}
        )
    if not reaches(delegation, case):
        raise Refused(_("This talent is outside the scope that was handed to %(body)s.") % {"body": case.body})
    if category and leads_its_own_body(delegation.body, case, category):
        raise Refused(
            _("Nobody recognises their own leadership as %(category)s; refer the case to the level above.")
            % {"category": class_word(category)}
        )


def reaches(delegation: Delegation, case: Case) -> bool:
    """Whether the talent of `case` is within places, kinds of employers and staff of `delegation`."""
    body, employer = delegation.body, case.organisation
    if delegation.own_staff:
        return employer is not None and employer.pk == body.organisation_id
    if delegation.sectors and (employer is None or employer.policy_kind not in delegation.sectors):
        return False
    places = list(delegation.places.all()) or [body.place]
    return any(case.place.path.startswith(place.path) for place in places)


def leads_its_own_body(body: Body, case: Case, category: str) -> bool:
    """Whether the talent speaks for the body (holds a mandate for it), from the set class upwards."""
    account = case.talent.account_id
    if account is None or rank(category) < rank(OWN_LEADERSHIP_ABOVE):
        return False
    mandates = Mandate.objects.in_force().filter(holder=account)
    if body.organisation_id:
        return bool(mandates.filter(organisation=body.organisation_id).exists())
    return bool(mandates.filter(place=body.place_id).exists())


def must_be_within_quota(delegation: Delegation, on: date) -> None:
    """Call with the delegation's row locked: two grants at the same moment count each other.

    Raises:
        Refused: the year's grants are used up.
    """
    if delegation.quota is None:
        return
    used = next((count for _delegation, count in _granted(on.year)(delegation.pk)), 0)
    if used >= delegation.quota:
        text = ngettext(
            "The %(count)s grant of this year is used up; refer the case to the level above.",
            "The %(count)s grants of this year are used up; refer the case to the level above.",
            delegation.quota,
        )
        raise Refused(text % {"count": delegation.quota})


@lru_cache(maxsize=4)
def _granted(year: int) -> Prepared:
    """How many a delegation granted in that year; no row for none."""
    granted = Decision.objects.granted().in_year(year).order_by()
    return Prepared(
        lambda delegation: granted.filter(delegation=delegation).values_list("delegation").annotate(Count("pk"))
    )


def body_for(case: Case, on: date | None = None) -> Delegation:
    """The delegation under which `case` is dealt with: the first kind of body in the table of routes that reaches it.

    Raises:
        Refused: nobody may recognise it.
    """
    day = on or today()
    found: list[Any] = list(
        Delegation.objects.in_force(day).select_related(*JOINED).prefetch_related("places").order_by("id")
    )
    for route in TABLE:
        for delegation in found:
            if delegation.body.kind == route.kind and _takes(delegation, case):
                return delegation  # type: ignore[no-any-return]
    raise Refused(_("Nobody holds the authority to recognise this."))


def _takes(delegation: Delegation, case: Case) -> bool:
    fits = not case.category or delegation.reaches_class(case.category)
    return fits and reaches(delegation, case) and not leads_its_own_body(delegation.body, case, case.category)
