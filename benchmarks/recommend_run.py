"""The kernels of recommendation, each in a process of its own. Prints one line of JSON with `seconds`.

nearest   the k nearest of random vectors; `--plain` with numpy's own product and partition, for comparison
coding    distinct titles to occupations, with an empty cache; `again` is the second time
retrieval like titles by the vectors alone: mean average precision on everyday titles, each language its own query
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from rencai.matching.coding import TITLES, Coder, tidy
from rencai.matching.csco import occupations
from rencai.matching.nearest import Best, nearest

# What employers put before a title, so that many titles are made of few.
BEFORE = (
    "大连",
    "远洋",
    "精密",
    "智能",
    "集团",
    "船用",
    "冷链",
    "海上",
    "甲级",
    "出口",
    "城市",
    "数控",
    "港区",
    "特种",
)


def vectors(count: int, width: int, seed: int) -> np.ndarray:
    found = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def plain(rows: np.ndarray, columns: np.ndarray, k: int) -> Best:
    """As one writes it with numpy: a product for some rows, and a partition of each."""
    found = Best.none(len(rows), k)
    for first in range(0, len(rows), 512):
        scores = rows[first : first + 512] @ columns.T
        some = np.argpartition(-scores, k, axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(scores, some, 1), axis=1)
        found.items[first : first + 512] = np.take_along_axis(some, order, 1)
        found.scores[first : first + 512] = np.take_along_axis(scores, found.items[first : first + 512], 1)
    return found


def run_nearest(options: argparse.Namespace) -> dict[str, Any]:
    rows, columns = (vectors(count, 256, seed) for seed, count in enumerate((options.rows, options.columns)))
    nearest(rows[:70], columns[:70])  # compiles, or loads what was compiled
    search = plain if options.plain else nearest
    taken, found = timed(lambda: search(rows, columns, 20))
    return {"seconds": taken, "sum": round(float(found.scores.sum()), 1)}


def run_coding(options: argparse.Namespace) -> dict[str, Any]:
    names = [entry.name for entry in occupations().values()]
    titles = [f"{one}{other}{name}" for one in BEFORE for other in BEFORE for name in names if one != other]
    titles = [titles[index] for index in np.random.default_rng(0).permutation(len(titles))[: options.rows]]
    coder = Coder()
    taken, _ = timed(lambda: coder.code(titles))
    again, _ = timed(lambda: coder.code(titles))
    return {"seconds": taken, "again": again}


def run_retrieval(options: argparse.Namespace) -> dict[str, Any]:
    with TITLES.open(encoding="utf-8", newline="") as rows:
        everyday = {tidy(row["title"]): row["code"] for row in csv.DictReader(rows)}
    names = {tidy(entry.name): entry.code for entry in occupations().values() if entry.level == 4} | everyday
    taken, coder = timed(Coder)
    corpus, codes = list(names), np.array(list(names.values()))
    matrix = coder.vectors.of(corpus)
    found = {}
    for lang in ("en", "zh"):
        asked = [title for title in everyday if title.isascii() == (lang == "en")]
        scores = coder.vectors.of(asked) @ matrix.T
        precisions = [
            precision(scores[row], codes == names[title], corpus.index(title)) for row, title in enumerate(asked)
        ]
        found[lang] = round(float(np.mean(precisions)), 3)
    return {"seconds": taken, "titles": len(everyday), "names": len(names), **found}


def precision(scores: np.ndarray, relevant: np.ndarray, itself: int) -> float:
    """Average precision of one query, which does not find itself."""
    order = np.argsort(-scores, kind="stable")
    hits = relevant[order[order != itself]]
    return float((np.cumsum(hits)[hits] / (np.flatnonzero(hits) + 1)).mean())


WAYS = {"nearest": run_nearest, "coding": run_coding, "retrieval": run_retrieval}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=list(WAYS))
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--columns", type=int, default=0)
    parser.add_argument("--plain", action="store_true")
    options = parser.parse_args()
    print(json.dumps(WAYS[options.way](options)))


if __name__ == "__main__":
    main()
