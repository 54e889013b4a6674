"""The eight figures: what is run, what is promised, what stands beside it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError

import duckdb
import people
from process import OURS, PEERS, Run, median, once
from result import Figure, Row, megabytes, seconds, words

CITY_DAY, TEMPLATE_DAY, TWELVE_DAY = "2024-12-31", "2016-11-01", "2024-01-01"
FULL, FORMULAS = 1_000_000, 10_000_000
FAULT_SEEDS = 200
PAIRS = {
    "basic-income": "basic_income",
    "housing-allowance": "housing_allowance",
    "income-tax": "income_tax",
    "social-security-contribution": "social_security_contribution",
    "disposable-income": "disposable_income",
}
FLOAT32 = 1e-6
"""What is allowed for OpenFisca's float32: six operations, each good to 6e-8 of the value, with room."""


@dataclass(frozen=True)
class Bench:
    """Where the tables lie, how much smaller than promised they are, how often a thing is run."""

    folder: Path
    scale: int = 1
    times: int = 3

    def rows(self, full: int) -> int:
        return full // self.scale

    def city(self, full: int = FULL) -> Path:
        return people.city(self.rows(full), self.folder / f"city-{self.rows(full)}.parquet")

    def invented(self, name: str, full: int) -> Path:
        rows = self.rows(full)
        return people.write(people.SELECTS[name], rows, self.folder / f"{name}-{rows}.parquet")

    def result(self, name: str) -> Path:
        return self.folder / f"result-{name}.parquet"

    def ours(self, *arguments: object, times: int | None = None) -> Run:
        return median(OURS, "many_people.py", *arguments, times=times or self.times)

    def ours_by(self, script: str, *arguments: object) -> Run:
        return median(OURS, script, *arguments, times=self.times)

    def peer(self, *arguments: object) -> Run:
        return median(PEERS, "openfisca_peer.py", *arguments, times=self.times)


def measured(run: Run) -> str:
    return f"{seconds(run.seconds)}, {megabytes(run.peak_mb)}"


def size(*rows: int) -> str:
    return " → ".join(f"{number:,}" for number in rows)


def people_with_reasons(bench: Bench) -> Figure:
    place = ("--by", "place", "--twentieth", "--result", bench.result("city"))
    run = bench.ours("people", bench.city(), *place)
    measures = run.said["measures"]
    told = {"rows": size(bench.rows(FULL)), "measures": measures, "real": measures - 1}
    met = run.seconds <= 4 and run.peak_mb <= 1024
    row = Row(words("people", **told), "≤ 4 s, ≤ 1,024 MB", measured(run), "", met)
    return Figure("people", [row], [words("people_note", **told)])


def twelve_formulas(bench: Bench) -> Figure:
    table = bench.invented("twelve", FORMULAS)
    twelve = ("--pack", "twelve", "--day", TWELVE_DAY, "--by", "area", "--totals-only")
    run = bench.ours("totals", table, *twelve)
    met = run.seconds <= 3 and run.peak_mb <= 1229
    row = Row(words("formulas", rows=size(bench.rows(FORMULAS))), "≤ 3 s, ≤ 1,229 MB", measured(run), "", met)
    return Figure("formulas", [row])


