"""Handing authority down, narrowing, suspending, withdrawing it; nothing that is under way is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import today
from rencai.office.audit.acts import act, record
from rencai.office.editing import EditedMeanwhile
from rencai.office.inbox import actions as waiting
from rencai.office.inbox.deadlines import working_days
from rencai.office.places.models import Organisation, Place
from rencai.office.recognition import inbox, moving, papers
from rencai.office.recognition.authority import with_those_below
from rencai.office.recognition.bodies import Body, Delegation, Notice
from rencai.office.recognition.cases import Case
from rencai.office.recognition.classes import classes
from rencai.office.recognition.deputising import mandate_over, reaches
from rencai.office.recognition.queries import JOINED_BODY
from rencai.office.recognition.scopes import must_hold_those_below, must_not_be_wider
from rencai.office.recognition.terms import BodyKind, Standing, State

SCOPE = ("categories", "sectors", "own_staff", "quota", "conditions", "valid_from", "valid_until")
DAYS_TO_ANSWER = 10
"""Working days in which a body may answer what was done to its authority. Our own draft."""


@act
def name_body(
    *, by: User | None, kind: str, place: Place, organisation: Organisation | None = None, parent: Body | None = None
) -> Body:
    """Names a body to which authority can be handed down.

    Args:
        by: None where the city is founded.

    Raises:
        Refused: no mandate.
        ValidationError: its kind does not fit, or it is named already.
    """
    body = Body(kind=kind, place=place, organisation=organisation, parent=parent)
    mandate = _hands_down(by, body)
    body.full_clean()
    if kind == BodyKind.CITY and (parent is not None or place.depth > 1):
        raise ValidationError({"place": _("The body of the city is that of the whole city, with nobody above it.")})
    body.save()
    record(
        "recognition.body_named", by=by, under=mandate, on=body, after={"kind": kind, "parent": parent and parent.pk}
    )
    return body


def _hands_down(by: User | None, body: Body) -> Mandate | None:
    """The mandate of whoever speaks for the level above `body`: nobody hands authority to themselves."""
    return by.must("recognition.delegate", body.above) if by else None


@act
def delegate(
    *,
    by: User | None,
    body: Body,
    reason: str,
    parent: Delegation | None = None,
    places: Collection[Place] = (),
    **scope: Any,
) -> Delegation:
    """Hands authority down to `body`, never wider than that of the level above.

    Args:
        parent: the delegation above, where it does not run yet; that of the body's own level above where none is
            given.
        scope: of SCOPE.

    Raises:
        Refused: no mandate for the level above.
        ValidationError: it would be wider than that above, holds already, or a field is wrong.
    """
    mandate = _hands_down(by, body)
    parent = _still_held(parent or _above(body), body)
    given = {"valid_from": today(), **_known(scope)}
    delegation = Delegation(body=body, parent=parent, granted_by=by, reason=reason, **given)
    if Delegation.objects.filter(body=body).exclude(standing=Standing.WITHDRAWN).exists():
        raise ValidationError(_("This body holds a delegation already; change that one."), code="held")
    delegation.full_clean()
    delegation.save()
    delegation.places.set(places)
    must_not_be_wider(delegation, parent)
    _must_be_for_its_own(delegation)
    record("recognition.delegated", by=by, under=mandate, on=delegation, after=_scope(delegation), reason=reason)
    return delegation


def _above(body: Body) -> Delegation | None:
    if body.kind == BodyKind.CITY:
        return None
    found = Delegation.objects.in_force().filter(body=body.parent).first()
    if found is None:
        raise ValidationError(_("The level above holds no authority that it could hand down."), code="above")
    return found  # type: ignore[no-any-return]


def _still_held(parent: Delegation | None, body: Body) -> Delegation | None:
    """`parent`, locked: whoever narrows or stops it meanwhile waits."""
    if parent is None:
        return None
    rows: Any = Delegation.objects.select_for_update(of=("self",)).select_related("body__place", "body__organisation")
    held: Delegation = rows.get(pk=parent.pk)
    if held.standing != Standing.IN_FORCE or held.body_id != body.parent_id:
        raise ValidationError(_("The level above holds no authority that it could hand down."), code="above")
    return held


def _must_be_for_its_own(delegation: Delegation) -> None:
    if delegation.body.kind == BodyKind.EMPLOYER and not delegation.own_staff:
        raise ValidationError({"own_staff": _("An employer recognises its own people and nobody else.")})


def _known(scope: Mapping[str, Any]) -> Mapping[str, Any]:
    if unknown := set(scope) - set(SCOPE):
        raise TypeError(f"no scope of a delegation: {', '.join(sorted(unknown))}")
    if wrong := set(scope.get("categories", ())) - {value for value, _words in classes()}:
        raise ValidationError(
            {"categories": _("The policy pack knows no such class: %(names)s.") % {"names": ", ".join(sorted(wrong))}}
        )
    return scope


def _scope(delegation: Delegation) -> dict[str, Any]:
    values = {name: getattr(delegation, name) for name in SCOPE}
    return values | {"places": [place.pk for place in delegation.places.all()], "standing": delegation.standing}


HELD = (*(f"body__{name}" for name in JOINED_BODY), "body__parent__place", "parent__body__place")


def _held(delegation: Delegation, by: User | None, version: int | None) -> tuple[Delegation, Mandate | None]:
    """The delegation, locked with the one above it and those below, after the cases under way with any of them.

    Whoever decides, or refers up, locks the case first too, and then delegations. These stand in the order of their
    numbers: what is handed down is younger than that from which it comes.
    """
    below = with_those_below(delegation)
    list(Case.objects.under_way().filter(delegation__in=below).order_by("pk").select_for_update(of=("self",)))
    rows: Any = Delegation.objects.select_for_update(of=("self",)).select_related(*HELD).order_by("pk")
    locked = {one.pk: one for one in rows.filter(pk__in={*below, delegation.parent_id} - {None})}
    found: Delegation = locked[delegation.pk]
    mandate = _hands_down(by, found.body)
    if version is not None and found.version != version:
        raise EditedMeanwhile(found)
    if found.standing == Standing.WITHDRAWN:
        raise ValidationError(_("This delegation is withdrawn."), code="withdrawn")
    return found, mandate


@act
def change_delegation(
    *,
    by: User,
    delegation: Delegation,
    version: int,
    reason: str,
    places: Collection[Place] | None = None,
    **scope: Any,
) -> Delegation:
    """Narrows or widens a delegation, with notice to the body. Cases no longer within it go to the level above.

    Raises:
        Refused: no mandate.
        EditedMeanwhile: somebody else changed it.
        ValidationError: no reason, wider than that above, or wrong.
    """
    delegation, mandate = _held(delegation, by, version)
    before = _scope(delegation)
    for name, value in _known(scope).items():
        setattr(delegation, name, value)
    delegation.full_clean()
    if places is not None:
        delegation.places.set(places)
    must_not_be_wider(delegation, delegation.parent)
    _must_be_for_its_own(delegation)
    must_hold_those_below(delegation)
    _changed(delegation, by, mandate, "changed", reason, before)
    _hand_over(by, [case for case in _under_way(delegation) if not _still_takes(delegation, case)])
    return delegation


def _still_takes(delegation: Delegation, case: Case) -> bool:
    return delegation.in_force() and delegation.reaches_class(case.category) and reaches(delegation, case)


def _under_way(delegation: Delegation) -> list[Case]:
    return list(Case.objects.under_way().filter(delegation=delegation).select_related(*moving.JOINED))


def _changed(
    delegation: Delegation, by: User | None, mandate: Mandate | None, what: str, reason: str, before: dict[str, Any]
) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    delegation.version += 1
    delegation.save()
    after = _scope(delegation)
    changed = [name for name in after if before[name] != after[name]]
    notice = Notice(
        delegation=delegation,
        act=what,
        reason=reason,
        before={name: _json(before[name]) for name in changed},
        after={name: _json(after[name]) for name in changed},
        by=by,
        answer_until=working_days(today(), DAYS_TO_ANSWER),
    )
    notice.save()
    inbox.notice_waits(notice, delegation)
    record(
        "recognition.delegation_changed",
        by=by,
        under=mandate,
        on=delegation,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed} | {"what": what},
        reason=reason,
    )


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str | list) else str(value)


@act
def hand_over_for_lack_of_time(*, case: Case) -> Case:
    """A case whose body's authority has run out goes to the level above. The office itself does it, by the calendar.

    Raises:
        ValidationError: it is not under way, the authority runs after all, or there is no level above.
    """
    case = moving.locked(case)
    moving.must_be(case, State.OPEN, State.OWED)
    if case.delegation is None or case.delegation.in_force():
        raise ValidationError(_("The authority of %(body)s is in force.") % {"body": case.body}, code="in_force")
    _hand_over(None, [case])
    return case


def _hand_over(by: User | None, cases: list[Case]) -> None:
    """Each to the level above."""
    for case in sorted(cases, key=lambda one: one.pk):
        delegation = moving.above(case, today())
        moving.hand_over(case, delegation, today())
        moving.kept(case)
        record(
            "recognition.handed_over",
            by=by,
            on=case,
            for_whom=case.talent.name,
            after={"body": delegation.body_id, "delegation": delegation.pk},
        )


@act
def suspend_delegation(*, by: User | None, delegation: Delegation, reason: str) -> Delegation:
    """Stops a delegation until it is resumed. Cases under way go to the level above, none is lost.

    Args:
        by: None where the office itself does it, as a measure of supervision.

    Raises:
        Refused: no mandate.
        ValidationError: no reason, it is the city's own, or it stands already.
    """
    return _stopped(by, delegation, Standing.SUSPENDED, reason)


@act
def withdraw_delegation(*, by: User | None, delegation: Delegation, reason: str) -> Delegation:
    """Ends a delegation for good, with all that was handed down from it. Cases under way go to the level above.

    Raises:
        Refused: no mandate.
        ValidationError: no reason, or it is the city's own.
    """
    return _stopped(by, delegation, Standing.WITHDRAWN, reason)


def _stopped(by: User | None, delegation: Delegation, standing: Standing, reason: str) -> Delegation:
    delegation, mandate = _held(delegation, by, None)
    if delegation.parent_id is None:
        raise ValidationError(_("The city's own authority comes from the rules; nobody here can take it."), code="top")
    if delegation.standing == standing:
        raise ValidationError(_("This delegation is suspended already."), code="suspended")
    before = _scope(delegation)
    delegation.standing, delegation.standing_reason = standing, reason
    _changed(delegation, by, mandate, standing.value, reason, before)
    for lower in Delegation.objects.filter(parent=delegation).exclude(standing__in=[standing, Standing.WITHDRAWN]):
        _stopped(by, lower, standing, reason)
    _hand_over(by, _under_way(delegation))
    return delegation


@act
def resume_delegation(*, by: User, delegation: Delegation, reason: str) -> Delegation:
    """Lets a suspended delegation hold again.

    Raises:
        Refused: no mandate.
        ValidationError: no reason, it is not suspended, or the one above it is not in force.
    """
    delegation, mandate = _held(delegation, by, None)
    if delegation.standing != Standing.SUSPENDED:
        raise ValidationError(_("This delegation is not suspended."), code="in_force")
    if delegation.parent and not delegation.parent.in_force():
        raise ValidationError(_("The authority of the level above is not in force."), code="above")
    before = _scope(delegation)
    delegation.standing, delegation.standing_reason = Standing.IN_FORCE, ""
    _changed(delegation, by, mandate, "resumed", reason, before)
    return delegation


@act
def sign_commitment(*, by: User, delegation: Delegation, name: str, paper: File[bytes] | None = None) -> Delegation:
    """The body signs its letter of commitment (承诺书).

    Args:
        name: who signed for the body.
        paper: the signed letter as a scan, where there is one.

    Raises:
        Refused: `by` does not act for the body.
        ValidationError: nobody is named, the delegation is withdrawn, or the scan is none that is taken.
    """
    rows: Any = Delegation.objects.select_for_update(of=("self",)).select_related("body__place", "body__organisation")
    delegation = rows.get(pk=delegation.pk)
    mandate = mandate_over(by, delegation.body, "recognition.decide")
    if not name.strip():
        raise ValidationError({"name": _("Name who signs.")})
    if delegation.standing == Standing.WITHDRAWN:
        raise ValidationError(_("This delegation is withdrawn."), code="withdrawn")
    delegation.commitment_signed_on, delegation.commitment_signed_by = today(), name.strip()[:100]
    delegation.commitment_sha256 = papers.keep(paper) if paper else ""
    delegation.version += 1
    delegation.save()
    record(
        "recognition.committed",
        by=by,
        under=mandate,
        on=delegation,
        after={"signed_by": delegation.commitment_signed_by, "sha256": delegation.commitment_sha256},
    )
    return delegation


@act
def answer_notice(*, by: User, notice: Notice, text: str) -> Notice:
    """The body answers what was done to its authority.

    Raises:
        Refused: `by` does not act for the body.
        ValidationError: nothing is said, it is too late, or it has been answered.
    """
    found: Any = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("delegation__body__place", "delegation__body__organisation")
        .get(pk=notice.pk)
    )
    mandate = mandate_over(by, found.delegation.body, "recognition.handle")
    if not text.strip():
        raise ValidationError({"text": _("Say what the body answers.")})
    if found.answered_at or (found.answer_until and found.answer_until < today()):
        raise ValidationError(_("It has been answered already, or the time for it is over."), code="answered")
    found.answer, found.answered_at, found.answered_by = text.strip(), timezone.now(), by
    found.save()
    waiting.done(inbox.NOTICE, about=found, by=by)
    record(
        "recognition.notice_answered",
        by=by,
        under=mandate,
        on=found.delegation,
        after={"notice": found.pk},
        reason=text,
    )
    return found  # type: ignore[no-any-return]
