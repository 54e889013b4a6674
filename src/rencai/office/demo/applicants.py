"""Who applies for recognition in the demo city: talents whose records carry an application, body by body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

import numpy as np
from django.db.models import F, Min, Q

from rencai.office.demo.bodies import Named
from rencai.office.demo.dice import Dice
from rencai.office.recognition.classes import SHORT
from rencai.office.recognition.models import Delegation
from rencai.office.recognition.terms import BodyKind
from rencai.office.registry.models import Employment, Honour, Insurance, Statement, Talent

LEAST_MONTHS: Final = 36
MOST_CASES: Final = 4_000
_LOOKED_AT: Final = 60_000
"""Of a large city, about so many talents are looked at."""
_HIGH_SHARE, _HIGH_REFUSED = 0.4, 0.06
_FAVOURED_SHARE: Final = 0.3
_SETTLED: Final = timedelta(days=60)
"""For so long somebody has worked where they are before they apply."""


class Known(NamedTuple):
    """What an application rests on: the work of today, and of those with a class how they came by it."""

    talent: int
    organisation: int
    place: int
    place_key: str
    employer_kind: str
    started_on: date
    months: int | None
    open_ended: bool
    wage: Decimal | None
    birth_date: date | None
    degree: str
    category: str = ""
    honoured_on: date | None = None
    recognised_on: date | None = None
    insured_since: date | None = None


class Applicant(NamedTuple):
    """A talent, the body (a position) that deals with it, and whether they apply as high-level talents."""

    known: Known
    body: int
    high: bool


def number_of_cases(talents: int) -> int:
    return min(max(talents * 8 // 100, min(400, talents // 3)), MOST_CASES)


def choose(
    dice: Dice, bodies: list[Named], talents: int, *, since: date, on: date, favouring: int
) -> tuple[list[Applicant], int]:
    """Applicants, and the employer that the colluding body favours: the largest of its applicants'.

    Args:
        since: the first day from which there are cases.
        favouring: position of the colluding body.
    """
    wanted = number_of_cases(talents)
    seek = _Seek(bodies)
    high = _recognised(seek, since)[: round(wanted * _HIGH_SHARE)]
    taken = {one.known.talent for one in high}
    pools: dict[int, list[Known]] = {}
    for known in _working(talents, on):
        if known.talent not in taken:
            pools.setdefault(seek.body(known, SHORT), []).append(known)
    favoured = _largest(pools.get(favouring, []))
    found = [*high, *_refused(dice, seek, pools, wanted)]
    shares = _shares({body: len(pool) for body, pool in pools.items()}, wanted - len(found))
    for body, pool in sorted(pools.items()):
        first = [one for one in pool if body == favouring and one.organisation == favoured]
        first = first[: round(shares[body] * _FAVOURED_SHARE)]
        rest = [pool[row] for row in dice.rng.permutation(len(pool)).tolist() if pool[row] not in first]
        found += [Applicant(one, body, False) for one in [*first, *rest][: shares[body]]]
    return found, favoured


class _Seek:
    """The table of routes for many talents at once, as `deputising.body_for` follows it for one."""

    def __init__(self, bodies: list[Named]) -> None:
        self.bodies = bodies
        self.employers = {one.body.organisation_id: row for row, one in self._of(BodyKind.EMPLOYER)}
        self.sectors = {kind: row for row, one in self._of(BodyKind.SECTOR) for kind in one.delegation.sectors}
        self.districts: dict[int, list[int]] = {}
        for row, one in self._of(BodyKind.DISTRICT):
            for place in _places(one.delegation):
                self.districts.setdefault(place, []).append(row)

    def _of(self, kind: BodyKind) -> list[tuple[int, Named]]:
        return [(row, one) for row, one in enumerate(self.bodies) if one.body.kind == kind]

    def body(self, known: Known, category: str) -> int:
        """Position of the body that deals with a talent of the class; the city's where no other does."""
        rows = [self.employers.get(known.organisation), self.sectors.get(known.employer_kind)]
        rows += self.districts.get(known.place, [])
        fit = (row for row in rows if row is not None and self.bodies[row].delegation.reaches_class(category))
        return next(fit, 0)


def _places(delegation: Delegation) -> list[int]:
    return [place.pk for place in delegation.places.all()] or [delegation.body.place_id]


