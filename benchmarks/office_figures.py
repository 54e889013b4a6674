"""The office's figures: pages beside bare Django on the same million, import, export, and many writers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from process import HERE, OURS, once
from result import Figure, Row, megabytes, seconds, words
from served import Cost, Server, served

FULL, SMALL, TABLE = 1_000_000, 1_000, 100_000
OFFICE, BARE = "rencai.office.wsgi:application", "bare.wsgi:application"
POSTGRES = os.environ.get("RENCAI_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")


class City:
    """A demo city of a size, made once in the bench's folder."""

    def __init__(self, folder: Path, talents: int) -> None:
        self.home = folder / f"office-{talents}"
        self.environment = {"RENCAI_HOME": str(self.home), "RENCAI_DEMO": "1", "RENCAI_SECOND_FACTOR": "0"}
        self.made_in = 0.0
        if not (self.home / ".made").exists():
            start = time.perf_counter()
            command = ["-m", "rencai.cli", "demo", "--talents", str(talents), "--no-serve", "--home", str(self.home)]
            subprocess.run([OURS, *command], check=True, stdout=subprocess.DEVNULL)
            self.made_in = time.perf_counter() - start
            (self.home / ".made").touch()

    def ask(self, script: str, *arguments: object) -> dict[str, Any]:
        return asked(self.environment, script, *arguments)


def asked(environment: Mapping[str, str], script: str, *arguments: object) -> dict[str, Any]:
    """What `script` says in its last line, in an office of its own."""
    command = [OURS, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True, text=True)
    said: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return said


def pages(bench: Any) -> Figure:
    """The list and one talent's page for a district's officer, each beside the bare page, turn by turn."""
    city, small = City(bench.folder, bench.rows(FULL)), City(bench.folder, SMALL)
    session, times = city.ask("office_session.py"), 300 // bench.scale
    paths = {"list": "/talents/", "detail": f"/talents/{session['talent']}/"}
    cost: dict[tuple[str, str], Cost] = {}
    with served(OFFICE, city.environment) as ours, served(BARE, city.environment) as bare:
        for name, path in paths.items():
            cost[name, "ours"] = ours.cost(path, session["ours"]["demo-district"], times)
            cost[name, "bare"] = bare.cost(path, session["bare"]["demo-district"], times)
    told = {"rows": f"{bench.rows(FULL):,}"}
    queries = [one.ask("office_queries.py") for one in (small, city)]
    rows = [_page(name, cost[name, "ours"], cost[name, "bare"], limit, told) for name, limit in LIMITS.items()]
    rows.append(
        Row(
            words("office_queries", small=f"{SMALL:,}", **told),
            words("target_same"),
            " → ".join(f"{said['list']} / {said['detail']}" for said in queries),
            "",
            queries[0] == queries[1],
        )
    )
    if city.made_in:
        rows.append(Row(words("office_city", **told), "", seconds(city.made_in)))
    return Figure("office_pages", rows, [words("office_pages_note", **told)])


LIMITS = {"list": 1.4, "detail": 1.5}


def _page(name: str, ours: Cost, bare: Cost, limit: float, told: dict[str, str]) -> Row:
    ratio = ours.cpu_ms / bare.cpu_ms
    return Row(
        words(f"office_{name}", **told),
        f"≤ {limit}×",
        f"{ratio:.2f}× ({ours.cpu_ms:.1f} ms)",
        words("beside_bare", time=f"{bare.cpu_ms:.1f} ms"),
        ratio <= limit,
    )


def case_page(bench: Any) -> Figure:
    """The page of one case of recognition for the officer who decides it, beside the bare page without any rules."""
    city = City(bench.folder, SMALL)
    session = city.ask("office_session.py")
    if session["case"] is None:
        return Figure("office_case", [Row(words("office_case_none"), "", "", "", False)])
    path, times = f"/recognition/cases/{session['case']}/", 300 // bench.scale
    with served(OFFICE, city.environment) as ours, served(BARE, city.environment) as bare:
        here = ours.cost(path, session["ours"]["demo-district"], times)
        there = bare.cost(path, session["bare"]["demo-district"], times)
    return Figure("office_case", [_page("case", here, there, CASE_LIMIT, {})], [words("office_case_note")])


CASE_LIMIT = 1.5


