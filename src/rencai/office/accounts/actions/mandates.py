"""Acts on mandates: grant, hand on, revoke."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office import pack
from rencai.office.accounts.actions.reasons import given
from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import act, record
from rencai.office.audit.differences import snapshot
from rencai.office.places.models import Organisation, Place

MANDATE_FIELDS = ("holder", "role", "place", "organisation", "categories", "valid_from", "valid_until", "delegable")


@act
def grant(
    *,
    by: User | None,
    holder: User,
    role: str,
    reason: str,
    place: Place | None = None,
    organisation: Organisation | None = None,
    categories: Sequence[str] = (),
    valid_from: date | None = None,
    valid_until: date | None = None,
    delegable: bool = False,
) -> Mandate:
    """Grants a mandate. `by` is None only when an office is set up: its first steward, on the command line.

    Raises:
        Refused: `by` may not, or would grant to themselves.
        ValidationError: the mandate is not possible; says why by field.
    """
    warrant = by.must("accounts.grant_mandates", place or organisation) if by else None
    _not_to_oneself(by, holder)
    mandate = Mandate(
        holder=holder,
        role=role,
        place=place,
        organisation=organisation,
        categories=_known(categories),
        valid_from=valid_from or today(),
        valid_until=valid_until,
        delegable=delegable,
        granted_by=by,
        reason=given(reason),
    )
    if by and mandate.valid_from < today():
        raise ValidationError({"valid_from": _("A mandate begins today or later.")})
    _keep(mandate)
    _record("accounts.mandate_granted", by, warrant, mandate, reason, after=snapshot(mandate, MANDATE_FIELDS))
    return mandate


@act
def delegate(
    *,
    by: User,
    mandate: Mandate,
    holder: User,
    reason: str,
    place: Place | None = None,
    categories: Sequence[str] = (),
    valid_until: date | None = None,
    delegable: bool = False,
) -> Mandate:
    """Hands a mandate on, never wider than it is: same role, same or lower place, same or fewer categories, no longer.

    Raises:
        Refused: the mandate is not by's, is not in force, is not delegable, or would grow wider.
        ValidationError: the mandate is not possible; says why by field.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("place", "organisation").get(pk=mandate.pk)
    if not by.standing.holds(mandate) or not mandate.in_force() or not mandate.delegable:
        raise Refused(_("This mandate is not yours to hand on."))
    _not_to_oneself(by, holder)
    _not_wider(mandate, place, categories, valid_until)
    handed = Mandate(
        holder=holder,
        role=mandate.role,
        place=place or mandate.place,
        organisation=mandate.organisation,
        categories=_known(categories) or mandate.categories,
        valid_from=today(),
        valid_until=valid_until or mandate.valid_until,
        delegable=delegable,
        parent=mandate,
        granted_by=by,
        reason=given(reason),
    )
    _keep(handed)
    _record("accounts.mandate_delegated", by, mandate, handed, reason, after=snapshot(handed, MANDATE_FIELDS))
    return handed


@act
def revoke(*, by: User, mandate: Mandate, reason: str) -> list[Mandate]:
    """Ends a mandate now, and all that was delegated from it. Returns all that ended.

    Raises:
        Refused: `by` neither grants mandates there nor handed this one on.
        ValidationError: no reason, or it was revoked before.
    """
    mandate = Mandate.objects.select_related("place", "organisation").get(pk=mandate.pk)
    handed_on = mandate.parent_id is not None and mandate.granted_by_id == by.pk
    warrant = None if handed_on else by.must("accounts.grant_mandates", mandate.place or mandate.organisation)
    ended = end(mandate, by, warrant, given(reason))
    if not ended:
        raise ValidationError(_("This mandate was revoked before."), code="revoked")
    return ended


def still_to_run(user: User) -> QuerySet[Mandate]:
    """What `user` holds today or will hold later."""
    open_end = Q(valid_until__isnull=True) | Q(valid_until__gte=today())
    found: QuerySet[Mandate] = user.mandates.filter(open_end, revoked_at__isnull=True)
    return found.select_related("place", "organisation").order_by("id")


def end(mandate: Mandate, by: User, warrant: Mandate | None, reason: str) -> list[Mandate]:
    """Within an act: ends `mandate` and what was delegated from it, and records each. Returns those that ended."""
    ended = list(_ended([mandate.pk], by, reason))
    for one in ended:
        _record("accounts.mandate_revoked", by, warrant, one, reason)
    return ended


def _ended(numbers: Iterable[int], by: User, reason: str) -> Iterable[Mandate]:
    """Level by level: whoever hands one on locks it first, so that no child comes into being behind our back."""
    level = Mandate.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("id")
    for mandate in level.select_related("place", "organisation", "holder"):
        if mandate.revoked_at is None:
            mandate.revoked_at, mandate.revoked_by, mandate.revoked_reason = timezone.now(), by, reason
            mandate.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
            yield mandate
        yield from _ended(mandate.delegated.values_list("pk", flat=True), by, reason)


def _not_to_oneself(by: User | None, holder: User) -> None:
    if by == holder:
        raise Refused(_("Nobody grants a mandate to themselves."))


def _not_wider(mandate: Mandate, place: Place | None, categories: Sequence[str], valid_until: date | None) -> None:
    if place and not (mandate.place and place.path.startswith(mandate.place.path)):
        raise Refused(_("A mandate can only be handed on for its own place or one within it."))
    if mandate.categories and not set(categories) <= set(mandate.categories):
        raise Refused(_("A mandate can only be handed on for its own categories."))
    if mandate.valid_until and valid_until and valid_until > mandate.valid_until:
        raise Refused(_("A mandate can be handed on for no longer than it runs itself."))


def _known(categories: Sequence[str]) -> list[str]:
    known = dict(pack.choices("category"))
    unknown = [category for category in categories if category not in known]
    if unknown:
        words = {"unknown": ", ".join(unknown), "known": ", ".join(known)}
        raise ValidationError(
            {"categories": _("The policy pack knows no category %(unknown)s; it knows %(known)s.") % words}
        )
    return list(categories)


def _keep(mandate: Mandate) -> None:
    if not mandate.holder.is_active or mandate.holder.expired:
        raise ValidationError({"holder": _("This account is closed; it can hold no mandate.")})
    mandate.full_clean()
    mandate.save()


def _record(
    name: str,
    by: User | None,
    warrant: Mandate | None,
    on: Mandate,
    reason: str,
    after: dict[str, object] | None = None,
) -> None:
    place = on.place_id or (on.organisation.place_id if on.organisation else None)
    record(name, by=by, under=warrant, on=on, for_whom=on.holder.name, place=place, after=after, reason=reason)
