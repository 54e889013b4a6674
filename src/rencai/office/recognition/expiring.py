"""What ends by the calendar, once a day: of recognitions whoever is concerned is told in time, and of authority the
cases under way go to the level above.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from rencai.office.asker import today
from rencai.office.audit.acts import act, record
from rencai.office.inbox import actions as waiting
from rencai.office.inbox.models import Item
from rencai.office.jobs.progress import Progress
from rencai.office.jobs.work import work
from rencai.office.recognition import inbox
from rencai.office.recognition.actions.delegating import hand_over_for_lack_of_time
from rencai.office.recognition.bodies import Delegation
from rencai.office.recognition.cases import Case
from rencai.office.recognition.decisions import Recognition
from rencai.office.recognition.queries import RecognitionQuerySet

DAYS_BEFORE = 60
"""Calendar days before its end in which a recognition is said to end soon. Our own draft."""


def expiring(found: RecognitionQuerySet, on: date | None = None) -> RecognitionQuerySet:
    """Those of `found` that are in force and end soon."""
    day = on or today()
    return found.in_force(day).filter(valid_until__lte=day + timedelta(DAYS_BEFORE))


@work()
def notice_expiring(progress: Progress) -> int:
    """Tells of every recognition that ends soon, once; takes out what waits about those that have ended. How many."""
    told = set(Item.objects.filter(kind=inbox.EXPIRES).values_list("about_id", flat=True))
    found = [pk for pk in expiring(Recognition.objects.all()).values_list("pk", flat=True) if str(pk) not in told]
    for done, pk in enumerate(found, 1):
        _noticed(pk)
        progress(done, len(found))
    _forget_the_ended()
    return len(found)


@work()
def hand_over_what_ran_out(progress: Progress) -> int:
    """The cases of bodies whose authority has run out go to the level above. How many."""
    lying = Case.objects.under_way().exclude(delegation__in=Delegation.objects.in_force())
    numbers = list(lying.order_by("pk").values_list("pk", flat=True))
    handed = 0
    for done, pk in enumerate(numbers, 1):
        with suppress(ValidationError):  # decided meanwhile, or nobody above: the next ones go nevertheless
            hand_over_for_lack_of_time(case=Case(pk=pk))
            handed += 1
        progress(done, len(numbers))
    return handed


@act
def _noticed(pk: int) -> None:
    rows: Any = Recognition.objects.select_for_update(of=("self",))
    recognition: Recognition = rows.select_related("talent", "decision__case", "decision__body").get(pk=pk)
    inbox.recognition_ends(recognition)
    record(
        "recognition.expiry_noticed",
        by=None,
        on=recognition,
        for_whom=recognition.talent.name,
        after={"valid_until": recognition.valid_until},
    )


def _forget_the_ended() -> None:
    """Nothing is decided by the passing of a day, so that it leaves no event."""
    open_items = Item.objects.open().filter(kind__in=inbox.ENDING)
    numbers = [int(pk) for pk in open_items.values_list("about_id", flat=True)]
    running = set(Recognition.objects.in_force().filter(pk__in=numbers).values_list("pk", flat=True))
    for recognition in Recognition.objects.filter(pk__in=set(numbers) - running):
        for kind in inbox.ENDING:
            waiting.done(kind, about=recognition)
