"""`rencai match recommend` and `occupation` as a user calls them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from rencai.cli import cli

TALENTS = "id,title,skills,degree,years,place\nt1,船舶焊工,焊接;定位焊,大专,6,210283\nt2,Java developer,java;sql,本科,5,210202\n"
POSTS = "id,title,skills,degree,years,place\np1,电焊工,焊接,,3,210283\np2,Java开发工程师,java;spring,本科,3,210211\n"


def run(*words: object, code: int = 0, lang: str = "en") -> str:
    settings = {"RENCAI_LANG": lang, "COLUMNS": "100", "RENCAI_DEBUG": ""}
    result = CliRunner().invoke(cli, ["match", *map(str, words)], env=settings)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("talents.csv").write_text(TALENTS, encoding="utf-8")
    Path("posts.csv").write_text(POSTS, encoding="utf-8")
    return tmp_path


def rows_of(file: str) -> list[dict[str, str]]:
    with Path(file).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def test_lists_are_shown_and_counted(folder: Path) -> None:
    told = run("recommend", "talents.csv", "posts.csv")
    assert "3 entries; 0 talents and 0 posts fit nowhere" in told
    assert "共 3 条" in run("recommend", "talents.csv", "posts.csv", lang="zh")


def test_lists_are_written_with_reasons_in_both_languages(folder: Path) -> None:
    run("recommend", "talents.csv", "posts.csv", "--reasons", "--out", "lists.csv")
    rows = rows_of("lists.csv")
    assert (rows[0]["talent"], rows[0]["post"]) == ("t1", "p1")
    assert rows[0]["because_en"].startswith("because the same occupation")
    assert rows[0]["because_zh"].startswith("因为：同一职业")


def test_the_lists_of_posts_go_into_parquet_as_well(folder: Path) -> None:
    run("recommend", "talents.csv", "posts.csv", "--for", "posts", "-k", "1", "--out", "lists.parquet")
    assert pq.read_table("lists.parquet")["post"].to_pylist() == ["p1", "p2"]


def test_a_pair_is_explained_on_the_screen_and_as_json(folder: Path) -> None:
    assert "degree asked for: bachelor; held: junior college" in run(
        "recommend", "talents.csv", "posts.csv", "--pair", "t1", "p2"
    )
    told = json.loads(run("recommend", "talents.csv", "posts.csv", "--pair", "t2", "p2", "--json"))
    assert told["fits"] is True
    assert told["score"] == pytest.approx(sum(part["share"] for part in told["parts"]), abs=1e-4)
    assert set(told["because"]) == {"en", "zh"}


def test_titles_are_coded_from_the_command_line_and_from_a_file(folder: Path) -> None:
    assert "6-18-02-04" in run("occupation", "焊工", "Java developer")
    run("occupation", "--file", "talents.csv", "--out", "coded.csv", "--cache", "vectors")
    rows = rows_of("coded.csv")
    assert [row["code"] for row in rows] == ["6-18-02-04", "4-04-05-01"]
    told = json.loads(run("occupation", "焊工", "--json", "--cache", "vectors"))
    assert told[0]["confidence"] == 1.0
    assert len(told[0]["runners_up"]) == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("occupation",), "give titles or --file, one of the two"),
        (("occupation", "焊工", "--file", "talents.csv"), "give titles or --file, one of the two"),
        (("occupation", "--file", "talents.csv", "--column", "tilte"), "has no column 'tilte'"),
        (("recommend", "talents.csv", "nothing.csv"), "there is no file nothing.csv"),
        (("recommend", "talents.csv", "posts.csv", "--weight", "pay"), "write it as part=number"),
        (("recommend", "talents.csv", "posts.csv", "--weight", "pay=nan"), "the weight of pay is nan"),
        (("recommend", "talents.csv", "posts.csv", "--out", "lists.txt"), "a .parquet or .csv file is expected"),
        (("recommend", "talents.csv", "posts.csv", "--pair", "t1", "p7"), "there is no 'p7' among the posts"),
        (("recommend", "talents.csv", "posts.csv", "-k", "0"), "a whole number from 1 to 1000"),
    ],
)
def test_what_cannot_be_done_is_said_with_status_2(folder: Path, words: tuple[str, ...], said: str) -> None:
    assert said in run(*words, code=2)
    assert not Path("lists.txt").exists()
