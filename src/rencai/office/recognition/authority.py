"""Who may recognise what: the bodies as a tree, each with what was handed to it and how much of it is used."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Count

from rencai.office.asker import today
from rencai.office.places.models import Place
from rencai.office.recognition.bodies import Body, Delegation
from rencai.office.recognition.cases import Case
from rencai.office.recognition.decisions import Decision
from rencai.office.recognition.queries import JOINED_BODY
from rencai.office.recognition.scopes import Told, told
from rencai.office.recognition.terms import BodyKind, Standing

KINDS = (BodyKind.CITY, BodyKind.SECTOR, BodyKind.DISTRICT, BodyKind.EMPLOYER)
"""In this order bodies stand below one another's level above."""
SIDES = ("categories", "places", "sectors", "own_staff")


class Branch(NamedTuple):
    """A body in the tree. `delegation` is the last one that it held, None where it never held one.

    `runs`: it is in force today. `limits`: its classes, and on what other sides it is limited. `used`: grants of this
    year. `under_way`: cases that lie with it.
    """

    depth: int
    body: Body
    delegation: Delegation | None
    runs: bool
    limits: list[Told]
    used: int
    under_way: int

    @property
    def used_up(self) -> bool:
        quota = self.delegation.quota if self.delegation else None
        return quota is not None and self.used >= quota

    @property
    def standing(self) -> str:
        """As a word of the page's filter."""
        if self.delegation is None:
            return "none"
        ended = self.delegation.standing == Standing.IN_FORCE and not self.runs
        return "not_running" if ended else self.delegation.standing

    def reaches_class(self, category: str) -> bool:
        return self.delegation is not None and self.delegation.reaches_class(category)


def tree() -> list[Branch]:
    """Every body, each below the level above it. Five queries, however many there are."""
    bodies: list[Any] = list(Body.objects.select_related(*JOINED_BODY))
    held = _held()
    names = {place.pk: place.name for one in held.values() for place in one.places.all()}
    used, under_way = _used(), _under_way()
    below: dict[int | None, list[Body]] = defaultdict(list)
    for body in sorted(bodies, key=_order):
        below[body.parent_id].append(body)
    return [_branch(depth, body, held.get(body.pk), names, used, under_way) for depth, body in _walked(below, None, 0)]


def _order(body: Body) -> tuple[int, str, int]:
    return KINDS.index(BodyKind(body.kind)), "" if body.organisation_id else body.place.path, body.pk


def _walked(below: dict[int | None, list[Body]], parent: int | None, depth: int) -> Iterator[tuple[int, Body]]:
    for body in below[parent]:
        yield depth, body
        yield from _walked(below, body.pk, depth + 1)


def _held() -> dict[int, Delegation]:
    """By body its last delegation, or that which is not withdrawn. Two queries."""
    found: Iterable[Delegation] = Delegation.objects.prefetch_related("places").order_by("id")
    by_body: dict[int, Delegation] = {}
    for one in found:
        kept = by_body.get(one.body_id)
        if kept is None or kept.standing == Standing.WITHDRAWN:
            by_body[one.body_id] = one
    return by_body


def _used() -> Counter[int]:
    rows = Decision.objects.granted().in_year(today().year).order_by().values_list("delegation")
    return Counter(dict(rows.annotate(number=Count("pk"))))


def _under_way() -> Counter[int]:
    rows = Case.objects.under_way().order_by().values_list("body")
    return Counter(dict(rows.annotate(number=Count("pk"))))


def _branch(
    depth: int,
    body: Body,
    held: Delegation | None,
    names: dict[int, str],
    used: Counter[int],
    under_way: Counter[int],
) -> Branch:
    scope = scope_of(held, SIDES) if held else {}
    limits = {name: value for name, value in scope.items() if value or name == "categories"}
    return Branch(
        depth=depth,
        body=body,
        delegation=held,
        runs=held is not None and held.in_force(),
        limits=told(limits, names),
        used=used[held.pk] if held else 0,
        under_way=under_way[body.pk],
    )


def scope_of(delegation: Delegation, sides: Iterable[str]) -> dict[str, Any]:
    """The sides of a delegation by name; its places come prefetched, or cost a query."""
    return {
        name: [place.pk for place in delegation.places.all()] if name == "places" else getattr(delegation, name)
        for name in sides
    }


class Handover(NamedTuple):
    """How many cases would go to which body."""

    cases: int
    body: Body | None


def handed_over_if_stopped(delegation: Delegation) -> list[Handover]:
    """Which cases would go where, were `delegation` stopped with all that was handed down from it. Four queries."""
    stopped = with_those_below(delegation)
    cases = Counter(
        Case.objects.under_way().filter(delegation__in=stopped).order_by().values_list("body_id", flat=True)
    )
    bodies: dict[int, Any] = {one.pk: one for one in Body.objects.select_related(*JOINED_BODY)}
    running = set(Delegation.objects.in_force().exclude(pk__in=stopped).values_list("body_id", flat=True))
    to = Counter[int | None]()
    for body, number in cases.items():
        to[_first_running(bodies, body, running)] += number
    return [Handover(number, bodies.get(pk or 0)) for pk, number in sorted(to.items(), key=lambda one: -one[1])]


def with_those_below(delegation: Delegation) -> set[int]:
    """The numbers of `delegation` and of all that was handed down from it. One query."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Delegation.objects.order_by().values_list("pk", "parent_id"):
        below[parent].append(pk)
    found, left = set(), [delegation.pk]
    while left:
        pk = left.pop()
        found.add(pk)
        left += below[pk]
    return found


def _first_running(bodies: dict[int, Body], body: int | None, running: set[int]) -> int | None:
    above = bodies[body].parent_id if body else None
    while above is not None and above not in running:
        above = bodies[above].parent_id
    return above


def place_names() -> dict[int, str]:
    """Every place by number. One query."""
    return {place.pk: place.name for place in Place.objects.all()}
