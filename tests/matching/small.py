"""Small random markets, and what is true of them by looking at every assignment: the definitions, word by word."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any

Names = dict[str, list[str]]
Assignment = dict[str, str | None]


def market(random: Random, *, complete: bool = False, talents: int = 5, posts: int = 4) -> dict[str, Any]:
    """Arguments of `Market.from_preferences`: up to so many talents and posts, strict lists, capacities."""
    people = [f"t{number}" for number in range(random.randint(1, talents))]
    places = [f"p{number}" for number in range(random.randint(1, posts))]
    return {
        "talents": {name: _list(random, places, complete) for name in people},
        "posts": {name: _list(random, people, complete) for name in places},
        "capacity": {name: random.randint(0 if not complete else 1, 3) for name in places},
        "order": random.sample(places, len(places)),
    }


def _list(random: Random, names: list[str], complete: bool) -> list[str]:
    return random.sample(names, len(names) if complete else random.randint(0, len(names)))


def with_regions(random: Random, given: dict[str, Any], *, floors: bool = False) -> dict[str, Any]:
    """The same with a tree of up to three regions, their caps and, where no floors are sought, targets below them."""
    places = list(given["posts"])
    given["region"] = {name: random.choice("abc") for name in places if random.random() < 0.9}
    names = sorted(set(given["region"].values()))
    given["region_parent"] = {name: "c" for name in names if name in "ab" and random.random() < 0.4}
    names = sorted({*names, *given["region_parent"].values()})
    given["region_cap"] = {name: random.randint(0, 4) for name in names if random.random() < 0.8}
    if floors:
        given["floor"] = {name: random.randint(0, min(1, given["capacity"][name])) for name in places}
        given["region_floor"] = {name: random.randint(0, min(2, given["region_cap"].get(name, 2))) for name in names}
        return given
    given["target"] = {name: random.randint(0, given["capacity"][name]) for name in places}
    for name in names:
        within = [post for post in places if name in around(given, post)]
        while name in given["region_cap"] and sum(given["target"][post] for post in within) > given["region_cap"][name]:
            given["target"][random.choice([post for post in within if given["target"][post]])] -= 1
    return given


def around(given: dict[str, Any], post: str) -> list[str]:
    """The regions in which a post stands, from the inside."""
    found, name = [], given.get("region", {}).get(post)
    while name is not None:
        found.append(name)
        name = given.get("region_parent", {}).get(name)
    return found


def assignments(given: dict[str, Any]) -> Iterator[Assignment]:
    """Every assignment of mutually acceptable pairs within capacities and caps."""
    wanted = [
        [None, *(post for post in ranked if name in given["posts"][post])] for name, ranked in given["talents"].items()
    ]
    for chosen in product(*wanted):
        found = dict(zip(given["talents"], chosen, strict=True))
        if fits(given, found):
            yield found


def held(found: Assignment, post: str) -> list[str]:
    return [name for name, place in found.items() if place == post]


def in_region(given: dict[str, Any], found: Assignment, region: str) -> int:
    return sum(place is not None and region in around(given, place) for place in found.values())


def fits(given: dict[str, Any], found: Assignment) -> bool:
    posts = all(len(held(found, post)) <= given["capacity"][post] for post in given["posts"])
    caps = given.get("region_cap", {}).items()
    return posts and all(in_region(given, found, region) <= cap for region, cap in caps)


def meets_floors(given: dict[str, Any], found: Assignment) -> bool:
    posts = all(len(held(found, post)) >= floor for post, floor in given.get("floor", {}).items())
    floors = given.get("region_floor", {}).items()
    return posts and all(in_region(given, found, region) >= floor for region, floor in floors)


def prefers(given: dict[str, Any], talent: str, post: str | None, other: str | None) -> bool:
    """Whether a talent likes `post` better than `other`; anything on the list is better than nothing."""
    ranked = given["talents"][talent]
    place = {name: number for number, name in enumerate(ranked)}
    return place.get(post, len(ranked)) < place.get(other, len(ranked))


def blocking(given: dict[str, Any], found: Assignment) -> Iterator[tuple[str, str, bool]]:
    """(talent, post, whether somebody at the post is ranked lower) of each pair that would rather have each other."""
    for talent, ranked in given["talents"].items():
        for post in ranked:
            order = given["posts"][post]
            if talent in order and prefers(given, talent, post, found[talent]):
                beaten = any(order.index(other) > order.index(talent) for other in held(found, post))
                if beaten or len(held(found, post)) < given["capacity"][post]:
                    yield talent, post, beaten


def is_stable(given: dict[str, Any], found: Assignment) -> bool:
    """The definition of Kamada and Kojima (2015), regions as a tree; without caps the classical one."""
    return not any(
        beaten or not _excused(given, found, talent, post) for talent, post, beaten in blocking(given, found)
    )


def _excused(given: dict[str, Any], found: Assignment, talent: str, post: str) -> bool:
    full = [
        name
        for name in around(given, post)
        if name in given.get("region_cap", {}) and in_region(given, found, name) == given["region_cap"][name]
    ]
    here = found[talent]
    if not full:
        return False
    if here is None or any(name not in around(given, here) for name in full):
        return True
    target = given.get("target", {})
    return len(held(found, post)) + 1 - target.get(post, 0) > len(held(found, here)) - 1 - target.get(here, 0)


def is_strong(given: dict[str, Any], found: Assignment) -> bool:
    """Strong stability: to satisfy a blocking pair inevitably breaks a cap."""
    moved = ((beaten, {**found, talent: post}) for talent, post, beaten in blocking(given, found))
    return not any(beaten or fits(given, after) for beaten, after in moved)
