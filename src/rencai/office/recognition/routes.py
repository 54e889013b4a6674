"""Who recognises whom, by which steps, within how many working days: one table.

The steps are those that the city's notices name for districts and for units that recognise on their own; the notice
of five working days is theirs too. Of the other limits only the whole is known, 3 to 17 working days: how it is
shared out among the steps is our draft, and every route stays within 17.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rencai.office.recognition.terms import BodyKind, Step


class Limit(NamedTuple):
    """A step, and the working days within which it is to be done; `draft` where no source states them."""

    step: Step
    days: int
    draft: bool = True


class Route(NamedTuple):
    """The way of a case through a body of one kind."""

    kind: BodyKind
    words: str | Promise
    limits: tuple[Limit, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(limit.step for limit in self.limits)

    @property
    def days(self) -> int:
        """Working days from intake to opinion."""
        return sum(limit.days for limit in self.limits)

    def limit(self, step: str) -> Limit:
        return next(limit for limit in self.limits if limit.step == step)

    def after(self, step: str) -> Step | None:
        """The step after `step`; None after the last."""
        place = self.steps.index(Step(step)) + 1
        return self.steps[place] if place < len(self.steps) else None


MOST_DAYS = 17
NOTICE_DAYS = 5
"""Whole working days: neither that on which the notice is put up, nor that on which it is taken down."""
NOTICE = Limit(Step.NOTICE, NOTICE_DAYS + 1, draft=False)
_OWN = (
    Limit(Step.INTAKE, 2),
    Limit(Step.ORIGINALS, 3),
    Limit(Step.COMMITMENT, 2),
    Limit(Step.COMMITTEE, 3),
    NOTICE,
    Limit(Step.OPINION, 1),
)
_OFFICE = (Limit(Step.INTAKE, 2), Limit(Step.ORIGINALS, 5), NOTICE, Limit(Step.OPINION, 3))
TABLE = (
    Route(BodyKind.EMPLOYER, _("the employer recognises its own people"), _OWN),
    Route(BodyKind.SECTOR, _("the authority of the sector recognises"), _OWN),
    Route(BodyKind.DISTRICT, _("the district of the employer's place recognises"), _OFFICE),
    Route(BodyKind.CITY, _("the city recognises"), _OFFICE),
)
"""In this order the route of a case is looked for: the first whose body may recognise it."""
BY_KIND = {route.kind: route for route in TABLE}
