"""A result is found again from its inputs, is told in both languages, and is laid out as a page."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matching import large

from rencai.matching import Market, MatchingError, Result, load, verify

SEED = "a seed that nobody could have guessed"
GIVEN: dict[str, Any] = {
    "talents": {"甲": ["p1", "p2"], "乙": ["p1", "p2"], "丙": ["p2", "p1"]},
    "posts": {"p1": [["甲", "乙", "丙"]], "p2": ["丙", "乙", "甲"]},
    "capacity": {"p1": 1, "p2": 2},
    "region": {"p1": "core", "p2": "island"},
    "region_floor": {"island": 2},
}
WEIGHTS = {("甲", "p1"): 3, ("乙", "p1"): 2, ("丙", "p2"): 1, ("乙", "p2"): 1}


def results() -> dict[str, Result]:
    market = Market.from_preferences(**GIVEN, seed=SEED)
    return {
        "stable": market.stable(),
        "RSDA-RQ": market.with_floors(),
        "PLDA-RQ": market.with_floors("PLDA-RQ"),
        "best": market.best(WEIGHTS, floors={"island": 1}),
        "tightened": market.offers()["tightened"],
        "couples": market.with_couples({("甲", "乙"): [("p1", "p2"), ("p2", "p2")]}, apart=[("甲", "丙")]),
    }


@pytest.mark.parametrize("name", ["stable", "RSDA-RQ", "PLDA-RQ", "best", "tightened", "couples"])
def test_a_result_is_found_again_years_later(name: str, tmp_path: Path) -> None:
    kept = load(results()[name].save(tmp_path / "result.json"))
    assert verify(kept, Market.from_preferences(**GIVEN, seed=SEED), WEIGHTS).holds
    assert kept["version"]
    assert len(kept["input_hash"]) == 64


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"capacity": {"p1": 2, "p2": 2}}, "the market is not the one that was assigned"),
        ({"seed": f"{SEED} other"}, "the seed is not the one of the lottery"),
    ],
)
def test_other_inputs_do_not_pass_for_those_that_were_used(
    changed: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    kept = load(results()["stable"].save(tmp_path / "result.json"))
    found = verify(kept, Market.from_preferences(**{**GIVEN, "seed": SEED, **changed}))
    assert sentence in found.text()


def test_a_changed_assignment_is_noticed(tmp_path: Path) -> None:
    kept = load(results()["stable"].save(tmp_path / "result.json"))
    kept["assignment"][0][1] = "p2" if kept["assignment"][0][1] == "p1" else "p1"
    assert "1 talents are assigned otherwise" in verify(kept, Market.from_preferences(**GIVEN, seed=SEED)).text()


def test_other_weights_are_noticed(tmp_path: Path) -> None:
    kept = load(results()["best"].save(tmp_path / "result.json"))
    other = {**WEIGHTS, ("甲", "p1"): 4}
    assert "the weights" in verify(kept, Market.from_preferences(**GIVEN, seed=SEED), other).text()


@pytest.mark.parametrize("text", ["no json", "[]", '{"format": "other"}'])
def test_a_file_that_holds_no_assignment_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text(text, encoding="utf-8")
    with pytest.raises(MatchingError, match="holds no assignment"):
        load(tmp_path / "result.json")


def test_what_is_certified_is_plain_data_and_reads_in_both_languages() -> None:
    for result in results().values():
        assert json.loads(json.dumps(result.data(), ensure_ascii=False))["certificate"]["holds"] is True
        english, chinese = result.certificate.text("en"), result.certificate.text("zh")
        assert english != chinese
        assert "assignment" not in chinese


def test_the_table_has_a_row_for_each_talent_with_its_choice() -> None:
    table = results()["best"].table()
    assert table.column_names == ["talent", "post", "choice"]
    assert table["talent"].to_pylist() == ["甲", "乙", "丙"]
    assert table["choice"].to_pylist() == [1, 2, 1]


def test_the_page_shows_regions_choices_and_prices_and_needs_nothing_else(tmp_path: Path) -> None:
    market = Market.from_preferences(**GIVEN, seed=SEED)
    result = market.best({**WEIGHTS, ("丙", "p2"): -5, ("乙", "p2"): -7}, floors={"island": 2})
    for lang, title in {"en": "Assignment of talents to posts", "zh": "人才与岗位"}.items():
        page = result.report(tmp_path / f"{lang}.html", lang).read_text(encoding="utf-8")
        assert title in page
        assert "island" in page
        assert result.market.input_hash in page
        assert "http" not in page.replace("http-equiv", "")
    assert result.certificate.optimality
    assert result.certificate.optimality.prices


def test_names_on_the_page_are_text_and_not_markup(tmp_path: Path) -> None:
    region = "<script>alert(1)</script>"
    market = Market.from_preferences({"t": ["p"]}, {"p": ["t"]}, capacity={"p": 1}, region={"p": region})
    assert region not in market.stable().report(tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_market_of_numbers_is_found_again_too(tmp_path: Path) -> None:
    market = large.market(300, 12, caps=3)
    weights = np.arange(len(market.lists.posts)) % 17
    for result in (market.stable(), market.best(weights)):
        assert verify(load(result.save(tmp_path / "result.json")), large.market(300, 12, caps=3), weights).holds


def test_what_is_slow_to_import_waits_until_it_is_used() -> None:
    code = "import sys, rencai.matching, rencai.matching.market; print({'numba', 'ortools'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def test_choices_count_everybody() -> None:
    result = large.market(3_000, 80).stable()
    assert sum(result.choices().values()) == 3_000
    assert result.choices()[0] == len(result.unmatched)
