"""Whatever an event tells comes back from the database as it was written, and its hash with it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rencai.office.audit import chain
from rencai.office.audit.acts import act, record, storable
from rencai.office.audit.models import Event

pytestmark = pytest.mark.django_db

plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.decimals(allow_nan=False)
values = st.dictionaries(
    st.text(), st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)


@act
def write(before: dict[str, Any], after: dict[str, Any], reason: str = "") -> None:
    record("audit.denied", by=None, before=before, after=after, reason=reason)


def newest() -> Event:
    return Event.objects.order_by("-number")[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=values, after=values, reason=st.text())
def test_any_values_survive_the_database_with_their_hash(
    before: dict[str, Any], after: dict[str, Any], reason: str
) -> None:
    with transaction.atomic():
        write(before, after, reason)
        read = newest()
        assert chain.digest(read) == read.hash
        assert read.reason == storable(reason)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (1e22, "1e+22"),
        (-0.0, "-0.0"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (10**40, 10**40),
        (0.1, "0.1"),
        (Decimal("1.50"), "1.50"),
        (date(2024, 2, 29), "2024-02-29"),
        (UUID(int=7), str(UUID(int=7))),
        ("a\x00b", "a\ufffdb"),
        ("\ud800", "\ufffd"),
        ("人才 𠮷 👩‍🔬", "人才 𠮷 👩‍🔬"),
        ([1, {"x": [True, None]}], [1, {"x": [True, None]}]),
    ],
)
def test_a_value_is_kept_in_a_form_that_every_database_gives_back(given: Any, kept: Any) -> None:
    write({}, {"value": given})
    assert newest().after == {"value": kept}


def test_a_key_with_a_character_that_no_database_takes_is_kept_without_it() -> None:
    write({"a\x00": 1}, {})
    assert newest().before == {"a\ufffd": 1}


def test_the_time_of_an_event_survives_to_the_microsecond() -> None:
    before = timezone.now()
    write({}, {})
    read = newest()
    assert before <= read.at <= timezone.now()
    assert chain.digest(read) == read.hash


@pytest.mark.parametrize(
    "field", ["at", "act", "actor", "before", "after", "reason", "place_id", "mandate_id", "target"]
)
def test_the_hash_covers_everything_that_an_event_says(field: str) -> None:
    write({"a": 1}, {"a": 2}, "because")
    event = newest()
    others: dict[str, Any] = {
        "at": datetime(2000, 1, 1, tzinfo=UTC),
        "before": {},
        "after": {},
        "place_id": 99,
        "mandate_id": 99,
    }
    setattr(event, field, others.get(field, "other"))
    assert chain.digest(event) != event.hash


def test_an_event_cannot_be_saved_but_by_an_act() -> None:
    write({}, {})
    with pytest.raises(TypeError, match="record alone"):
        newest().save()


def test_the_canonical_text_does_not_depend_on_the_order_of_keys() -> None:
    write({}, json.loads('{"b": 1, "a": {"d": 1, "c": 2}}'))
    event = newest()
    event.after = {"a": {"c": 2, "d": 1}, "b": 1}
    assert chain.digest(event) == event.hash
