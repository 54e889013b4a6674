"""The one rule by which a talent's place, employer, occupation, degree and category follow the record's entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from rencai.office.asker import today
from rencai.office.pack import the_pack
from rencai.office.registry.entries import Education, Employment, Entry, Statement
from rencai.office.registry.models import Talent

FOLLOWING = ("place", "organisation", "occupation", "degree", "recognised_category")
"""The fields of a talent that follow."""
RECOGNISED = "recognised_category"


def bring_in_step(talent: Talent, changed: Collection[type[Entry]], left: Collection[int | None] = ()) -> None:
    """Sets the fields of `talent` that follow entries of the kinds `changed`; the caller saves it.

    Args:
        left: employers that an entry names or named: without current work, the talent is with them no more.
    """
    if Employment in changed:
        _follow_work(talent, left)
    if Education in changed:
        talent.degree = highest_degree(talent)
    if Statement in changed:
        talent.recognised_category = recognised_category(talent)


def leads(entry: Entry) -> set[type[Entry]]:
    """The kind of `entry`, if something follows it."""
    followed = isinstance(entry, Employment | Education) or (isinstance(entry, Statement) and entry.fact == RECOGNISED)
    return {type(entry)} if followed else set()


def _follow_work(talent: Talent, left: Collection[int | None]) -> None:
    """Who works is where their employer is; who ends work keeps the last place. What no entry says stays as it was."""
    work = current_employment(talent)
    if work is not None:
        _follow(talent, work)
    elif talent.organisation_id in left:
        talent.organisation = None


def _follow(talent: Talent, work: Employment) -> None:
    talent.organisation = work.organisation
    if work.organisation:
        talent.place = work.organisation.place
    if work.occupation_id:
        talent.occupation = work.occupation


def current_employment(talent: Talent) -> Employment | None:
    """The work of today."""
    return foremost(
        talent.employments.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=today()), started_on__lte=today()
        ).select_related("organisation__place", "occupation")
    )


def foremost(works: Iterable[Employment]) -> Employment | None:
    """Of `works`, none of which has ended, that of today: full-time before part-time, the latest before earlier."""

    def rank(work: Employment) -> tuple[bool, int, float]:
        return work.full_time is not True, -work.started_on.toordinal(), -work.pk if work.pk else float("-inf")

    return min((work for work in works if work.started_on <= today()), key=rank, default=None)


def highest_degree(talent: Talent) -> str:
    """The highest degree of the record; "" where none is in it."""
    return highest(talent.educations.values_list("degree", flat=True))


def highest(degrees: Iterable[str]) -> str:
    """The highest of `degrees` by the pack's order; "" of none."""
    held = set(degrees)
    return next((degree for degree in reversed(the_pack().rules.choices["degree"].values) if degree in held), "")


def recognised_category(talent: Talent) -> str:
    """The category that the latest attested statement names; "" for none. What a talent says recognises nobody."""
    found = (
        talent.statements.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today()))
        .filter(fact=RECOGNISED, stated_on__lte=today())
        .exclude(attested_by="")
        .order_by("-stated_on", "-pk")
        .first()
    )
    return "" if found is None or found.value == "none" else str(found.value)
