"""Couples and conditions on two talents: beside every assignment of small markets."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest
from matching import small

from rencai.matching import Market, MatchingError
from rencai.matching.couples_blocking import Couple, blocking

Couples = dict[tuple[str, str], list[tuple[str, str]]]


def fewest(given: dict[str, Any], couples: Couples) -> int:
    """The fewest who block, over all assignments in which every couple has a wish of its own, or nothing."""
    market = Market.from_preferences(**given)
    talents, posts = list(given["talents"]), list(given["posts"])
    numbered = [
        Couple(*(talents.index(name) for name in pair), tuple((posts.index(a), posts.index(b)) for a, b in wishes))
        for pair, wishes in couples.items()
    ]
    counts = []
    for found in small.assignments(given):
        if all((found[a], found[b]) in [(None, None), *wishes] for (a, b), wishes in couples.items()):
            seats = np.array([posts.index(found[name]) if found[name] else -1 for name in talents], np.int32)
            counts.append(len(blocking(market, numbered, seats)))
    return min(counts)


def test_no_assignment_has_fewer_who_block() -> None:
    for seed in range(120):
        random = Random(seed)
        given = small.market(random, talents=5, posts=3)
        couples: Couples = {}
        if len(given["talents"]) >= 2:
            pairs = list(product(given["posts"], repeat=2))
            couples["t0", "t1"] = random.sample(pairs, random.randint(1, min(4, len(pairs))))
        certificate = Market.from_preferences(**given).with_couples(couples).certificate
        assert certificate.holds
        assert certificate.blocking == fewest(given, couples)


UNSTABLE: dict[str, Any] = {
    "talents": {"a": ["p"], "b": ["q"], "s": ["p", "q"]},
    "posts": {"p": ["a", "s"], "q": ["s", "b"]},
    "capacity": {"p": 1, "q": 1},
}


def test_where_a_couple_leaves_nothing_stable_the_fewest_who_block_are_told() -> None:
    couples: Couples = {("a", "b"): [("p", "q")]}
    certificate = Market.from_preferences(**UNSTABLE).with_couples(couples).certificate
    assert certificate.blocking == fewest(UNSTABLE, couples) == 1
    assert "No stable assignment exists" in certificate.text()


def test_without_couples_the_assignment_is_stable() -> None:
    for seed in range(60):
        given = small.market(Random(seed))
        result = Market.from_preferences(**given).with_couples()
        assert small.is_stable(given, {name: result.assignment.get(name) for name in given["talents"]})


def test_two_who_belong_together_are_placed_in_one_region_or_not_at_all() -> None:
    given: dict[str, Any] = {
        "talents": {"a": ["x", "y"], "b": ["z", "y"]},
        "posts": {"x": ["a"], "y": ["a", "b"], "z": ["b"]},
        "capacity": {"x": 1, "y": 1, "z": 1},
        "region": {"x": "core", "y": "core", "z": "island"},
    }
    market = Market.from_preferences(**given)
    assert market.with_couples().assignment == {"a": "x", "b": "z"}
    assert market.with_couples(together=[("a", "b")]).assignment == {"a": "x", "b": "y"}


def test_two_who_are_to_be_apart_are_never_at_one_post() -> None:
    given: dict[str, Any] = {
        "talents": {"a": ["x", "y"], "b": ["x", "y"]},
        "posts": {"x": ["a", "b"], "y": ["a", "b"]},
        "capacity": {"x": 2, "y": 2},
    }
    market = Market.from_preferences(**given)
    assert market.with_couples().assignment == {"a": "x", "b": "x"}
    assert sorted(market.with_couples(apart=[("a", "b")]).assignment.values()) == ["x", "y"]


def test_floors_and_caps_are_kept() -> None:
    given = {**UNSTABLE, "region": {"p": "r", "q": "r"}, "region_cap": {"r": 1}, "floor": {"q": 1}}
    assert Market.from_preferences(**given).with_couples().assignment == {"s": "q"}
    with pytest.raises(MatchingError, match="no assignment keeps all floors"):
        Market.from_preferences(**{**given, "floor": {"p": 1, "q": 1}}).with_couples()


@pytest.mark.parametrize(
    ("couples", "sentence"),
    [
        ({("a", "a"): [("p", "q")]}, "is no couple of two"),
        ({("a", "b"): [("p", "q")], ("b", "s"): [("q", "p")]}, "one of them is in another"),
        ({("a", "b"): [("p", "q"), ("p", "q")]}, "ranks two posts twice"),
        ({("a", "z"): [("p", "q")]}, "'z' is no talent"),
        ({("a", "b"): [("p", "z")]}, "'z' is no post"),
    ],
)
def test_what_is_wrong_with_couples_is_said(couples: Couples, sentence: str) -> None:
    with pytest.raises(MatchingError, match=sentence):
        Market.from_preferences(**UNSTABLE).with_couples(couples)


def test_a_search_that_ends_too_early_does_not_say_that_nothing_is_possible() -> None:
    with pytest.raises(MatchingError, match="no assignment was found within 0 seconds"):
        Market.from_preferences(**UNSTABLE).with_couples({("a", "b"): [("p", "q")]}, seconds=0)
