"""Stable assignments: looked at beside every other assignment of small markets, the papers, and published examples."""

from __future__ import annotations

from itertools import permutations
from random import Random
from typing import Any

import numpy as np
import pytest
from matching import large, literal, small

from rencai.matching import Market, MatchingError

SEED = "a seed that nobody could have guessed"


def assigned(given: dict[str, Any]) -> small.Assignment:
    """Who is where by `stable`, None for nowhere; the certificate has to hold."""
    result = Market.from_preferences(**given).stable()
    assert result.certificate.holds
    return {name: result.assignment.get(name) for name in given["talents"]}


@pytest.mark.parametrize("block", range(8))
def test_without_regions_the_assignment_is_stable_and_no_talent_has_a_better_stable_one(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        given = small.market(Random(seed))
        found = assigned(given)
        stable = [other for other in small.assignments(given) if small.is_stable(given, other)]
        assert found in stable
        assert not any(small.prefers(given, name, other[name], found[name]) for other in stable for name in found)


@pytest.mark.parametrize("block", range(10))
def test_within_caps_the_assignment_is_that_of_the_paper_and_stable_as_it_defines(block: int) -> None:
    for seed in range(block * 200, block * 200 + 200):
        random = Random(seed)
        given = small.with_regions(random, small.market(random))
        found = assigned(given)
        assert found == literal.flexible(given)
        assert small.is_stable(given, found)
        assert small.fits(given, found)


def test_the_certificate_says_strong_exactly_where_the_assignment_is_strongly_stable() -> None:
    strong = 0
    for seed in range(600):
        random = Random(seed)
        given = small.with_regions(random, small.market(random))
        result = Market.from_preferences(**given).stable()
        found = {name: result.assignment.get(name) for name in given["talents"]}
        assert (result.certificate.notion == "strong") == small.is_strong(given, found)
        strong += result.certificate.notion == "strong"
    assert 0 < strong < 600


@pytest.mark.parametrize("with_caps", [False, True])
def test_no_talent_gains_by_another_list(with_caps: bool) -> None:
    for seed in range(60):
        random = Random(seed)
        given = small.market(random, talents=4, posts=3)
        given = small.with_regions(random, given) if with_caps else given
        truth = assigned(given)
        for name in given["talents"]:
            for size in range(len(given["posts"]) + 1):
                for lie in permutations(given["posts"], size):
                    told = {**given, "talents": {**given["talents"], name: list(lie)}}
                    assert not small.prefers(given, name, assigned(told)[name], truth[name])


def test_nobody_is_hurt_by_another_seat() -> None:
    for seed in range(300):
        given = small.market(Random(seed))
        before = assigned(given)
        for post in given["posts"]:
            more = {**given, "capacity": {**given["capacity"], post: given["capacity"][post] + 1}}
            after = assigned(more)
            assert not any(small.prefers(given, name, before[name], after[name]) for name in before)


def test_the_first_example_of_gale_and_shapley() -> None:
    given = {
        "talents": {"α": ["A", "B", "C"], "β": ["B", "C", "A"], "γ": ["C", "A", "B"]},
        "posts": {"A": ["β", "γ", "α"], "B": ["γ", "α", "β"], "C": ["α", "β", "γ"]},
        "capacity": {"A": 1, "B": 1, "C": 1},
    }
    assert assigned(given) == {"α": "A", "β": "B", "γ": "C"}
    assert sum(small.is_stable(given, other) for other in small.assignments(given)) == 3


def test_the_example_of_kamada_and_kojima_leaves_nobody_unmatched() -> None:
    doctors = [f"d{number}" for number in range(1, 11)]
    given: dict[str, Any] = {
        "talents": {name: ["h1"] if name in doctors[:3] else ["h2"] for name in doctors},
        "posts": {"h1": doctors, "h2": doctors},
        "capacity": {"h1": 10, "h2": 10},
        "target": {"h1": 5, "h2": 5},
        "region": {"h1": "r", "h2": "r"},
        "region_cap": {"r": 10},
        "order": ["h1", "h2"],
    }
    assert Market.from_preferences(**given).stable().unmatched == []
    # With the targets as rigid capacities, two doctors are lost though the region has room.
    rigid = {**given, "capacity": given["target"]}
    assert Market.from_preferences(**rigid).stable().unmatched == ["d9", "d10"]


def test_a_full_region_is_filled_by_its_targets_first_and_then_in_turns() -> None:
    given: dict[str, Any] = {
        "talents": {f"t{number}": ["x"] if number < 4 else ["y"] for number in range(8)},
        "posts": {post: [f"t{number}" for number in range(8)] for post in "xy"},
        "capacity": {"x": 4, "y": 4},
        "region": {"x": "r", "y": "r"},
        "region_cap": {"r": 5},
        "order": ["y", "x"],
    }
    placed = list(assigned(given).values())
    assert (placed.count("x"), placed.count("y")) == (2, 3)
    aimed = list(assigned({**given, "target": {"x": 4}}).values())
    assert (aimed.count("x"), aimed.count("y")) == (4, 1)


def test_a_lottery_decides_where_a_post_ranks_talents_alike_and_can_be_drawn_again() -> None:
    given: dict[str, Any] = {
        "talents": {f"t{number}": ["p"] for number in range(50)},
        "posts": {"p": [[f"t{number}" for number in range(50)]]},
        "capacity": {"p": 1},
    }
    with pytest.raises(MatchingError, match="lottery"):
        Market.from_preferences(**given).stable()
    winners = {
        next(iter(Market.from_preferences(**given, seed=f"{SEED} {number}").stable().assignment)) for number in range(9)
    }
    assert len(winners) > 3
    one, again = (Market.from_preferences(**given, seed=SEED).stable() for _ in range(2))
    assert one.assignment == again.assignment
    assert one.certificate.by_lot
    assert "lottery" in one.certificate.text()


def test_ties_of_a_talent_are_broken_by_the_order_of_posts() -> None:
    given: dict[str, Any] = {
        "talents": {"t": [["a", "b"]]},
        "posts": {"a": ["t"], "b": ["t"]},
        "capacity": {"a": 1, "b": 1},
    }
    result = Market.from_preferences(**given, order=["b"]).stable()
    assert result.assignment == {"t": "b"}
    assert result.choices() == {1: 1}


def test_a_pair_of_which_one_side_does_not_rank_the_other_is_not_formed() -> None:
    market = Market.from_preferences({"t": ["a", "b"]}, {"a": [], "b": ["t"]}, capacity={"a": 1, "b": 1})
    assert market.stable().assignment == {"t": "b"}
    assert market.lists.dropped == 1


def test_an_empty_list_leaves_a_talent_unmatched_and_a_post_empty() -> None:
    result = Market.from_preferences({"t": [], "u": ["p"]}, {"p": ["u"], "q": []}, capacity={"p": 1, "q": 1}).stable()
    assert (result.assignment, result.unmatched) == ({"u": "p"}, ["t"])
    assert Market.from_preferences({}, {}, capacity={}).stable().assignment == {}


@pytest.mark.parametrize("caps", [False, True])
def test_a_large_market_is_certified(caps: bool) -> None:
    market = large.market(20_000, 400, caps=40 if caps else 0)
    result = market.stable()
    assert result.certificate.holds
    assert result.certificate.placed > 15_000


@pytest.mark.parametrize("caps", [0, 20])
def test_the_certificate_sees_two_talents_who_changed_places(caps: int) -> None:
    from rencai.matching.certificate import STABLE, certified

    market = large.market(2_000, 60, caps=caps)
    seats = market.stable().seats.copy()
    one, other = np.flatnonzero(seats == seats[seats >= 0][0])[0], np.flatnonzero(seats >= 0)[-1]
    seats[one], seats[other] = seats[other], seats[one]
    names = (market.talents, market.posts)
    assert not certified(STABLE, market.lists, market.quotas, seats, market.lots, names).holds


def test_targets_may_not_add_up_to_more_than_the_cap() -> None:
    market = Market.from_preferences(
        {"t": ["p"]}, {"p": ["t"]}, capacity={"p": 3}, target={"p": 3}, region={"p": "r"}, region_cap={"r": 2}
    )
    with pytest.raises(MatchingError, match="add up to 3, more than its cap of 2"):
        market.stable()