def live_checks(bench: Any) -> Figure:
    """What the live checks add to a decision, in the city with the most decisions."""
    said = City(bench.folder, bench.rows(FULL)).ask("office_checks.py", 500 // bench.scale)
    times = said["times"]
    middle, late = (times[int(len(times) * share)] for share in (0.5, 0.95))
    figure = words("office_checks", decisions=f"{said['decisions']:,}")
    measured = words("office_checks_measured", middle=f"{middle:.1f}", late=f"{late:.1f}")
    return Figure("office_checks", [Row(figure, "≤ 20 ms", measured, "", late <= 20)])


def importing(bench: Any) -> Figure:
    file, rows = bench.folder / "talents.xlsx", bench.rows(TABLE)
    subprocess.run([OURS, str(HERE / "office_table.py"), str(file), str(rows)], check=True)
    home = bench.folder / "office-import"
    shutil.rmtree(home, ignore_errors=True)  # what is imported a second time changes nothing
    os.environ["RENCAI_HOME"] = str(home)
    try:
        run = once(OURS, "office_import.py", file)
    finally:
        del os.environ["RENCAI_HOME"]
    met = run.seconds <= 60 and run.peak_mb <= 500 and run.said["talents"] == rows
    measured = f"{seconds(run.seconds)}, {megabytes(run.peak_mb)}"
    figure = words("office_import", rows=f"{rows:,}")
    return Figure("office_import", [Row(figure, "≤ 60 s, ≤ 500 MB", measured, "", met)])


def exporting(bench: Any) -> Figure:
    city = City(bench.folder, bench.rows(FULL))
    cookie = city.ask("office_session.py")["ours"]["demo-city"]
    with served(OFFICE, city.environment) as server:
        first, whole, lines, memory = _export(server, cookie)
    start, middle, end = memory[0], memory[len(memory) // 2], max(memory)
    flat = end - middle < 30
    measured = f"{seconds(first)}, {lines - 1:,} / {seconds(whole)}, {start:.0f} → {middle:.0f} → {end:.0f} MB"
    met = first <= 1 and flat and lines - 1 >= bench.rows(FULL)
    row = Row(words("office_export", rows=f"{bench.rows(FULL):,}"), words("target_export"), measured, "", met)
    return Figure("office_export", [row])


def _export(server: Server, cookie: str) -> tuple[float, float, int, list[float]]:
    """Seconds to the first byte and to the last, lines, and the server's memory all the while."""
    memory, over = [server.memory_mb()], threading.Event()

    def watch() -> None:
        while not over.wait(0.25):
            memory.append(server.memory_mb())

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    answer = server.get("/export/talents.csv", cookie)
    lines = answer.read(1024).count(b"\n")
    first = time.perf_counter() - start
    while part := answer.read(1 << 20):
        lines += part.count(b"\n")
    over.set()
    watcher.join()
    return first, time.perf_counter() - start, lines, memory


def writers(bench: Any) -> Figure:
    length = 60 / bench.scale
    rows = [_writers(bench.folder, length, "SQLite", "")]
    if (database := _database()) is not None:
        rows.append(_writers(bench.folder, length, "PostgreSQL", database))
        _psql("drop database rencai_bench")
    return Figure("office_writers", rows, [words("office_writers_note")])


def _writers(folder: Path, length: float, name: str, database: str) -> Row:
    environment = {"RENCAI_HOME": str(folder / f"office-writers-{name}")}
    if database:
        environment["DATABASE_URL"] = database
    said = asked(environment, "office_writers.py", length, 16)
    wrong = len(said["errors"]), said["lost"], said["doubled"], said["faults"]
    measured = words("writers_measured", acts=f"{said['acts']:,}", rate=f"{said['acts'] / length:.0f}", wrong=wrong)
    figure = words("office_writers", database=name, seconds=f"{length:.0f}")
    return Row(figure, "0, 0, 0, 0", measured, "", not any(wrong))


def _database() -> str | None:
    """A scratch database on the machine's PostgreSQL; None where there is no server."""
    if _psql("create database rencai_bench") is None:
        return None
    return f"{POSTGRES}/rencai_bench"


def _psql(statement: str) -> bool | None:
    import psycopg

    try:
        with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=3) as connection:
            connection.execute(statement)
    except psycopg.OperationalError:
        return None
    return True


OFFICE_FIGURES = {
    "office_pages": pages,
    "office_case": case_page,
    "office_checks": live_checks,
    "office_import": importing,
    "office_export": exporting,
    "office_writers": writers,
}
