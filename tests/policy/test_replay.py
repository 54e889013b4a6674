"""A decision made again from its own record, years later: identical, or what differs."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from factory import DAY, condition, derived, measure, pack_of, parameter
from hypothesis import given
from hypothesis import strategies as st

from rencai.policy import FactError, load_pack

LIMIT = parameter(
    "limit", "integer", values=[{"until": "2020-12-31", "value": 36}, {"from": "2021-01-01", "value": 60}], unit="month"
)
PAY = measure("m", condition("long", "months >= limit"), amount="wage", schedule={"instalments": [60, 40]})
PACK = pack_of(LIMIT, PAY, derived(twice="wage * 2"))
FACTS = {"months": 40, "wage": "100.10"}


def replayed(record: Any, *texts: str) -> list[str]:
    return [message.text() for message in (pack_of(*texts) if texts else PACK).replay(record)]


def record() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(PACK.decide(FACTS, on=DAY).to_json())
    return found


@given(st.fixed_dictionaries({}, optional={"months": st.integers(0, 99), "wage": st.decimals(0, 10**6, places=2)}))
def test_a_decision_replayed_with_its_own_pack_is_identical(facts: dict[str, Any]) -> None:
    decision = PACK.decide(facts, on=DAY)
    assert PACK.replay(decision) == []
    assert PACK.replay(json.loads(decision.to_json())) == []


def test_a_later_edition_does_not_change_what_was_decided_before() -> None:
    later = LIMIT.replace("60}", "72}")
    assert later != LIMIT
    assert replayed(record(), later, PAY, derived(twice="wage * 2")) == []


def test_a_changed_rule_is_said_with_what_comes_out_otherwise() -> None:
    found = replayed(
        record(), LIMIT.replace("36}", "48}").replace('"value": 36', '"value": 48'), PAY, derived(twice="wage * 2")
    )
    assert found[0].startswith("what was in force on 2020-06-01 is written otherwise now (edition ")
    assert "outcomes › m › status: was eligible, is not_eligible" in found
    assert "outcomes › m › conditions › long › threshold: was 36, is 48" in found
    assert "outcomes › m › amount: was 100.10, is None" in found


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        (("outcomes", "m", "amount"), "999.00"),
        (("outcomes", "m", "status"), "not_eligible"),
        (("outcomes", "m", "schedule", 0, 1), "0.01"),
        (("outcomes", "m", "conditions", 0, "met"), False),
        (("outcomes", "m", "reason"), "long"),
        (("derived", "twice"), "0.00"),
    ],
)
def test_a_record_that_was_changed_by_hand_is_found_out(path: tuple[Any, ...], changed: Any) -> None:
    altered = copy.deepcopy(record())
    inner = altered
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = changed
    (found,) = replayed(altered)
    assert found.startswith(f"{path[0]} › {path[1]}")
    assert f"was {changed}, is" in found


def test_a_changed_fact_shows_in_what_follows_from_it() -> None:
    altered = record()
    altered["facts"]["months"] = 12
    assert "outcomes › m › status: was eligible, is not_eligible" in replayed(altered)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"format": "other"}, "this is no recorded decision: format is missing"),
        ({"pack": "elsewhere"}, "the decision was made with the pack elsewhere, not with demo"),
        ({"on": "someday"}, "the record's day 'someday' is no day"),
        ({"on": None}, "the record's day 'None' is no day"),
        ({"facts": []}, "this is no recorded decision: facts is missing"),
        ({"facts": {"months": "x"}}, "months: a number is expected, not 'x'"),
    ],
)
def test_what_is_no_record_of_this_pack_is_refused(change: dict[str, Any], why: str) -> None:
    with pytest.raises(FactError) as caught:
        PACK.replay({**record(), **change})
    assert caught.value.text() == why


def test_a_fact_that_the_pack_no_longer_has_is_told_as_a_difference() -> None:
    altered = record()
    altered["facts"]["monts"] = 3
    assert replayed(altered) == ["facts › monts: was 3, is None"]


def test_a_record_without_its_parts_is_refused_by_name() -> None:
    with pytest.raises(FactError, match="this is no recorded decision: format, pack, pack_hash, edition, on, facts"):
        PACK.replay({})


def test_an_exploration_is_replayed_as_one() -> None:
    pack = pack_of(measure("m", "flag", status="draft"), measure("real", "flag"))
    assert pack.replay(pack.explore({"flag": True}, on=DAY)) == []


def test_a_decision_under_a_reform_is_replayed_under_it() -> None:
    pack = pack_of(measure("m", "flag", status="draft"), measure("real", "flag"))
    reformed = pack.reformed({"measures": {"real": {"conditions": [{"name": "c1", "test": "other"}]}}}, on=DAY)
    assert reformed.replay(reformed.decide({"flag": True}, on=DAY)) == []


def test_the_dalian_example_people_are_replayed_identically() -> None:
    pack = load_pack("dalian")
    for person in pack.people:
        decision = pack.decide(person.facts, on=person.on)
        assert pack.replay(json.loads(decision.to_json())) == []
