"""`rencai match` as a user calls it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from rencai.cli import cli
from rencai.matching import Market, load, verify

PAIRS = """talent,post,talent_rank,post_rank,weight
Lin,harbour,1,2,9
Lin,island,2,1,3
Lin,county,3,1,1
Wang,harbour,1,1,8
Wang,county,2,2,5
Wang,island,3,3,2
Zhao,harbour,1,3,7
Zhao,county,2,3,6
Zhao,island,3,2,2
Sun,county,1,4,4
Sun,harbour,2,4,3
Sun,island,3,4,1
"""
POSTS = "post,capacity,region\nharbour,3,core\ncounty,2,outlying\nisland,2,far\n"
REGIONS = "region,parent,cap,floor\ncore,,2,\noutlying,,,2\nfar,outlying,,1\n"


def run(*words: object, code: int = 0, lang: str = "en") -> str:
    settings = {"RENCAI_LANG": lang, "COLUMNS": "100", "RENCAI_DEBUG": ""}
    result = CliRunner().invoke(cli, ["match", *map(str, words)], env=settings)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture(autouse=True)
def _tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {"pairs.csv": PAIRS, "posts.csv": POSTS, "regions.csv": REGIONS}.items():
        Path(name).write_text(text, encoding="utf-8")


TABLES = ("pairs.csv", "posts.csv", "--regions", "regions.csv")


def test_a_stable_assignment_is_shown_and_written() -> None:
    told = run("stable", *TABLES, "--out", "assigned.csv", "--result", "result.json", "--report", "page.html")
    assert "Placed: 4 of 4 talents (flexible deferred acceptance)" in told
    assert "The assignment is stable." in told
    rows = Path("assigned.csv").read_text(encoding="utf-8").splitlines()
    assert rows == ["talent,post,choice", "Lin,harbour,1", "Wang,harbour,1", "Zhao,county,2", "Sun,county,1"]
    assert verify(load("result.json"), Market.from_tables("pairs.csv", "posts.csv", "regions.csv")).holds
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("mechanism", ["RSDA-RQ", "PLDA-RQ"])
def test_floors_are_met_with_complete_lists(mechanism: str) -> None:
    told = json.loads(run("floors", *TABLES, "--mechanism", mechanism, "--json"))
    assert told["certificate"]["holds"]
    assert dict(told["assignment"])["Sun"] == "island"


def test_incomplete_lists_are_told_with_what_can_be_done() -> None:
    Path("pairs.csv").write_text(PAIRS.replace("Sun,island,3,4,1\n", ""), encoding="utf-8")
    told = run("floors", *TABLES, code=1)
    assert "floors cannot be guaranteed" in told
    assert "tightened" in told
    assert "best" in told
    assert set(json.loads(run("floors", *TABLES, "--json", code=1))["offers"]) == {"tightened", "best"}
    assert "caps were tightened" in run("floors", *TABLES, "--take", "tightened", "--out", "assigned.parquet")
    assert pq.read_table("assigned.parquet").num_rows == 4


def test_floors_that_cannot_be_met_are_told_with_the_reason() -> None:
    Path("regions.csv").write_text(REGIONS.replace("far,outlying,,1", "far,outlying,,3"), encoding="utf-8")
    assert "the floor of far is 3, but 2 talents at most can be placed there" in run("floors", *TABLES, code=2)
    assert "the floor of far is 3" in run("best", *TABLES, code=2)


def test_the_best_by_weight_is_shown_with_the_prices_of_quotas() -> None:
    told = run("best", *TABLES)
    assert "Total weight 24" in told
    assert "Cost of the last seat" in told


def test_everything_is_said_in_chinese_too() -> None:
    assert "分配是稳定的。" in run("stable", *TABLES, lang="zh")
    assert "总权重" in run("best", *TABLES, lang="zh")
    assert "人岗匹配" in run("--help", lang="zh")


def test_ties_ask_for_a_seed_and_take_it_from_a_file() -> None:
    tied = pa.table({"talent": ["a", "b"], "post": ["p", "p"], "talent_rank": [1, 1]})
    pq.write_table(tied, "pairs.parquet")
    Path("one.csv").write_text("post,capacity\np,1\n", encoding="utf-8")
    assert "give a seed" in run("stable", "pairs.parquet", "one.csv", code=2)
    Path("seed.txt").write_text("a seed that nobody could have guessed\n", encoding="utf-8")
    assert "Placed: 1 of 2" in run("stable", "pairs.parquet", "one.csv", "--seed", "seed.txt")
    Path("seed.txt").write_text("short\n", encoding="utf-8")
    assert "could be guessed" in run("stable", "pairs.parquet", "one.csv", "--seed", "seed.txt", code=2)


def test_a_bad_row_is_named_and_nothing_is_written() -> None:
    Path("pairs.csv").write_text(PAIRS.replace("Sun,county,1,4,4", "Sun,county,first,4,4"), encoding="utf-8")
    told = run("stable", *TABLES, "--out", "assigned.csv", code=2)
    assert "row 10, column talent_rank: 'first'" in told
    assert not Path("assigned.csv").exists()


def test_a_folder_that_is_not_there_is_named() -> None:
    assert "there is no folder" in run("stable", *TABLES, "--out", "none/assigned.csv", code=2)


def test_weights_are_asked_for() -> None:
    Path("plain.csv").write_text("talent,post,talent_rank\na,harbour,1\n", encoding="utf-8")
    assert "there are no weights" in run("best", "plain.csv", "posts.csv", code=2)


def test_without_the_extra_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rencai.matching.pairing", None)
    monkeypatch.delitem(sys.modules, "rencai.matching.pairing")
    monkeypatch.setitem(sys.modules, "ortools.graph.python", None)
    assert "pip install 'rencai[matching]'" in run("best", *TABLES, code=2)
