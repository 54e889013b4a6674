"""The demo city's recognitions from its seed, and what its supervision brings to light."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from rencai.office.accounts.models import User
from rencai.office.audit import chain
from rencai.office.demo.actions import make_city
from rencai.office.demo.casebook import LENIENT
from rencai.office.inbox.models import Item
from rencai.office.oversight.models import Measure
from rencai.office.recognition.models import Case, Decision, Evidence, Stage

pytestmark = pytest.mark.django_db


def test_the_lenient_body_is_found_and_is_the_first_to_be_suspended() -> None:
    """Nobody chooses the seed of a draw, so which cases are checked differs; benchmarks tell how often who is found."""
    make_city(talents=8_000, seed=2)
    found = Measure.objects.filter(body__place__key=LENIENT, body__organisation=None)
    assert {"tightened_checking", "warning"} & set(found.values_list("kind", flat=True))
    assert Measure.objects.exclude(answer="").get().body.place.key == LENIENT
    suspended = set(Measure.objects.filter(kind="suspension").values_list("body__place__key", "body__organisation"))
    assert not suspended or (LENIENT, None) in suspended
    waits = Item.objects.open().visible_to(User.objects.get(username="demo-leader")).exists()
    assert waits == Measure.objects.filter(kind="suspension", state="issued").exists()
    assert chain.verify().faults == ()


def test_the_same_seed_makes_the_same_recognitions() -> None:
    assert _recognised(7) == _recognised(7) != _recognised(8)


def _recognised(seed: int) -> list[Any]:
    """Without the numbers of rows; the city is gone again."""
    with transaction.atomic():
        make_city(talents=300, seed=seed)
        seen = [
            list(Case.objects.order_by("pk").values_list("talent__name", "state", "step", "submitted_on", "answers")),
            list(Decision.objects.order_by("pk").values_list("verdict", "category", "by__username", "on", "record")),
            list(Stage.objects.order_by("pk").values_list("step", "began_on", "due_on", "ended_on")),
            list(Evidence.objects.order_by("pk").values_list("condition", "case__talent__name", "seen_on")),
        ]
        transaction.set_rollback(True)
    return seen
