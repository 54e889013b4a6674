"""A case with all that belongs to it, as its page shows it: seven questions, each of which is written once."""

from __future__ import annotations

from typing import Any

from rencai.office.prepared import Prepared, PreparedFor
from rencai.office.recognition.bodies import Delegation
from rencai.office.recognition.cases import Case, Evidence, Objection, Pause, Stage
from rencai.office.recognition.decisions import Decision

JOINED = ("talent", "place", "organisation", "body__place", "body__organisation", "delegation", "opened_by")
UNSEEN = ("phone", "phone_index", "phone_tail", "mailbox", "mailbox_index", "document_index", "document_tail")
"""Of the talent, what no page of a case shows: it is not even deciphered."""

CASE = PreparedFor(
    lambda user, pk: (
        Case.objects.visible_to(user)
        .filter(pk=pk)
        .select_related(*JOINED)
        .defer(*(f"talent__{name}" for name in UNSEEN))
    ),
    numbers=1,
)
PARTS = {
    "stages": Prepared(
        lambda case: Stage.objects.filter(case=case).select_related("done_by", "body__place", "body__organisation")
    ),
    "pauses": Prepared(lambda case: Pause.objects.filter(case=case)),
    "evidence": Prepared(lambda case: Evidence.objects.filter(case=case).select_related("document", "seen_by")),
    "objections": Prepared(lambda case: Objection.objects.filter(case=case)),
    "decisions": Prepared(
        lambda case: (
            Decision.objects.filter(case=case)
            .select_related("by", "appeal", "recognition")
            .defer("record", "evidence", "unattested")
        )
    ),
}
HANDED = Prepared(
    lambda delegation: Delegation.places.through._default_manager.filter(delegation=delegation).select_related("place")
)


def whole_case(user: Any, pk: int) -> Case | None:
    """The case, if `user` may see it, with its parts prefetched."""
    found: Case | None = next(iter(CASE(user, pk)), None)
    if found is not None:
        _same_rows_are_asked_for_once(found)
        for name, rows in PARTS.items():
            _put(found, name, rows(pk))
    return found


def with_places(delegation: Delegation) -> Delegation:
    """`delegation` with the places that it names prefetched."""
    _put(delegation, "places", [one.place for one in HANDED(delegation.pk)])
    return delegation


def _same_rows_are_asked_for_once(found: Case) -> None:
    if found.delegation and found.body and found.delegation.body_id == found.body_id:
        found.delegation.body = found.body
    if found.talent.organisation_id == found.organisation_id:
        found.talent.organisation = found.organisation


def _put(found: Any, name: str, rows: list[Any]) -> None:
    """As `prefetch_related` leaves them."""
    prefetched: Any = getattr(found, name).all()
    prefetched._result_cache, prefetched._prefetch_done = rows, True
    found.__dict__.setdefault("_prefetched_objects_cache", {})[name] = prefetched
