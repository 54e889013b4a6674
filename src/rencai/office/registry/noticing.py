"""What the office notices by itself: records that may be one person's, and consents that run out soon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from rencai.office.asker import today
from rencai.office.audit.acts import act, record
from rencai.office.inbox import actions as inbox
from rencai.office.inbox.deadlines import working_days
from rencai.office.inbox.models import Item
from rencai.office.jobs import schedule
from rencai.office.jobs.progress import Progress
from rencai.office.jobs.work import work
from rencai.office.registry.entries import Consent
from rencai.office.registry.inbox import CONSENT, DUPLICATE
from rencai.office.registry.models import Talent

AT_A_TIME = 500
MOST = 50_000
"""Talents that one run looks at; the next run goes on after them."""
DAYS_FOR_DUPLICATES = 10
CONSENT_AHEAD = timedelta(days=30)
FIELDS = ("pk", "name", "birth_date", "phone_index", "place_id", "organisation_id")


class Known(NamedTuple):
    """What of a talent is compared, and where the item goes."""

    pk: int
    name: str
    birth_date: date | None
    phone_index: str
    place: int
    organisation: int | None

    def marks(self) -> Iterator[tuple[Any, ...]]:
        """Two records that share one of these are likely one person's: the name with the birth date or the phone."""
        if self.birth_date:
            yield (self.name, self.birth_date)
        if self.phone_index:
            yield (self.name, self.phone_index)


Pair = tuple[Known, Known]


@work()
def find_duplicates(progress: Progress) -> dict[str, Any]:
    """Looks at the talents who were added or changed since the last run, and puts likely pairs into the inbox."""
    since = (schedule.last_result(find_duplicates) or {}).get("until")
    changed = list(_changed_since(since)[:MOST])
    found = 0
    for start in range(0, len(changed), AT_A_TIME):
        numbers = [number for _at, number in changed[start : start + AT_A_TIME]]
        if pairs := _news(_pairs(numbers)):
            put_duplicates(pairs=pairs)
        found += len(pairs)
        progress(start + len(numbers), len(changed))
    until = [changed[-1][0].isoformat(), changed[-1][1]] if changed else since
    return {"seen": len(changed), "found": found, "until": until}


def _changed_since(mark: Sequence[Any] | None) -> Any:
    found = Talent.objects.filter(merged_into__isnull=True)
    if mark:
        found = found.filter(Q(changed_at__gt=mark[0]) | Q(changed_at=mark[0], pk__gt=mark[1]))
    return found.order_by("changed_at", "pk").values_list("changed_at", "pk")


def _known(found: Any) -> list[Known]:
    return [Known(*row) for row in found.filter(merged_into__isnull=True).values_list(*FIELDS)]


def _pairs(numbers: Sequence[int]) -> list[Pair]:
    """Each of the talents with whoever shares a mark: (the older record, the younger one). Two queries."""
    mine = _known(Talent.objects.filter(pk__in=numbers))
    born, phones = {one.birth_date for one in mine} - {None}, {one.phone_index for one in mine} - {""}
    alike = Q(birth_date__in=born) | Q(phone_index__in=phones)
    by_mark: dict[tuple[Any, ...], list[Known]] = defaultdict(list)
    for other in _known(Talent.objects.filter(alike, name__in={one.name for one in mine})):
        for mark in other.marks():
            by_mark[mark].append(other)
    found = {
        tuple(sorted((one, other), key=lambda known: known.pk))
        for one in mine
        for mark in one.marks()
        for other in by_mark[mark]
        if other.pk != one.pk
    }
    return sorted(found, key=lambda pair: (pair[1].pk, pair[0].pk))  # type: ignore[arg-type]


def _news(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs about which nobody has decided yet; of several with the same younger record the first."""
    pairs = list(pairs)
    seen = Item.objects.filter(about_kind=Talent._meta.label_lower, about_id__in=[str(pair[1].pk) for pair in pairs])
    known = {(int(item.about_id), item.details["other"]): item.done_at for item in seen.filter(kind=DUPLICATE)}
    open_for = {younger for (younger, _other), done_at in known.items() if done_at is None}
    found: dict[int, Pair] = {}
    for pair in pairs:
        older, younger = pair[0].pk, pair[1].pk
        if (younger, older) not in known and younger not in open_for:
            found.setdefault(younger, pair)
    return list(found.values())


@act
def put_duplicates(*, pairs: Sequence[Pair]) -> None:
    """Lets pairs wait to be compared, where the younger record lies."""
    by_number = Talent.objects.in_bulk([younger.pk for _older, younger in pairs])
    for older, younger in pairs:
        inbox.put(
            DUPLICATE,
            about=by_number[younger.pk],
            deadline=working_days(today(), DAYS_FOR_DUPLICATES),
            place=younger.place,
            organisation=younger.organisation,
            details={"talent": younger.pk, "name": younger.name, "other": older.pk, "other_name": older.name},
        )
    record("inbox.filled", by=None, after={"kind": DUPLICATE, "count": len(pairs)})


@work()
def watch_consents(progress: Progress) -> dict[str, int]:
    """Puts consents that run out within 30 days into the inbox, unless a longer one was given for the same."""
    rows, found = _running_out().iterator(chunk_size=AT_A_TIME), 0
    while batch := list(islice(rows, AT_A_TIME)):
        put_consents(consents=batch)
        found += len(batch)
        progress(found)
    return {"found": found}


def _running_out() -> Any:
    longer = Consent.objects.filter(
        talent=OuterRef("talent"), source=OuterRef("source"), until__gt=OuterRef("until"), withdrawn_on__isnull=True
    )
    decided = Item.objects.filter(kind=CONSENT, about_kind=Consent._meta.label_lower, about_id=OuterRef("number"))
    return (
        Consent.objects.annotate(number=Cast("pk", CharField()))
        .filter(~Exists(longer), ~Exists(decided), withdrawn_on__isnull=True, talent__merged_into__isnull=True)
        .filter(until__range=(today(), today() + CONSENT_AHEAD))
        .select_related("talent")
        .order_by("pk")
    )


@act
def put_consents(*, consents: Sequence[Consent]) -> None:
    """Lets consents wait until the day on which they run out."""
    for consent in consents:
        talent = consent.talent
        inbox.put(
            CONSENT,
            about=consent,
            subject=talent,
            deadline=consent.until,
            place=talent.place_id,
            organisation=talent.organisation_id,
            details={"talent": talent.pk, "name": talent.name, "source": consent.source},
        )
    record("inbox.filled", by=None, after={"kind": CONSENT, "count": len(consents)})
