"""Floors on a tree of regions: beside the papers' mechanisms told slowly, and what is said where they cannot be met."""

from __future__ import annotations

from itertools import permutations
from random import Random
from typing import Any

import pytest
from matching import large, literal, small

from rencai.matching import FloorsCannotBeMet, FloorsNotGuaranteed, Market, MatchingError

MECHANISMS = {"RSDA-RQ": literal.round_robin, "PLDA-RQ": literal.by_priority}


def market(seed: int, **more: Any) -> dict[str, Any]:
    random = Random(seed)
    return small.with_regions(random, small.market(random, complete=True, **more), floors=True)


def assigned(given: dict[str, Any], mechanism: str) -> small.Assignment | None:
    """Who is where, or None where floors cannot be met."""
    try:
        result = Market.from_preferences(**given).with_floors(mechanism)
    except FloorsCannotBeMet:
        return None
    assert result.certificate.holds
    return {name: result.assignment.get(name) for name in given["talents"]}


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize("block", range(5))
def test_the_assignment_is_that_of_the_paper_and_meets_every_floor_and_cap(mechanism: str, block: int) -> None:
    for seed in range(block * 200, block * 200 + 200):
        given = market(seed)
        found, counts = assigned(given, mechanism), literal.counts_of(given)
        assert (found is None) == (not counts)
        if found is not None:
            assert found == MECHANISMS[mechanism](given)
            assert small.fits(given, found)
            assert small.meets_floors(given, found)
            assert not any(beaten for _, _, beaten in small.blocking(given, found))
            assert sum(place is not None for place in found.values()) == sum(counts[0])


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_no_talent_gains_by_another_complete_list(mechanism: str) -> None:
    for seed in range(120):
        given = market(seed, talents=4, posts=3)
        truth = assigned(given, mechanism)
        for name in given["talents"] if truth else ():
            for lie in permutations(given["posts"]):
                told = assigned({**given, "talents": {**given["talents"], name: list(lie)}}, mechanism)
                assert truth
                assert told
                assert not small.prefers(given, name, told[name], truth[name])


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_large_market_meets_its_floors_and_is_certified(mechanism: str) -> None:
    result = large.complete(3_000, 40, 8).with_floors(mechanism)
    assert result.certificate.holds
    assert result.unmatched == []


def test_the_reason_names_the_region_and_how_many_it_can_hold() -> None:
    people = [f"t{number}" for number in range(6)]
    given: dict[str, Any] = {
        "talents": {name: ["p", "q"] for name in people},
        "posts": {"p": people, "q": people},
        "capacity": {"p": 2, "q": 6},
        "region": {"p": "changhai"},
        "region_floor": {"changhai": 3},
    }
    with pytest.raises(FloorsCannotBeMet, match="the floor of changhai is 3, but 2 talents at most") as error:
        Market.from_preferences(**given).with_floors()
    assert error.value.reason.places == ("changhai",)
    assert "changhai" in error.value.text("zh")
    assert error.value.text("zh") != error.value.text("en")


def test_floors_that_ask_for_more_than_there_are_talents_are_named_together() -> None:
    given: dict[str, Any] = {
        "talents": {"t": ["p", "q"]},
        "posts": {"p": ["t"], "q": ["t"]},
        "capacity": {"p": 1, "q": 1},
        "floor": {"p": 1, "q": 1},
    }
    with pytest.raises(FloorsCannotBeMet) as error:
        Market.from_preferences(**given).with_floors()
    assert (error.value.reason.places, error.value.reason.asked, error.value.reason.at_most) == (("p", "q"), 2, 1)


INCOMPLETE: dict[str, Any] = {
    "talents": {"a": ["x", "y"], "b": ["x"], "c": ["x", "y"]},
    "posts": {"x": ["a", "b", "c"], "y": ["a", "c"]},
    "capacity": {"x": 1, "y": 2},
    "floor": {"y": 2},
}


def test_incomplete_lists_are_refused_with_the_first_of_them() -> None:
    with pytest.raises(FloorsNotGuaranteed, match="'b' and 1 of 2 posts rank each other"):
        Market.from_preferences(**INCOMPLETE).with_floors()


def test_incomplete_lists_are_offered_tightened_caps_and_the_best_by_rank() -> None:
    offers = Market.from_preferences(**INCOMPLETE).offers()
    tightened, best = offers["tightened"], offers["best"]
    assert tightened.assignment == {"a": "y", "c": "y"}
    assert tightened.options == {"caps": {"x": 0}}
    assert (tightened.certificate.envy, tightened.certificate.short) == (0, ())
    assert best.assignment == {"a": "y", "b": "x", "c": "y"}
    assert best.certificate.envy == 1


def test_tightened_caps_are_fair_and_no_further_from_the_floors_than_the_stable_assignment() -> None:
    from rencai.matching.tightening import _missing

    helped = 0
    for seed in range(300):
        random = Random(seed)
        given = small.with_regions(random, small.market(random, complete=seed % 2 == 0), floors=True)
        made = Market.from_preferences(**given)
        offer, plain = made.offers()["tightened"], made.stable()
        assert offer.certificate.holds
        assert _missing(made.quotas, offer.seats) <= _missing(made.quotas, plain.seats)
        helped += _missing(made.quotas, offer.seats) < _missing(made.quotas, plain.seats)
    assert helped > 10


def test_an_unknown_mechanism_is_refused() -> None:
    with pytest.raises(MatchingError, match="may be: RSDA-RQ, PLDA-RQ"):
        Market.from_preferences(**INCOMPLETE).with_floors("MSDA-RQ")
