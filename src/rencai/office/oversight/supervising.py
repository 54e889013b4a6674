"""Who supervises whom, and who may not check what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from rencai.office.accounts.duties import kin_index
from rencai.office.accounts.models import Kin, Mandate, User
from rencai.office.accounts.permissions import roles_with
from rencai.office.recognition.deputising import mandate_over
from rencai.office.recognition.models import Body, Decision

MANAGE, CHECK = "supervision.manage", "supervision.check"
JOINED = (
    "body__place",
    "body__organisation",
    "case__talent",
    "case__organisation",
)


def level_above(body: Body) -> Body:
    """Who supervises `body`. Above the city's own body is none here: the city looks after itself, and whoever took
    part in a decision stays out of it.
    """
    return body.parent or body


def must_supervise(user: User, body: Body) -> Mandate:
    """The mandate by which `user` supervises the bodies below `body`.

    Raises:
        Refused: there is none for just that level.
    """
    return mandate_over(user, body, MANAGE)


def may_supervise(user: Any, body: Body) -> bool:
    post = user.post(MANAGE)
    return body.organisation_id in post.organisations if body.organisation_id else body.place_id in post.places


def possible_checkers(body: Body) -> list[User]:
    """Whoever holds the permission to check, within the place of the supervising body."""
    held = Mandate.objects.in_force().filter(role__in=roles_with(CHECK))
    within = held.filter(
        Q(place__path__startswith=body.place.path) | Q(organisation__place__path__startswith=body.place.path)
    )
    return list(User.objects.filter(pk__in=within.values("holder"), is_active=True).order_by("name", "id"))


class Recusal:
    """Who may not check which decision (回避), for a pool of checkers: four queries however many decisions.

    Barred are whoever decided or prepared it, officers of the body that decided, the talent, whoever applied, declared
    kin of the talent, and whoever works or speaks for the employer.
    """

    def __init__(self, checkers: Iterable[User]) -> None:
        self.checkers = list(checkers)
        ids = [one.pk for one in self.checkers]
        self.posts: dict[int, set[tuple[str, int]]] = {pk: set() for pk in ids}
        for mandate in Mandate.objects.in_force().filter(holder__in=ids):
            post = ("o", mandate.organisation_id) if mandate.organisation_id else ("p", mandate.place_id)
            self.posts[mandate.holder_id].add(post)
        self.kin: dict[str, set[int]] = {}
        for kin in Kin.objects.in_force().filter(user__in=ids):
            self.kin.setdefault(kin.identity, set()).add(kin.user_id)
        for one in self.checkers:
            if one.employer_id:
                self.posts[one.pk].add(("o", one.employer_id))

    def barred(self, decision: Decision, preparers: Iterable[int | None] = ()) -> set[int]:
        """The numbers of those of the pool who may not check `decision`."""
        case, body = decision.case, decision.body
        people = {decision.by_id, decision.prepared_by_id, case.opened_by_id, case.talent.account_id, *preparers}
        people |= self.kin.get(kin_index(case.talent.document_number), set()) if case.talent.document_number else set()
        closed = {("o", body.organisation_id) if body.organisation_id else ("p", body.place_id)}
        closed |= {("o", case.organisation_id)} if case.organisation_id else set()
        return {one.pk for one in self.checkers if one.pk in people or self.posts[one.pk] & closed}


def preparers_of(decisions: Iterable[int]) -> dict[int, set[int]]:
    """Who did a step of the case behind each decision. One query."""
    from rencai.office.recognition.models import Stage

    found: dict[int, set[int]] = {}
    rows = Stage.objects.filter(case__decisions__in=decisions, done_by__isnull=False)
    for decision, user in rows.values_list("case__decisions", "done_by"):
        found.setdefault(decision, set()).add(user)
    return found