def openfisca(bench: Bench) -> Figure:
    rows = [row for full in (FULL // 10, FULL) for row in _beside_openfisca(bench, full)]
    return Figure("openfisca", rows, [words("openfisca_note")])


def _beside_openfisca(bench: Bench, full: int) -> list[Row]:
    table = bench.invented("template", full)
    files = {name: bench.result(name) for name in ("ours", "peer", "plain")}
    template = ("--pack", "country-template", "--day", TEMPLATE_DAY)
    ours = bench.ours("people", table, *template, "--result", files["ours"])
    peer = bench.peer(table, files["peer"])
    plain = bench.ours("plain", table, "--result", files["plain"])
    ratio = peer.seconds / ours.seconds
    difference, share = largest_difference(files["ours"], files["peer"])
    beside = words("beside_peers", peer=measured(peer), plain=measured(plain))
    return [
        Row(
            words("openfisca", rows=size(bench.rows(full))),
            words("target_twice"),
            f"{measured(ours)} ({ratio:.1f}×)",
            beside,
            ratio >= 2 and ours.peak_mb <= peer.peak_mb,
        ),
        Row(words("openfisca_start"), "", seconds(ours.wall), f"OpenFisca {seconds(peer.wall)}"),
        Row(
            words("equal"),
            words("target_equal"),
            f"{difference:.4f} EUR",
            words("beside_share", share=f"{share:.0e}"),
            share <= FLOAT32,
        ),
    ]


def largest_difference(ours: Path, peer: Path) -> tuple[float, float]:
    """The largest difference in euros; and, half a cent of rounding taken off, as a share of the value."""
    both = f"FROM '{ours}' o JOIN '{peer}' p USING (id)"
    parts = [
        f'SELECT abs(coalesce(o."{mine}.amount", 0)::DOUBLE - p.{theirs}) AS d, abs(p.{theirs}) AS v {both}'
        for mine, theirs in PAIRS.items()
    ]
    query = f"SELECT max(d), max(greatest(d - 0.005, 0) / greatest(v, 1)) FROM ({' UNION ALL '.join(parts)})"
    [(difference, share)] = duckdb.execute(query).fetchall()
    return float(difference), float(share)


def sweep(bench: Bench) -> Figure:
    reform = '{"parameters": {"min_contract_months": N}}'
    run = bench.ours("sweep", bench.city(), "--by", "place", "--reform", reform)
    one = bench.peer(bench.invented("template", FULL), bench.result("peer"), "--rate", "0.2")
    beside = f"OpenFisca 100 × {seconds(one.seconds)} = {one.seconds * 100:.0f} s"
    row = Row(words("sweep", rows=size(bench.rows(FULL))), "≤ 5 s", measured(run), beside, run.seconds <= 5)
    return Figure("sweep", [row], [words("sweep_note")])


def decision(bench: Bench) -> Figure:
    table = people.city(2_000, bench.folder / "city-2000.parquet")
    said = once(OURS, "one_person.py", "decisions", "dalian", CITY_DAY, "--table", table).said
    return Figure(
        "decision",
        [
            Row(
                words("decision", measures=said["measures"]),
                "≤ 1 ms",
                f"{said['p95']:.2f} ms",
                words("beside_median", time=f"{said['p50']:.2f} ms"),
                said["p95"] <= 1,
            ),
            Row(
                words("told"),
                "",
                f"{said['p95_json']:.2f} ms",
                words("beside_median", time=f"{said['p50_json']:.2f} ms"),
            ),
        ],
    )


def loading(bench: Bench) -> Figure:
    runs = [once(OURS, "one_person.py", "loading", "dalian", CITY_DAY) for _ in range(bench.times + 2)]
    middle = {name: statistics.median(run.said[name] for run in runs) for name in ("load", "cases", "reform")}
    return Figure(
        "loading",
        [
            Row(words("load"), "≤ 200 ms", f"{middle['load']:.0f} ms", "", middle["load"] <= 200),
            Row(words("cases", cases=runs[0].said["number_of_cases"]), "", f"{middle['cases']:.0f} ms"),
            Row(words("reform"), "≤ 50 ms", f"{middle['reform']:.0f} ms", "", middle["reform"] <= 50),
        ],
    )


def scaling(bench: Bench) -> Figure:
    tables = [bench.city(full) for full in (FULL // 100, FULL // 10, FULL)]
    sizes = [bench.rows(full) for full in (FULL // 100, FULL // 10, FULL)]
    rows = [_scaled_or_failed(bench, form, sizes, tables) for form in ("Parquet", "CSV", "JSON")]
    return Figure("scaling", [*rows, _openfisca_json(bench)], [words("scaling_note")])


def _scaled_or_failed(bench: Bench, form: str, sizes: Sequence[int], tables: Sequence[Path]) -> Row:
    try:
        return _scaled(bench, form, sizes, tables)
    except CalledProcessError:
        return failed(form)


def _scaled(bench: Bench, form: str, sizes: Sequence[int], tables: Sequence[Path]) -> Row:
    files = [people.as_form(table, form) for table in tables]
    # A long run is steady; a short one is repeated.
    runs = [
        bench.ours("totals", file, "--by", "place", "--totals-only", times=1 if rows >= FULL else None)
        for rows, file in zip(sizes, files, strict=True)
    ]
    times = [run.seconds for run in runs]
    power = exponent(sizes, times)
    figure = words("scaling", form=form, sizes=size(*sizes))
    return Row(figure, words("target_exponent"), f"{power:.2f}", _listed(times), power <= 1.1)


def _openfisca_json(bench: Bench) -> Row:
    table, sizes, times = bench.invented("template", FULL // 10), (1_000, 3_000, 10_000), []
    for rows in sizes:
        file = bench.folder / f"situation-{rows}.json"
        once(PEERS, "openfisca_peer.py", table, file, "--situation", rows)
        times.append(bench.peer(file, bench.result("situation")).seconds)
    figure = words("openfisca_json", sizes=size(*sizes))
    return Row(figure, "", f"{exponent(sizes, times):.2f}", _listed(times))


def supervision(bench: Bench) -> Figure:
    run = bench.ours_by("supervised.py", bench.folder, bench.rows(FULL))
    told = {name: f"{run.said[name]:,}" for name in ("drawn", "bodies", "strata")}
    figure = words("supervision", rows=size(bench.rows(FULL)), **told)
    beside = words("beside_draw", time=seconds(run.said["draw_seconds"]))
    return Figure(
        "supervision",
        [Row(figure, "≤ 3 s", measured(run), beside, run.seconds <= 3)],
        [words("supervision_note")],
    )


def supervision_faults(bench: Bench) -> Figure:
    """Shares of all seeds."""
    seeds = FAULT_SEEDS // bench.scale
    run = once(OURS, "planted_faults.py", seeds)
    share = {name: run.said.get(name, 0) / seeds for name in ("tightened", "suspended", "slow", "pair", "spared")}
    beside = {
        "spared": words("beside_spared", bodies=run.said["clean_suspended"], all=f"{seeds * run.said['clean']:,}"),
        "slow": words("beside_slow", bodies=run.said["others_slow"]),
        "pair": words("beside_pair", pairs=run.said["other_pairs"]),
        "tightened": words("beside_suspended", share=f"{share['suspended']:.1%}"),
    }
    rows = [
        Row(words(f"faults_{name}"), f"≥ {least:.0%}", f"{share[name]:.1%}", beside[name], share[name] >= least)
        for name, least in (("tightened", 0.95), ("slow", 0.95), ("pair", 0.95), ("spared", 0.95))
    ]
    told = {"seeds": seeds, "bodies": run.said["bodies"], "decisions": f"{run.said['decisions']:,}"}
    return Figure("supervision_faults", rows, [words("faults_note", time=seconds(run.seconds), **told)])


def _listed(times: Sequence[float]) -> str:
    return ", ".join(seconds(time) for time in times)


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """The slope of the straight line through the logarithms."""
    xs, ys = [math.log(value) for value in sizes], [math.log(value) for value in times]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def attempt(name: str, figure: Callable[[Bench], Figure], bench: Bench) -> Figure:
    """The figure; one that ends in an error is a missed figure and does not end the run."""
    try:
        return figure(bench)
    except CalledProcessError:
        return Figure(name, [failed(name)])


def failed(figure: str) -> Row:
    return Row(words("failed", figure=figure), "", "", "", False)


FIGURES: dict[str, Callable[[Bench], Figure]] = {
    "people": people_with_reasons,
    "formulas": twelve_formulas,
    "openfisca": openfisca,
    "sweep": sweep,
    "decision": decision,
    "loading": loading,
    "scaling": scaling,
    "supervision": supervision,
    "supervision_faults": supervision_faults,
}
