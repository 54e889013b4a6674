"""The parts of a score and the hard criteria: their weights, and what is said for and against, in both languages."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from rencai.matching.columns import DEGREE_WORDS, DEGREES, Side
from rencai.matching.csco import occupations, shared_depth
from rencai.matching.problems import matching_error
from rencai.messages import Message
from rencai.policy.yaml_source import did_you_mean

WEIGHTS: Mapping[str, float] = {
    "occupation": 0.25,
    "skills": 0.20,
    "text": 0.20,
    "seniority": 0.08,
    "pay": 0.08,
    "place": 0.07,
    "wish": 0.07,
    "history": 0.05,
}
NAMES = {
    "occupation": Message("occupation"),
    "skills": Message("skills"),
    "text": Message("title and description"),
    "seniority": Message("seniority"),
    "pay": Message("pay"),
    "place": Message("place"),
    "wish": Message("wish to move"),
    "history": Message("history"),
}
# What has been between a talent and a post, and what it gives.
OUTCOMES: Mapping[str, float] = {"applied": 1.0, "invited": 1.0, "placed": 1.0, "declined": 0.0, "rejected": 0.0}
PAST = {
    "applied": Message("has applied before"),
    "invited": Message("has been invited before"),
    "placed": Message("has held this post before"),
    "declined": Message("has declined this post before"),
    "rejected": Message("has been rejected for this post before"),
}
FOR = 0.6  # from here on a part speaks for the pair; below half against it
SHOWN = 5  # skills that a sentence names


@dataclass(frozen=True)
class Part:
    """One part of a score: `value` 0 to 1 (None: not known, counts as half), `weight`, and the two in words."""

    name: str
    value: float | None
    weight: float
    words: Message

    @property
    def share(self) -> float:
        """What the part adds to the score."""
        return self.weight * (0.5 if self.value is None else self.value)

    @property
    def message(self) -> Message:
        return Message(
            "{words} (+{share} of {weight})", words=self.words, share=_two(self.share), weight=_two(self.weight)
        )


def _two(number: float) -> str:
    return f"{number:.2f}"


def checked_weights(given: Mapping[str, float] | None) -> np.ndarray:
    """The weights of all parts, summing to 1; those that are not given keep their own."""
    for name, value in (given or {}).items():
        if name not in WEIGHTS:
            hint = did_you_mean(str(name), list(WEIGHTS))
            raise matching_error(
                "there is no part {name!r}{hint}; parts: {all}", name=name, hint=hint, all=list(WEIGHTS)
            )
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not (0 <= value < math.inf):
            raise matching_error(
                "the weight of {name} is {value}; a number from 0 on is expected", name=name, value=value
            )
    found = np.array([float((given or {}).get(name, weight)) for name, weight in WEIGHTS.items()])
    if not found.sum() > 0:
        raise matching_error("all weights are 0; one at least must be larger")
    return np.asarray(found / found.sum())


@dataclass(frozen=True, eq=False)
class Pair:
    """A talent and a post, by their rows, as the sentences need them."""

    talents: Side
    posts: Side
    talent: int
    post: int
    outcome: str = ""

    def text(self, column: str) -> tuple[str, str]:
        return self.talents.texts[column][self.talent], self.posts.texts[column][self.post]

    def number(self, column: str) -> tuple[float, float]:
        return float(self.talents.numbers[column][self.talent]), float(self.posts.numbers[column][self.post])

    def rank(self, column: str) -> tuple[int, int]:
        return int(self.talents.ranks[column][self.talent]), int(self.posts.ranks[column][self.post])

    def words(self, column: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.talents.words[column][self.talent], self.posts.words[column][self.post]


def _occupation(pair: Pair, value: float) -> Message:
    held, sought = pair.text("occupation")
    name = occupations()[sought].name
    if held == sought:
        return Message("the same occupation, {name}", name=name)
    return Message(SHARED[min(shared_depth(held, sought), 3)], name=name)


SHARED = {
    3: "the same minor group as {name}",
    2: "the same medium group as {name}",
    1: "the same major group as {name}",
    0: "far from {name} on the tree of occupations",
}


def _skills(pair: Pair, value: float) -> Message:
    has, asked = pair.words("skills")
    missing = [skill for skill in asked if skill not in has]
    if not missing:
        return Message("has every skill that is asked for")
    if len(missing) == len(asked):
        return Message("lacks the skills that are asked for: {missing}", missing=missing[:SHOWN])
    return Message(
        "has {n} of {all} skills, lacks {missing}", n=len(asked) - len(missing), all=len(asked), missing=missing[:SHOWN]
    )


def _text(pair: Pair, value: float) -> Message:
    return Message("title and description are {percent}% alike", percent=round(100 * value))


def _seniority(pair: Pair, value: float) -> Message:
    grade, wanted = pair.rank("seniority")
    if grade == wanted:
        return Message("the grade that is wanted")
    if grade > wanted:
        return Message("grades above what is wanted: {n}", n=grade - wanted)
    return Message("grades below what is wanted: {n}", n=wanted - grade)


def _pay(pair: Pair, value: float) -> Message:
    wanted, offered = pair.number("pay")
    numbers = {"offered": f"{offered:,.0f}", "wanted": f"{wanted:,.0f}"}
    if offered >= wanted:
        return Message("{offered} yuan are offered, {wanted} wanted", **numbers)
    return Message("only {offered} yuan are offered, {wanted} wanted", **numbers)


def _place(pair: Pair, value: float) -> Message:
    if value >= 1:
        return Message("the same place")
    if value >= FOR:
        return Message("the same city")
    return Message("the same province") if value > 0 else Message("another place")


def _wish(pair: Pair, value: float) -> Message:
    place = pair.text("place")[1]
    if value > 0:
        return Message("wishes to move to {place}", place=place)
    return Message("wishes to move elsewhere than {place}", place=place)


def _history(pair: Pair, value: float) -> Message:
    return PAST[pair.outcome]


SAID: Mapping[str, Callable[[Pair, float], Message]] = {
    "occupation": _occupation,
    "skills": _skills,
    "text": _text,
    "seniority": _seniority,
    "pay": _pay,
    "place": _place,
    "wish": _wish,
    "history": _history,
}


def parts_of(pair: Pair, values: np.ndarray, weights: np.ndarray) -> tuple[Part, ...]:
    """Each part in words; `values` as `scoring.shares` gives them, below 0 where not known."""
    found = []
    for (name, said), value, weight in zip(SAID.items(), values.tolist(), weights.tolist(), strict=True):
        known = value >= 0
        words = said(pair, value) if known else Message("{part} not known", part=NAMES[name])
        found.append(Part(name, round(value, 6) if known else None, weight, words))
    return tuple(found)


def because(parts: tuple[Part, ...]) -> Message:
    """“because …; against …”: what gives most first, and what costs most first."""
    known = [part for part in parts if part.value is not None and part.weight > 0]
    speaks = sorted((part for part in known if (part.value or 0) >= FOR), key=lambda part: -part.share)
    speaks_against = sorted(
        (part for part in known if (part.value or 0) < 0.5), key=lambda part: part.share - part.weight
    )
    reasons = {"reasons": [part.message for part in speaks], "objections": [part.message for part in speaks_against]}
    if speaks and speaks_against:
        return Message("because {reasons}; against: {objections}", **reasons)
    if speaks:
        return Message("because {reasons}; nothing against", reasons=reasons["reasons"])
    if speaks_against:
        return Message("against: {objections}", objections=reasons["objections"])
    return Message("hard criteria are met; little else is known")


@dataclass(frozen=True)
class Criterion:
    """One hard criterion: met, not met (False), or not met because the talent's side is not known (None)."""

    name: str
    met: bool | None
    words: Message


