"""The figures of matching: what is assigned, how large, what is promised, and the peers where they still run."""

from __future__ import annotations

from subprocess import CalledProcessError, TimeoutExpired
from typing import Any, NamedTuple

from process import OURS, PEERS, once
from result import Figure, Row, Text, megabytes, seconds, words


class Size(NamedTuple):
    """One size of a market, with the time (seconds) and memory (MB) promised for it."""

    way: str
    talents: int
    posts: int
    regions: int
    limit: float
    memory: float | None = None


STABLE = (
    Size("stable", 10_000, 500, 0, 0.005),
    Size("stable", 100_000, 5_000, 0, 0.05),
    Size("stable", 1_000_000, 20_000, 0, 2),
)
CAPS = (Size("stable", 100_000, 5_000, 100, 0.3), Size("stable", 1_000_000, 20_000, 300, 5))
FLOORS = (Size("RSDA-RQ", 100_000, 100, 20, 5), Size("PLDA-RQ", 100_000, 100, 20, 5))
BEST = (Size("best", 100_000, 10_000, 100, 6, 600),)
PEERED = {"algmatch": (10_000, 500), "matching": (1_000, 50)}


def stable(bench: Any) -> Figure:
    return Figure("stable", [_row(bench, "stable", size) for size in STABLE] + _peers(bench), [words("stable_note")])


def caps(bench: Any) -> Figure:
    return Figure("caps", [_row(bench, "caps", size) for size in CAPS])


def floors(bench: Any) -> Figure:
    return Figure("floors", [_row(bench, "floors", size) for size in FLOORS])


def best(bench: Any) -> Figure:
    return Figure("best", [_row(bench, "best", size) for size in BEST], [words("best_note")])


def _row(bench: Any, figure: str, size: Size) -> Row:
    talents, posts = bench.rows(size.talents), max(bench.rows(size.posts), 40)
    run = once(OURS, "matching_run.py", size.way, talents, posts, "--regions", size.regions, "--times", bench.times)
    met = bool(run.said["holds"]) and run.seconds <= size.limit and run.peak_mb <= (size.memory or run.peak_mb)
    told = {"talents": f"{talents:,}", "posts": f"{posts:,}", "regions": size.regions, "way": size.way}
    promised = f"≤ {seconds(size.limit)}" + (f", ≤ {megabytes(size.memory)}" if size.memory else "")
    return Row(words(figure, **told), promised, f"{seconds(run.seconds)}, {megabytes(run.peak_mb)}", "", met)


def _peers(bench: Any) -> list[Row]:
    return [_beside(bench, peer, *size) for peer, size in PEERED.items()]


def _beside(bench: Any, peer: str, talents: int, posts: int) -> Row:
    """A peer on the same lists; both have to place as many."""
    lists = bench.folder / f"lists-{talents}.json"
    ours = once(OURS, "matching_run.py", "stable", talents, posts, "--lists", lists)
    figure = words("stable_peer", peer=peer, talents=f"{talents:,}", posts=f"{posts:,}")
    try:
        theirs = once(PEERS, "matching_peer.py", peer, lists)
    except (CalledProcessError, TimeoutExpired):
        return Row(figure, "", seconds(ours.seconds), _failed(peer))
    return Row(
        figure,
        "",
        seconds(ours.seconds),
        f"{peer} {seconds(theirs.seconds)}",
        ours.said["placed"] == theirs.said["placed"],
    )


def _failed(peer: str) -> Text:
    return words("peer_failed", peer=peer)


MATCHING_FIGURES = {"stable": stable, "caps": caps, "floors": floors, "best": best}
