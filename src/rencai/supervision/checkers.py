"""Who checks what: two checkers a case, at random, with recusal (回避) and equal loads; and what is checked twice.

Cases with the fewest checkers left to choose from come first, then by rank (purpose "checkers"). Each case goes to
those with the fewest cases so far; among equals the lowest number of purpose "checker" for id, line break, checker.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rencai.supervision.drawn import NAMED, Draw
from rencai.supervision.problems import supervision_error
from rencai.supervision.seed import number

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Assignment:
    """`checkers` of each case, by id; `loads`, how many cases each checker has."""

    checkers: Mapping[str, tuple[str, ...]]
    loads: Mapping[str, int]


def assign_checkers(
    draw: Draw,
    checkers: Sequence[str],
    conflicts: Mapping[str, Collection[str]],
    seed: str,
    *,
    per_case: int = 2,
) -> Assignment:
    """Draws `per_case` checkers for each case. `conflicts` names, by case, those who may not check it.

    Raises SupervisionError that names the cases for which too few are left.
    """
    if len(set(checkers)) < len(checkers):
        raise supervision_error("a checker stands twice in the list: {names}", names=list(checkers))
    free = {name: [one for one in checkers if one not in conflicts.get(name, NOBODY)] for name in draw.ids}
    _enough(free, per_case)
    loads = dict.fromkeys(checkers, 0)
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(free, key=lambda case: (len(free[case]), number(seed, "checkers", case), case)):
        found[name] = _lightest(free[name], loads, seed, name, per_case)
        for one in found[name]:
            loads[one] += 1
    return Assignment({name: found[name] for name in draw.ids}, loads)


def _enough(free: Mapping[str, Sequence[str]], per_case: int) -> None:
    short = [name for name, left in free.items() if len(left) < per_case]
    if short:
        raise supervision_error(
            "{n} cases have fewer than {needed} checkers who may check them: {ids}; name further checkers",
            n=len(short),
            needed=per_case,
            ids=short[:NAMED],
        )


def _lightest(free: Sequence[str], loads: Mapping[str, int], seed: str, name: str, count: int) -> tuple[str, ...]:
    lightest = sorted(loads[one] for one in free)[count - 1]
    close = [one for one in free if loads[one] <= lightest]
    close.sort(key=lambda one: (loads[one], number(seed, "checker", f"{name}\n{one}")))
    return tuple(close[:count])


def second_level(draw: Draw, seed: str) -> list[str]:
    """The cases that the second level checks again: in each stratum those with the lowest ranks of "second level"."""
    by_stratum: dict[str, list[str]] = {}
    for name, key in zip(draw.ids, draw.cases["stratum"].to_pylist(), strict=True):
        by_stratum.setdefault(key, []).append(name)
    found: list[str] = []
    for names in by_stratum.values():
        names.sort(key=lambda name: (number(seed, "second level", name), name))
        found += names[: draw.plan.second_level.size(len(names))]
    return found