def _degree(pair: Pair) -> tuple[bool, Message]:
    has, asked = pair.rank("degree")
    levels = [DEGREE_WORDS[name] for name in DEGREES]
    if asked <= 0:
        return True, Message("no degree is asked for")
    known = has >= 0
    return known, Message(
        "degree asked for: {asked}; held: {has}", asked=levels[asked], has=levels[has] if known else NOT_KNOWN
    )


def _certificate(pair: Pair) -> tuple[bool, Message]:
    has, asked = pair.words("certificates")
    missing = [name for name in asked if name not in has]
    if missing:
        return bool(has), Message("lacks the certificates {missing}", missing=missing)
    return True, Message("has every certificate that is asked for")


def _experience(pair: Pair) -> tuple[bool, Message]:
    has, asked = pair.number("years")
    if math.isnan(asked) or asked == 0:
        return True, Message("no experience is asked for")
    if math.isnan(has):
        return False, Message("years of experience asked for: {asked}; held: not known", asked=f"{asked:g}")
    return True, Message("years of experience asked for: {asked}; held: {has}", asked=f"{asked:g}", has=f"{has:g}")


def _acceptable(pair: Pair) -> tuple[bool, Message]:
    accepted, place = pair.talents.words["places"][pair.talent], pair.text("place")[1]
    if not accepted or not place:
        return True, Message("no place is excluded")
    return True, Message("the post is in {place}, would work in {places} only", place=place, places=list(accepted))


def _legal(pair: Pair) -> tuple[bool, Message]:
    has, barred = pair.words("limits")
    hit = [limit for limit in barred if limit in has]
    if hit:
        return True, Message("the law or a contract bars: {limits}", limits=hit)
    age = float(pair.talents.numbers["age"][pair.talent])
    ages = [float(pair.posts.numbers[name][pair.post]) for name in ("age_from", "age_to")]
    if all(math.isnan(edge) for edge in ages):
        return True, Message("no legal limit applies")
    known = not math.isnan(age)
    edges = ["–" if math.isnan(edge) else f"{edge:g}" for edge in ages]
    return known, Message(
        "the law asks for an age from {least} to {most}, is {age}",
        least=edges[0],
        most=edges[1],
        age=f"{age:g}" if known else NOT_KNOWN,
    )


NOT_KNOWN = Message("not known")
CRITERIA_SAID: Mapping[str, Callable[[Pair], tuple[bool, Message]]] = {
    "degree": _degree,
    "certificate": _certificate,
    "experience": _experience,
    "place": _acceptable,
    "legal": _legal,
}


def criteria_of(pair: Pair, met: tuple[bool, ...]) -> tuple[Criterion, ...]:
    """Each hard criterion in words; `met` as `scoring.pair_criteria` gives them."""
    found = []
    for (name, said), holds in zip(CRITERIA_SAID.items(), met, strict=True):
        known, words = said(pair)
        found.append(Criterion(name, bool(holds) if holds or known else None, words))
    return tuple(found)
