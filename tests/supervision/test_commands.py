"""`rencai supervision` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from made_up import findings, frame

from rencai.cli import cli
from rencai.supervision import Draw

PLAN = "name: test\nstrata: [body, decision]\nrule: {discovery: {}}\n"


def run(*words: object, code: int = 0, lang: str = "en") -> str:
    settings = {"RENCAI_LANG": lang, "COLUMNS": "100", "RENCAI_DEBUG": ""}
    result = CliRunner().invoke(cli, ["supervision", *map(str, words)], env=settings)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with plan, frame, seed, and the commitment in commitment.txt."""
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(PLAN, encoding="utf-8")
    pq.write_table(frame(1_000), "frame.parquet")
    told = json.loads(run("plan", "plan.yaml", "--new-seed", "seed.txt", "--json"))
    Path("commitment.txt").write_text(told["commitment"], encoding="utf-8")
    return tmp_path


def draw(*more: object) -> str:
    commitment = Path("commitment.txt").read_text(encoding="utf-8")
    return run("draw", "plan.yaml", "frame.parquet", "--seed", "seed.txt", "--commitment", commitment, *more)


def test_from_the_plan_to_the_estimate(office: Path) -> None:
    assert "body 3" in run("plan", "plan.yaml", "frame.parquet")
    assert "Drawn: 334 of 1,000 decisions" in draw("--out", "draw.json", "--cases", "cases.csv")
    assert len(Path("cases.csv").read_text(encoding="utf-8").splitlines()) == 335
    assert "The draw holds" in run("verify", "draw.json", "frame.parquet", "--seed", "seed.txt")
    found = Draw.load("draw.json")
    pq.write_table(findings(found, lambda case: case["body"] == "body 2"), "findings.parquet")
    told = run("estimate", "draw.json", "findings.parquet")
    assert "From low to high, equal where it cannot be told: body 0 = body 1 = body 3 < body 2" in told
    assert json.loads(run("estimate", "draw.json", "findings.parquet", "--json"))["tiers"][1] == ["body 2"]


def test_a_rule_for_a_body_that_is_not_in_the_frame_is_told(office: Path) -> None:
    rule = "rules: [{where: {body: [body 9, body 8]}, rule: {fixed: {n: 5}}}]\n"
    Path("plan.yaml").write_text(PLAN + rule, encoding="utf-8")
    told = run("plan", "plan.yaml", "frame.parquet")
    assert "A rule fits no stratum of this frame: body = body 9, body 8" in told


def test_a_draw_from_another_frame_is_noticed(office: Path) -> None:
    draw("--out", "draw.json")
    pq.write_table(frame(999), "frame.parquet")
    told = run("verify", "draw.json", "frame.parquet", "--seed", "seed.txt", code=1)
    assert "The draw does not hold" in told
    data = json.loads(run("verify", "draw.json", "frame.parquet", "--seed", "seed.txt", "--json", code=1))
    assert not data["ok"]
    assert "抽样框" in data["differences"][0]["zh"]


def test_bodies_that_cannot_be_told_apart_are_not_ranked(office: Path) -> None:
    draw("--out", "draw.json")
    pq.write_table(findings(Draw.load("draw.json")), "findings.parquet")
    assert "No two bodies can be told apart." in run("estimate", "draw.json", "findings.parquet")
    assert "任何两个单位都无法区分高低。" in run("estimate", "draw.json", "findings.parquet", lang="zh")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("plan", "none.yaml"), "none.yaml"),
        (("plan", "plan.yaml", "--new-seed", "seed.txt"), "seed.txt exists; a seed is never written over"),
        (("plan", "plan.yaml", "frame.parquet", "--factor", "0"), "--factor: a number between 0 and 1000"),
        (("plan", "plan.yaml", "frame.parquet", "--tolerable", "five"), "--tolerable: a number between 0 and 1"),
        (("draw", "plan.yaml", "frame.parquet", "--seed", "seed.txt", "--commitment", "0" * 64), "does not fit"),
        (
            ("draw", "plan.yaml", "frame.parquet", "--seed", "seed.txt", "--commitment", "0", "--closed-at", "noon"),
            "--closed-at: a moment such as",
        ),
        (("verify", "plan.yaml", "frame.parquet", "--seed", "seed.txt"), "plan.yaml holds no draw"),
        (("estimate", "none.json", "findings.csv"), "there is no file none.json"),
    ],
)
def test_what_is_wrong_is_a_sentence(office: Path, words: tuple[str, ...], told: str) -> None:
    assert told in run(*words, code=2)


def test_a_folder_that_is_not_there_is_named(office: Path) -> None:
    commitment = Path("commitment.txt").read_text(encoding="utf-8")
    given = ("--seed", "seed.txt", "--commitment", commitment, "--out", "nowhere/draw.json")
    assert "there is no folder 'nowhere'" in run("draw", "plan.yaml", "frame.parquet", *given, code=2)


def test_json_holds_the_whole_draw(office: Path) -> None:
    assert len(json.loads(draw("--json"))["cases"]) == 334
