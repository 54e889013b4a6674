"""Invented talents and posts, an encoder that needs no model, and the rule of fit and score told a second time."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from rencai.matching.arrays import covers, nearness
from rencai.matching.csco import closeness
from rencai.matching.parts import OUTCOMES, WEIGHTS

CODES = ["2-02-07-09", "2-02-07-12", "2-02-10-03", "4-04-05-01", "6-18-02-04", "2-05-08-01"]
PLACES = ["210202", "210211", "210283", "210281", "210102", "310101"]
SKILLS = ["java", "sql", "焊接", "护理", "英语", "cad"]
DEGREES = ["none", "secondary", "college", "bachelor", "master", "doctor"]
GRADES = ["none", "junior", "intermediate", "associate_senior", "senior"]
TITLES = ["焊接工程师", "船舶焊工", "Java developer", "程序员", "护士", "nurse"]


class Letters:
    """Texts by their characters: near where they share many. Stands in for a model."""

    name = "letters"
    dimensions = 64

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += texts
        found = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for char in text:
                found[row, zlib.crc32(char.encode()) % self.dimensions] += 1
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def some(rng: np.random.Generator, values: Sequence[Any], share: float = 0.8) -> Any:
    """One of the values, or nothing."""
    return values[int(rng.integers(len(values)))] if rng.random() < share else None


def few(rng: np.random.Generator, values: Sequence[str], most: int = 3) -> str | None:
    chosen = rng.choice(len(values), int(rng.integers(0, most + 1)), replace=False)
    return ";".join(values[index] for index in chosen) or None


def talents(rng: np.random.Generator, count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"t{number}",
            "title": some(rng, TITLES),
            "occupation": some(rng, CODES),
            "skills": few(rng, SKILLS),
            "degree": some(rng, DEGREES, 0.9),
            "certificates": few(rng, ["焊工证", "护士证"], 2),
            "years": some(rng, [0, 1, 3, 5, 10], 0.9),
            "seniority": some(rng, GRADES),
            "pay": some(rng, [5_000, 8_000, 12_000, 20_000]),
            "place": some(rng, PLACES),
            "places": few(rng, ["210200", *PLACES], 2),
            "wishes": few(rng, ["210200", *PLACES], 2),
            "age": some(rng, [17, 25, 40, 61], 0.9),
            "limits": few(rng, ["竞业限制"], 1),
        }
        for number in range(count)
    ]


def posts(rng: np.random.Generator, count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": f"p{number}",
            "title": some(rng, TITLES),
            "occupation": some(rng, CODES),
            "skills": few(rng, SKILLS),
            "degree": some(rng, DEGREES[:4], 0.6),
            "certificates": few(rng, ["焊工证", "护士证"], 1) if rng.random() < 0.4 else None,
            "years": some(rng, [0, 1, 3], 0.6),
            "seniority": some(rng, GRADES),
            "pay": some(rng, [5_000, 8_000, 12_000, 20_000]),
            "place": some(rng, PLACES),
            "age_from": some(rng, [16, 18], 0.5),
            "age_to": some(rng, [60], 0.2),
            "limits": few(rng, ["竞业限制"], 1),
        }
        for number in range(count)
    ]


def table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows))


def words(given: str | None) -> list[str]:
    return given.split(";") if given else []


def fits(talent: dict[str, Any], post: dict[str, Any]) -> bool:
    asked = DEGREES.index(post["degree"]) if post["degree"] else 0
    if asked and (talent["degree"] is None or DEGREES.index(talent["degree"]) < asked):
        return False
    if set(words(post["certificates"])) - set(words(talent["certificates"])):
        return False
    if post["years"] and (talent["years"] is None or talent["years"] < post["years"]):
        return False
    only = words(talent["places"])
    if only and post["place"] and not any(covers(place, post["place"]) for place in only):
        return False
    if set(words(post["limits"])) & set(words(talent["limits"])):
        return False
    age = math.nan if talent["age"] is None else talent["age"]
    return (post["age_from"] is None or age >= post["age_from"]) and (post["age_to"] is None or age <= post["age_to"])


def values(talent: dict[str, Any], post: dict[str, Any], cosine: float, outcome: str = "") -> list[float | None]:
    """What each part gives, None where it is not known, in the order of WEIGHTS."""

    def both(name: str) -> bool:
        return talent[name] is not None and post[name] is not None

    has, asked = words(talent["skills"]), words(post["skills"])
    wishes = words(talent["wishes"])
    grades = [GRADES.index(side["seniority"]) if side["seniority"] else None for side in (talent, post)]
    return [
        closeness(talent["occupation"], post["occupation"]) if both("occupation") else None,
        len(set(has) & set(asked)) / len(asked) if has and asked else None,
        min(max(cosine, 0), 1) if both("title") else None,
        1 - abs(grades[0] - grades[1]) / 4 if None not in grades else None,
        min(1, max(0, 2 * post["pay"] / talent["pay"] - 1)) if both("pay") else None,
        nearness(talent["place"], post["place"]) if both("place") else None,
        float(any(covers(wish, post["place"]) for wish in wishes)) if wishes and post["place"] else None,
        OUTCOMES.get(outcome),
    ]


def score(given: Sequence[float | None]) -> float:
    return sum(
        weight * (0.5 if value is None else value) for weight, value in zip(WEIGHTS.values(), given, strict=True)
    )
