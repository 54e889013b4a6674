"""Quotas that come as arrays of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rencai.matching.problems import matching_error
from rencai.matching.quotas import LARGEST, NONE, Quotas, checked


def quotas_of_arrays(posts: Sequence[Any], names: Sequence[Any] | None, **given: np.ndarray | None) -> Quotas:
    """Quotas from arrays; MatchingError names the array and the place of the first number that is wrong.

    `names` are those of the regions; without them they are known by number.
    """
    count = len(posts)
    parents = given["region_parent"]
    region = column(given["region"], count, "region", NONE, NONE)
    regions = len(parents) if parents is not None else int(region.max(initial=NONE)) + 1
    _below(region, regions, "region")
    parent = column(parents, regions, "region_parent", NONE, NONE)
    _below(parent, regions, "region_parent")
    if names is not None and len(set(names)) != regions:
        raise matching_error("region_names: {n} different names are expected", n=regions)
    found = Quotas(
        column(given["capacity"], count, "capacity", 0, None),
        column(given["floor"], count, "floor", 0, 0),
        column(given["target"], count, "target", 0, 0),
        _positions(given["order"], count),
        region.astype(np.int32),
        tuple(range(regions) if names is None else names),
        parent.astype(np.int32),
        column(given["region_floor"], regions, "region_floor", 0, 0),
        column(given["region_cap"], regions, "region_cap", NONE, NONE),
    )
    checked(found, posts)
    return found


def column(given: Any, count: int, key: str, least: int, default: int | None) -> np.ndarray:
    """`count` whole numbers from `least`, int64; `default` for all where nothing is given."""
    if given is None and default is not None:
        return np.full(count, default, np.int64)
    values = np.asarray(given)
    if values.ndim != 1 or values.dtype.kind not in "iuf" or len(values) != count:
        raise matching_error("{key}: an array of {n} whole numbers is expected", key=key, n=count)
    wrong = np.flatnonzero(~((values >= least) & (values <= LARGEST) & (values == np.floor(values))))
    if len(wrong):
        raise matching_error(
            "{key}: number {index} is {value}, but is a whole number from {least} to {most}",
            key=key,
            index=int(wrong[0]),
            value=values[wrong[0]],
            least=least,
            most=f"{LARGEST:,}",
        )
    return values.astype(np.int64)


def _below(values: np.ndarray, regions: int, key: str) -> None:
    wrong = np.flatnonzero(values >= regions)
    if len(wrong):
        raise matching_error(
            "{key}: number {index} is {value}, but there are {n} regions",
            key=key,
            index=int(wrong[0]),
            value=int(values[wrong[0]]),
            n=regions,
        )


def _positions(order: np.ndarray | None, count: int) -> np.ndarray:
    if order is None:
        return np.arange(count, dtype=np.int64)
    order = column(order, count, "order", 0, None)
    if not np.array_equal(np.sort(order), np.arange(count)):
        raise matching_error("order: each post's number stands there once")
    found = np.empty(count, np.int64)
    found[order] = np.arange(count)
    return found
