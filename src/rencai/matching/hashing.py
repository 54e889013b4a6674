"""One hash of all that went into an assignment, so that its inputs are known again years later."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rencai.matching.market import Market

FORMAT = "rencai-market-1"


def market_hash(market: Market) -> str:
    """SHA-256 over names, lists and quotas: little-endian arrays, each after its name, type and length."""
    digest = hashlib.sha256(f"{FORMAT}\n".encode())
    for part in ("talents", "posts"):
        _add_names(digest, part, getattr(market, part))
    _add_names(digest, "regions", market.quotas.regions)
    for part in ("starts", "posts", "choices", "levels"):
        _add_array(digest, f"lists.{part}", getattr(market.lists, part))
    for part in ["capacity", "floor", "target", "position", "region", "region_parent", "region_floor", "region_cap"]:
        _add_array(digest, f"quotas.{part}", getattr(market.quotas, part))
    return digest.hexdigest()


def array_hash(values: np.ndarray) -> str:
    digest = hashlib.sha256()
    _add_array(digest, "weights", values)
    return digest.hexdigest()


def _add_names(digest: hashlib._Hash, part: str, names: object) -> None:
    plain = f"0..{len(names)}" if isinstance(names, range) else json.dumps(list(names), ensure_ascii=False, default=str)  # type: ignore[call-overload]
    digest.update(f"{part}\n{plain}\n".encode())


def _add_array(digest: hashlib._Hash, part: str, values: np.ndarray) -> None:
    little = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
    digest.update(f"{part} {little.dtype.str} {len(little)}\n".encode())
    digest.update(little.data)
