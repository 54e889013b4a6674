"""The draw: provable, the same whatever the order, and nothing can be changed without notice."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import SEED, drawn, frame

from rencai.supervision import (
    Discovery,
    Draw,
    Fixed,
    Monetary,
    Plan,
    Share,
    Special,
    SupervisionError,
    close_frame,
    commit_seed,
    draw,
    new_seed,
    read_frame,
)

BY_ALL = Plan(name="by all", strata=("body", "category", "decision"), rule=Fixed(5), whole_above=290_000)


def refusal(plan: Plan, table: object, **more: object) -> str:
    with pytest.raises(SupervisionError) as caught:
        draw(plan, table, **{"seed": SEED, "commitment": commit_seed(SEED), **more})  # type: ignore[arg-type]
    assert caught.value.text("zh") != caught.value.text("en")
    return caught.value.text("en")


# -- the same cases, always ---------------------------------------------------------------------------------


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_plays_no_part(random) -> None:  # type: ignore[no-untyped-def]
    table = frame(300)
    shuffled = list(range(300))
    random.shuffle(shuffled)
    one, other = drawn(BY_ALL, table), drawn(BY_ALL, table.take(shuffled))
    assert one.cases.equals(other.cases)
    assert one.frame_hash == other.frame_hash


def test_the_same_frame_in_any_form_gives_the_same_draw(tmp_path: Path) -> None:
    table = frame(200)
    pq.write_table(table, tmp_path / "frame.parquet")
    table.to_pandas().to_csv(tmp_path / "frame.csv", index=False)
    forms = [table, pl.from_arrow(table), table.to_pandas(), tmp_path / "frame.parquet", str(tmp_path / "frame.csv")]
    assert len({drawn(BY_ALL, form).frame_hash for form in forms}) == 1
    assert all(drawn(BY_ALL, form).cases.equals(drawn(BY_ALL, table).cases) for form in forms)


def test_another_seed_draws_other_cases() -> None:
    table = frame()
    assert drawn(BY_ALL, table).ids != drawn(BY_ALL, table, new_seed()).ids


def test_the_lowest_hashes_are_drawn_as_the_page_says_to_the_byte() -> None:
    table = frame(50, bodies=1)
    plan = Plan(rule=Fixed(7))

    def rank(name: str) -> int:
        return int.from_bytes(hashlib.sha256(f"{SEED}\ndraw\n{name}".encode()).digest()[:8], "big")

    assert drawn(plan, table).ids == sorted(table["id"].to_pylist(), key=rank)[:7]


def test_equal_ranks_go_to_the_lower_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rencai.supervision.drawing.ranks", lambda *_: np.zeros(50, dtype=np.uint64))
    assert drawn(Plan(rule=Fixed(3)), frame(50, bodies=1)).ids == ["C000000", "C000001", "C000002"]


def test_the_hash_of_a_frame_is_as_the_page_says_to_the_byte() -> None:
    table = pa.table(
        {"id": ["b", "a"], "body": ["区", "区"], "category": ["x", "y"], "amount": [1.5, 2], "decision": ["yes", "no"]}
    )

    def net(text: str) -> bytes:
        return f"{len(text.encode())}:".encode() + text.encode() + b","

    rows = [("b", "区", "x", "150", "granted"), ("a", "区", "y", "200", "refused")]
    digests = sorted(hashlib.sha256(b"".join(map(net, row))).digest() for row in rows)
    names = b"".join(map(net, ("id", "body", "category", "amount", "decision")))
    expected = hashlib.sha256(b"rencai-frame-1\n" + names + b"\n" + b"".join(digests)).hexdigest()
    assert close_frame(table, Plan(granted=("yes",), refused=("no",))) == expected


def test_every_case_has_the_same_chance() -> None:
    table, plan = frame(40, bodies=1), Plan(rule=Fixed(10))
    counts, read = dict.fromkeys(table["id"].to_pylist(), 0), read_frame(table, plan)
    for number in range(100):
        for name in drawn(plan, read, f"seed number {number:06}").ids:
            counts[name] += 1
    # 25 expected of 100, standard deviation 4.3: five of them
    assert all(3 <= count <= 47 for count in counts.values())


# -- what is drawn ------------------------------------------------------------------------------------------


def test_each_stratum_gets_what_its_rule_says() -> None:
    found = drawn(Plan(strata=("body", "decision"), rule=Share(0.1)), frame(1_000, bodies=2))
    assert {stratum.key: (stratum.cases, stratum.drawn) for stratum in found.strata} == {
        "body 0 | granted": (333, 34),
        "body 0 | refused": (167, 17),
        "body 1 | granted": (333, 34),
        "body 1 | refused": (167, 17),
    }


def test_a_special_rule_holds_for_the_strata_that_it_names() -> None:
    special = Special({"body": ("body 1",), "decision": ("granted",)}, Fixed(50))
    found = drawn(Plan(strata=("body", "decision"), rule=Fixed(3), rules=(special,)), frame(1_000, bodies=2))
    assert [stratum.drawn for stratum in found.strata] == [3, 3, 50, 3]


def test_above_the_threshold_every_case_is_drawn() -> None:
    table = frame()
    found = drawn(BY_ALL, table)
    whole = {row["id"] for row in found.cases.to_pylist() if row["why"] == "threshold"}
    assert whole == {row["id"] for row in table.to_pylist() if row["amount"] >= 290_000}
    assert {row["probability"] for row in found.cases.to_pylist() if row["why"] == "threshold"} == {1.0}


def test_discovery_takes_fewer_of_a_small_frame() -> None:
    assert [stratum.drawn for stratum in drawn(Plan(rule=Discovery()), frame(400, bodies=4)).strata] == [45] * 4


def test_amounts_fall_into_bands() -> None:
    found = drawn(Plan(strata=("body", "amount"), bands=(50_000, 200_000), rule=Fixed(1)), frame(bodies=1))
    assert [stratum.key for stratum in found.strata] == [
        "body 0 | 0-50000",
        "body 0 | 200000+",
        "body 0 | 50000-200000",
    ]


def test_labels_that_look_like_the_separator_stay_apart() -> None:
    table = pa.table(
        {
            "id": ["1", "2"],
            "body": ["a | b", "a"],
            "category": ["c", "b | c"],
            "amount": [1, 1],
            "decision": ["granted"] * 2,
        }
    )
    found = drawn(Plan(strata=("body", "category"), rule=Fixed(1)), table)
    assert len({stratum.key for stratum in found.strata}) == 2


# -- monetary units -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("selection", ["interval", "cell"])
def test_money_is_drawn_in_proportion_to_amounts(selection: str) -> None:
    amounts = [1, 2, 3, 4] * 10
    table = frame(40, bodies=1).set_column(3, "amount", [amounts])
    plan = Plan(rule=Monetary(0.5, selection=selection))  # 6 units of an interval of 16.67
    counts, read = dict.fromkeys(range(1, 5), 0), read_frame(table, plan)
    for number in range(100):
        for row in drawn(plan, read, f"seed number {number:06}").cases.to_pylist():
            counts[row["cents"] // 100] += row["hits"]
    assert sum(counts.values()) == 600
    for amount, count in counts.items():
        assert count == pytest.approx(60 * amount, abs=40)


def test_an_amount_of_an_interval_or_more_is_taken_whole() -> None:
    table = frame(40, bodies=1).set_column(3, "amount", [[1_000, 500, *[10] * 38]])
    found = drawn(Plan(rule=Monetary(0.5)), table)
    whole = [row["cents"] for row in found.cases.to_pylist() if row["why"] == "threshold"]
    assert whole == [100_000, 50_000] or whole == [50_000, 100_000]
    [stratum] = found.strata
    assert (stratum.units, stratum.interval) == (4, 9_500)


def test_cases_without_money_are_drawn_by_number() -> None:
    table = frame(400, bodies=1).set_column(3, "amount", [[0] * 200 + [50] * 200])
    found = drawn(Plan(rule=Monetary(0.05)), table)
    assert [(stratum.part, stratum.rule) for stratum in found.strata] == [("", "monetary"), ("no money", "discovery")]


# -- proof --------------------------------------------------------------------------------------------------


def test_a_seed_that_does_not_fit_its_commitment_is_refused() -> None:
    assert "does not fit its commitment" in refusal(BY_ALL, frame(), seed="another seed, chosen later")


def test_a_commitment_after_the_closing_of_the_frame_is_refused() -> None:
    closed = datetime(2026, 7, 1, 12, tzinfo=UTC)
    late = {"committed_at": closed + timedelta(seconds=1), "frame_closed_at": closed}
    assert "after the frame was closed" in refusal(BY_ALL, frame(), **late)
    assert len(
        draw(BY_ALL, frame(), seed=SEED, commitment=commit_seed(SEED), committed_at=closed, frame_closed_at=closed)
    )


def test_moments_with_and_without_a_time_zone_are_not_compared() -> None:
    moments = {"committed_at": datetime(2026, 7, 1), "frame_closed_at": datetime(2026, 7, 1, tzinfo=UTC)}
    assert "time zone" in refusal(BY_ALL, frame(), **moments)


@pytest.mark.parametrize(("seed", "why"), [("short", "could be guessed"), ("a seed of two\nlines, long", "line break")])
def test_a_seed_that_is_of_no_use_is_refused(seed: str, why: str) -> None:
    with pytest.raises(SupervisionError, match=why):
        commit_seed(seed)


def test_a_draw_verifies_with_its_frame_and_seed(tmp_path: Path) -> None:
    table = frame()
    kept = Draw.load(drawn(BY_ALL, table).save(tmp_path / "draw.json"))
    assert kept.verify(table, SEED).holds


def test_a_changed_frame_is_noticed() -> None:
    table = frame(300)
    found = drawn(BY_ALL, table)
    raised = table.set_column(3, "amount", [pa.array([1, *table["amount"].to_pylist()[1:]])])
    assert "the frame is not the one that was closed" in found.verify(raised, SEED).text()
    without = table.filter(pa.array([name != found.ids[0] for name in table["id"].to_pylist()]))
    told = found.verify(without, SEED).text()
    assert f"in the draw, but not drawn again: 1 cases: {found.ids[0]}" in told


def test_another_seed_is_noticed() -> None:
    assert (
        "the seed is not the one that was committed" in drawn(BY_ALL, frame(300)).verify(frame(300), new_seed()).text()
    )


def test_a_case_slipped_into_a_draw_is_noticed() -> None:
    data = drawn(BY_ALL, frame(300)).data()
    spare = next(name for name in frame(300)["id"].to_pylist() if name not in {case["id"] for case in data["cases"]})
    data["cases"][0]["id"] = spare
    told = Draw.of(data).verify(frame(300), SEED).text()
    assert f"in the draw, but not drawn again: 1 cases: {spare}" in told
    assert "missing in the draw: 1 cases" in told


def test_a_changed_probability_is_noticed() -> None:
    data = drawn(BY_ALL, frame(300)).data()
    data["cases"][0]["probability"] = 0.5
    assert "drawn again with other values: 1 cases" in Draw.of(data).verify(frame(300), SEED).text()


def test_a_changed_stratum_is_noticed() -> None:
    data = drawn(BY_ALL, frame(300)).data()
    data["strata"][0]["cases"] += 1
    assert "1 strata differ" in Draw.of(data).verify(frame(300), SEED).text("en")


def test_a_plan_changed_after_the_draw_is_noticed() -> None:
    data = drawn(BY_ALL, frame(300)).data()
    data["plan"]["whole_above"] = 1
    with pytest.raises(SupervisionError, match="its hash differs"):
        Draw.of(data)


def test_what_is_no_draw_is_refused(tmp_path: Path) -> None:
    (tmp_path / "draw.json").write_text('{"format": "other"}', encoding="utf-8")
    with pytest.raises(SupervisionError, match="no draw"):
        Draw.load(tmp_path / "draw.json")
    (tmp_path / "draw.json").write_text("{", encoding="utf-8")
    with pytest.raises(SupervisionError, match="holds no draw"):
        Draw.load(tmp_path / "draw.json")


# -- bad frames ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("id", None, "row 2, column id: there is no value"),
        ("id", "", "row 2, column id: there is no value"),
        ("id", "C000000", "row 2, column id: the case 'C000000' stands in row 1 already"),
        ("body", None, "row 2, column body: there is no value"),
        ("amount", None, "row 2, column amount: there is no value"),
        ("amount", "-5", "row 2, column amount: '-5': an amount is not below 0"),
        ("amount", "nan", "row 2, column amount: 'nan': a number with two places at most is expected"),
        ("amount", "inf", "row 2, column amount: 'inf': a number with two places at most is expected"),
        ("amount", "12.345", "row 2, column amount: '12.345': a number with two places at most is expected"),
        ("amount", "many", "row 2, column amount: 'many': a number with two places at most is expected"),
        ("decision", "perhaps", "row 2, column decision: the decision 'perhaps' is not known"),
    ],
)
def test_a_bad_value_is_named_with_its_row_and_column(column: str, value: str | None, told: str) -> None:
    rows = frame(3).to_pandas().astype(str)
    rows.loc[1, column] = value
    assert told in refusal(BY_ALL, rows)


def test_a_float_that_is_no_number_is_named_with_its_row() -> None:
    table = frame(3).set_column(3, "amount", [pa.array([1.0, float("nan"), 2.0])])
    assert "row 2, column amount: 'nan'" in refusal(BY_ALL, table)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (frame(3).drop_columns(["body"]), "the frame has no column 'body'"),
        (frame(0), "the frame is empty"),
        ("missing.parquet", "there is no file missing.parquet"),
        (__file__, "a .parquet or .csv file is expected"),
        (7, "the frame is a table (Arrow, Polars, pandas) or the path of a Parquet or CSV file, not int"),
    ],
)
def test_what_is_no_frame_is_refused(table: object, told: str) -> None:
    assert told in refusal(BY_ALL, table)


def test_a_frame_read_by_another_plan_is_refused() -> None:
    read = read_frame(frame(20), BY_ALL)
    assert drawn(BY_ALL, read).frame_hash == read.hash
    assert "read by a plan with other columns" in refusal(Plan(granted=("yes",), refused=("no",)), read)


def test_a_misspelt_column_gets_a_hint() -> None:
    table = frame(3).rename_columns(["id", "body", "category", "amout", "decision"])
    assert "no column 'amount' (amout?)" in refusal(BY_ALL, table)


def test_pandas_without_arrow_text_is_read_too() -> None:
    rows = pd.DataFrame(frame(5).to_pydict())
    assert drawn(BY_ALL, rows).frame_hash == drawn(BY_ALL, frame(5)).frame_hash
