"""The largest weight: beside every other assignment of small markets; its proof, and the reason where there is none."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pytest
from matching import large, small

from rencai.matching import FloorsCannotBeMet, Market, MatchingError


def market(seed: int) -> tuple[dict[str, Any], dict[tuple[str, str], float]]:
    random = Random(seed)
    given = small.with_regions(random, small.market(random, complete=seed % 2 == 0), floors=True)
    pairs = [(talent, post) for talent in given["talents"] for post in given["posts"]]
    return given, {pair: random.choice([random.randint(-3, 9), round(random.random() * 5, 2)]) for pair in pairs}


def weight(weights: dict[tuple[str, str], float], found: small.Assignment) -> float:
    return sum(weights[name, post] for name, post in found.items() if post)


@pytest.mark.parametrize("block", range(6))
def test_no_assignment_within_the_quotas_weighs_more(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        given, weights = market(seed)
        possible = [found for found in small.assignments(given) if small.meets_floors(given, found)]
        try:
            result = Market.from_preferences(**given).best(weights)
        except FloorsCannotBeMet:
            assert possible == []
            continue
        found = {name: result.assignment.get(name) for name in given["talents"]}
        assert found in possible
        assert weight(weights, found) == pytest.approx(max(weight(weights, other) for other in possible))
        proof = result.certificate.optimality
        assert proof
        assert (result.certificate.holds, proof.gap) == (True, 0)
        assert proof.weight == pytest.approx(weight(weights, found))


def test_the_reason_is_true_and_the_smallest() -> None:
    reasons = 0
    for seed in range(300):
        given, weights = market(seed)
        try:
            Market.from_preferences(**given).best(weights)
        except FloorsCannotBeMet as error:
            reason, reasons = error.reason, reasons + 1
            assert reason.at_most < reason.asked
            assert not _possible(given, set(reason.places))
            assert all(_possible(given, set(reason.places) - {place}) for place in reason.places)
            if len(reason.places) == 1:
                assert reason.at_most == _most(given, reason.places[0])
    assert reasons > 30


def _possible(given: dict[str, Any], places: set[str]) -> bool:
    kept = {key: {name: n for name, n in given[key].items() if name in places} for key in ("floor", "region_floor")}
    return any(small.meets_floors({**given, **kept}, found) for found in small.assignments(given))


def _most(given: dict[str, Any], place: str) -> int:
    return max(
        len(small.held(found, place)) if place in given["posts"] else small.in_region(given, found, place)
        for found in small.assignments(given)
    )


def test_the_reason_among_many_floors_is_found_where_it_is() -> None:
    wanted = {f"t{number}": ["x", "y", "z"] for number in range(10)}
    others = {f"u{number}": [f"p{number}", f"p{(number + 1) % 150}"] for number in range(150)}
    talents, posts = {**wanted, **others}, ["x", "y", "z", *(f"p{number}" for number in range(150))]
    given: dict[str, Any] = {
        "talents": talents,
        "posts": {post: [name for name, ranked in talents.items() if post in ranked] for post in posts},
        "capacity": dict.fromkeys(posts, 5),
        "floor": {post: 4 if post in "xyz" else 1 for post in posts},
    }
    # Each of the three alone can be filled; all together ask for twelve of the ten who want them.
    with pytest.raises(FloorsCannotBeMet) as error:
        Market.from_preferences(**given).best({})
    reason = error.value.reason
    assert (set(reason.places), reason.asked, reason.at_most) == ({"x", "y", "z"}, 12, 10)


@pytest.mark.parametrize("seed", range(3))
def test_a_large_market_is_proven_best(seed: int) -> None:
    made = large.market(5_000, 200, caps=20, seed=seed)
    weights = np.round(np.random.default_rng(seed).random(len(made.lists.posts)) * 100, 2)
    floors = dict.fromkeys(range(20), 150)
    proof = Market(made.talents, [f"p{n}" for n in made.posts], made.lists, made.quotas).best(weights, floors=floors)
    assert proof.certificate.holds
    assert proof.certificate.optimality
    assert proof.certificate.optimality.gap == 0


def test_the_proof_fails_for_an_assignment_that_is_not_best() -> None:
    from rencai.matching.duals import optimality

    made = large.market(500, 20, caps=4)
    units = np.random.default_rng(1).integers(0, 1000, len(made.lists.posts))
    seats = made.best(units).seats.copy()
    seats[np.flatnonzero(seats >= 0)[0]] = -1
    assert optimality(made, seats, units, 1.0, 0.0).gap > 0


def test_a_binding_quota_has_the_price_of_its_last_seat() -> None:
    given: dict[str, Any] = {
        "talents": {"a": ["x", "y"], "b": ["x", "y"], "c": ["x"]},
        "posts": {"x": ["a", "b", "c"], "y": ["a", "b"]},
        "capacity": {"x": 3, "y": 3},
        "region": {"x": "core", "y": "island"},
    }
    weights = {("a", "x"): 9, ("a", "y"): 5, ("b", "x"): 8, ("b", "y"): 1, ("c", "x"): 4}
    made = Market.from_preferences(**given)

    def prices(**quotas: Any) -> dict[tuple[str, str], float]:
        proof = made.best(weights, **quotas).certificate.optimality
        assert proof
        return {(price.place, price.quota): price.cost for price in proof.prices}

    assert prices() == {}
    assert prices(floors={"island": 1}) == {("island", "floor"): 4}
    assert prices(caps={"core": 2})[("core", "cap")] == 4
    # a goes to y for 5; one more seat in the core would be taken by c.
    assert made.best(weights, caps={"core": 1}).assignment == {"a": "y", "b": "x"}


def test_a_talent_may_be_left_out_where_every_weight_is_negative() -> None:
    made = Market.from_preferences({"t": ["p"]}, {"p": ["t"]}, capacity={"p": 1})
    assert made.best({("t", "p"): -1}).unmatched == ["t"]
    assert made.best({("t", "p"): -1}, floors={"p": 1}).assignment == {"t": "p"}


def test_fractions_are_weighed_to_six_decimals_and_the_rounding_is_told() -> None:
    made = Market.from_preferences({"t": ["p"]}, {"p": ["t"]}, capacity={"p": 1})
    proof = made.best({("t", "p"): 1 / 3}).certificate.optimality
    assert proof
    assert proof.weight == pytest.approx(0.333333)
    assert 0 < proof.rounding < 1e-6


PLAIN: dict[str, Any] = {"talents": {"t": ["p"]}, "posts": {"p": ["t"]}, "capacity": {"p": 2}}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"weights": {("t", "p"): float("nan")}}, "the weight of 't' at 'p' is nan, but is a finite number"),
        ({"weights": {("t", "p"): float("inf")}}, "is inf, but is a finite number"),
        ({"weights": np.array([np.nan])}, "the weight of 't' at 'p' is nan"),
        ({"weights": np.array([1.0, 2.0])}, "a number for each of the 1 pairs"),
        ({"weights": {("t", "p"): "3"}}, "'3', but is a number"),
        ({"weights": {"t": 3}}, "weights are by \\(talent, post\\)"),
        ({"weights": {("u", "p"): 3}}, "'u' is no talent"),
        ({"weights": {("t", "q"): 3}}, "'q' is no post"),
        ({}, "there are no weights"),
        ({"weights": {}, "floors": {"q": 1}}, "floors: 'q' is no region and no post"),
        ({"weights": {}, "floors": {"p": 3}}, "its floor of 3 is larger than its cap of 2"),
        ({"weights": {}, "caps": {"p": -1}}, "lies between 0 and"),
    ],
)
def test_what_is_wrong_with_weights_and_quotas_is_said(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(MatchingError, match=sentence):
        Market.from_preferences(**PLAIN).best(**arguments)
