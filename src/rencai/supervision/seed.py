"""Seeds that nobody could choose after the fact, and the random numbers that follow from them.

A seed is committed: `commit_seed(seed)` is published before the frame is closed, the seed itself after the draw. All
numbers are SHA-256, so that anyone draws again in any language, to the byte (all texts UTF-8, "\\n" is byte 0x0A):

- commitment: hex of SHA-256("rencai-seed-1\\n" + seed)
- rank of a case for a purpose: the first 8 bytes, big-endian, of SHA-256(seed + "\\n" + purpose + "\\n" + id)
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rencai.supervision.problems import supervision_error

SHORTEST = 16
Ranks = npt.NDArray[np.uint64]


def new_seed() -> str:
    """A seed that nobody can guess: 64 hexadecimal digits."""
    return secrets.token_hex(32)


def commit_seed(seed: str) -> str:
    """The commitment, to be published before the frame is closed; SupervisionError for a seed that could be guessed."""
    if len(seed) < SHORTEST:
        raise supervision_error(
            "the seed has {n} characters, {least} at least are needed: a short one could be guessed from its hash",
            n=len(seed),
            least=SHORTEST,
        )
    if "\n" in seed:
        raise supervision_error("the seed has a line break; write it on one line")
    return hashlib.sha256(f"rencai-seed-1\n{seed}".encode()).hexdigest()


def fits(seed: str, commitment: str) -> bool:
    """Whether this seed is the one that was committed."""
    return hmac.compare_digest(commit_seed(seed), commitment.strip().lower())


def ranks(seed: str, purpose: str, ids: pa.Array | pa.ChunkedArray) -> Ranks:
    """One number below 2**64 for each id, in the order of `ids`."""
    with duckdb.connect() as connection:
        connection.register("given", pa.table({"id": ids}))
        key = f"{seed}\n{purpose}\n"
        sql = "SELECT ('0x' || left(sha256($1 || id), 16))::UBIGINT AS rank FROM given"
        return np.asarray(connection.sql(sql, params=[key]).to_arrow_table()["rank"].to_numpy(), dtype=np.uint64)


def number(seed: str, purpose: str, name: str) -> int:
    """The rank of one name: what `ranks` gives for it."""
    return int.from_bytes(hashlib.sha256(f"{seed}\n{purpose}\n{name}".encode()).digest()[:8], "big")


def share(seed: str, purpose: str, name: str) -> float:
    """A number from 0 to below 1: the upper 53 bits of the rank, over 2**53."""
    return (number(seed, purpose, name) >> 11) / 2**53