_KNOWN: Final = (
    "talent_id",
    "organisation_id",
    "organisation__place_id",
    "organisation__place__key",
    "organisation__policy_kind",
    "started_on",
    "contract_months",
    "open_ended",
    "monthly_wage",
    "talent__birth_date",
    "talent__degree",
)
"""Of an employment, the first fields of `Known`."""


def _at_work() -> Any:
    """Work of today that carries an application: full-time, for three years or without end."""
    long = Q(open_ended=True) | Q(contract_months__gte=LEAST_MONTHS)
    found = Employment.objects.filter(long, ended_on=None, full_time=True, organisation=F("talent__organisation"))
    return found.filter(talent__merged_into=None).order_by("talent_id", "pk")


def _known(rows: Any) -> list[Known]:
    rows = rows.values_list(*_KNOWN).iterator(chunk_size=10_000)
    return list({row[0]: Known(*row) for row in rows}.values())


def _working(talents: int, on: date) -> list[Known]:
    step = max(talents // _LOOKED_AT, 1)
    first = Talent.objects.order_by("pk").values_list("pk", flat=True).first() or 0
    rows = (
        _at_work()
        .filter(talent__account=None, talent__recognised_category="", started_on__lte=on - _SETTLED)
        .exclude(talent__degree="")
    )
    return _known(rows.annotate(turn=(F("talent_id") - first) % step).filter(turn=0) if step > 1 else rows)


def _recognised(seek: _Seek, since: date) -> list[Applicant]:
    """The high-level talents whose recognition can have come from a case since that day: the latest first."""
    said = Statement.objects.filter(fact="recognised_category", stated_on__gt=since).exclude(attested_by="")
    latest = dict(said.order_by("stated_on", "pk").values_list("talent", "stated_on"))
    chosen = sorted(latest, key=lambda talent: (latest[talent], talent), reverse=True)[:MOST_CASES]
    category = dict(Talent.objects.filter(pk__in=chosen).values_list("pk", "recognised_category"))
    honoured = _first(Honour.objects.filter(talent__in=chosen).exclude(category=""), "awarded_on")
    insured = _first(Insurance.objects.filter(talent__in=chosen, commercial=False), "first_month")
    found = []
    for known in _known(_at_work().filter(talent__in=chosen)):
        talent = known.talent
        dates = {
            "recognised_on": latest[talent],
            "honoured_on": honoured.get(talent),
            "insured_since": insured.get(talent),
        }
        full = known._replace(category=category[talent], **dates)
        body = seek.body(full, full.category)
        if full.honoured_on and full.insured_since and full.birth_date:
            found.append(Applicant(full, body, True))
    return sorted(found, key=lambda one: (latest[one.known.talent], one.known.talent), reverse=True)


def _first(entries: Any, field: str) -> dict[int, date]:
    return dict(entries.order_by().values_list("talent").annotate(first=Min(field)))


def _refused(dice: Dice, seek: _Seek, pools: Mapping[int, list[Known]], wanted: int) -> list[Applicant]:
    """Talents without an honour who apply as high-level talents, and are refused."""
    found = []
    for pool in pools.values():
        for row in dice.rng.permutation(len(pool))[: max(round(wanted * _HIGH_REFUSED / len(pools)), 1)].tolist():
            known = pool[row]
            body = seek.body(known, "junior")
            if known.birth_date and known.degree:
                found.append(Applicant(known, body, True))
    taken = {one.known.talent for one in found}
    for pool in pools.values():
        pool[:] = [one for one in pool if one.talent not in taken]
    return found


def _largest(pool: Iterable[Known]) -> int:
    counts: dict[int, int] = {}
    for one in pool:
        counts[one.organisation] = counts.get(one.organisation, 0) + 1
    return max(counts, key=lambda key: (counts[key], -key), default=0)


def _shares(sizes: Mapping[int, int], wanted: int) -> dict[int, int]:
    """How many cases each body has: more where more people are, but not in proportion."""
    weights = {body: float(np.sqrt(size)) for body, size in sizes.items()}
    whole = sum(weights.values()) or 1.0
    return {body: min(round(wanted * weight / whole), sizes[body]) for body, weight in weights.items()}
