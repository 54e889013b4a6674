"""The figures of recommendation: the nearest of many, coded titles, and how well like titles are found."""

from __future__ import annotations

from typing import Any

from process import OURS, once
from result import Figure, Row, megabytes, seconds, words

MANY, SOME = 100_000, 5_000
LIKE = {"en": 0.46, "zh": 0.43}


def nearest(bench: Any) -> Figure:
    """All, and beside numpy's own product and partition fewer rows, because those take longer."""
    rows = bench.rows(MANY)
    run = once(OURS, "recommend_run.py", "nearest", "--rows", rows, "--columns", rows)
    met = run.seconds <= 35 and run.peak_mb <= 2_048
    told = f"{seconds(run.seconds)}, {megabytes(run.peak_mb)}"
    whole = Row(words("nearest", rows=f"{rows:,}", columns=f"{rows:,}"), "≤ 35 s, ≤ 2,048 MB", told, "", met)
    few = ("nearest", "--rows", bench.rows(SOME), "--columns", rows)
    ours, theirs = once(OURS, "recommend_run.py", *few), once(OURS, "recommend_run.py", *few, "--plain")
    beside = Row(
        words("nearest", rows=f"{bench.rows(SOME):,}", columns=f"{rows:,}"),
        "",
        seconds(ours.seconds),
        f"numpy {seconds(theirs.seconds)}",
        abs(ours.said["sum"] - theirs.said["sum"]) < 1,
    )
    return Figure("nearest", [whole, beside])


def coding(bench: Any) -> Figure:
    titles = bench.rows(MANY)
    run = once(OURS, "recommend_run.py", "coding", "--rows", titles)
    row = Row(words("coding", titles=f"{titles:,}"), "≤ 60 s", seconds(run.seconds), "", run.seconds <= 60)
    again = Row(words("coding_again", titles=f"{titles:,}"), "", seconds(run.said["again"]))
    return Figure("coding", [row, again])


def retrieval(bench: Any) -> Figure:
    said = once(OURS, "recommend_run.py", "retrieval").said
    rows = [
        Row(words("retrieval", lang=lang), f"≥ {limit}", f"MAP {said[lang]:.3f}", "", said[lang] >= limit)
        for lang, limit in LIKE.items()
    ]
    return Figure("retrieval", rows, [words("retrieval_note", titles=said["titles"], names=f"{said['names']:,}")])


RECOMMEND_FIGURES = {"nearest": nearest, "coding": coding, "retrieval": retrieval}
