"""What is wrong with a market is said with its place, in both languages; nothing is lost in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rencai.matching import Market, MatchingError

GOOD: dict[str, Any] = {
    "talents": {"t1": ["p1", "p2"], "t2": ["p1"]},
    "posts": {"p1": ["t2", "t1"], "p2": ["t1"]},
    "capacity": {"p1": 1, "p2": 1},
    "region": {"p2": "changhai"},
    "region_parent": {"changhai": "outlying"},
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"talents": {"t1": ["p1", "p1"], "t2": []}}, "'t1' ranks 'p1' twice"),
        ({"talents": {"t1": [["p2"], ["p1", "p2"]], "t2": []}}, "'t1' ranks 'p2' twice"),
        ({"posts": {"p1": ["t1", "t2", "t1"], "p2": []}}, "'p1' ranks 't1' twice"),
        ({"talents": {"t1": ["p11"], "t2": []}}, "talent 't1' ranks 'p11', which is no post \\(p1\\?\\)"),
        ({"posts": {"p1": ["t3"], "p2": []}}, "post 'p1' ranks 't3', who is no talent"),
        ({"talents": {"t1": "p1", "t2": []}}, "the list of 't1' is 'p1', but is a list of names"),
        ({"capacity": {"p1": 1}}, "post 'p2' has no capacity"),
        ({"capacity": {"p1": 1, "p2": -1}}, "capacity of 'p2' is -1, but lies between 0 and"),
        ({"capacity": {"p1": 1, "p2": 1.5}}, "capacity of 'p2' is '1.5', but is a whole number"),
        ({"capacity": {"p1": 1, "p2": float("nan")}}, "capacity of 'p2' is 'nan', but is a whole number"),
        ({"capacity": {"p1": 1, "p2": True}}, "capacity of 'p2' is 'True', but is a whole number"),
        ({"capacity": {"p1": 1, "p2": "2"}}, "capacity of 'p2' is '2', but is a whole number"),
        ({"capacity": {"p1": 1, "p2": 1, "p3": 1}}, "capacity: 'p3' is no post"),
        ({"floor": {"p1": 2}}, "'p1': its floor of 2 is larger than its cap of 1"),
        ({"target": {"p1": 2}}, "'p1': its target of 2 is larger than its cap of 1"),
        (
            {"region_cap": {"changhai": 1}, "region_floor": {"changhai": 2}},
            "'changhai': its floor of 2 is larger than its cap of 1",
        ),
        ({"region_cap": {"changai": 1}}, "region_cap: 'changai' is no region \\(changhai\\?\\)"),
        ({"region_parent": {"changhai": "outlying", "outlying": "changhai"}}, "the regions go in a circle: changhai"),
        ({"region_parent": {"changhai": "changhai"}}, "the regions go in a circle"),
        ({"order": ["p1", "p1"]}, "order names 'p1' twice"),
        ({"order": ["p9"]}, "order: 'p9' is no post"),
        ({"floor": [1, 1]}, "floor is a table from names to numbers, not list"),
    ],
)
def test_what_is_wrong_with_preferences_is_said(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(MatchingError, match=sentence) as error:
        Market.from_preferences(**{**GOOD, **changed})
    assert error.value.text("zh") != error.value.text("en")


STARTS, ITEMS = np.array([0, 2, 3]), np.array([0, 1, 0])
ARRAYS: dict[str, Any] = {
    "talents": (STARTS, ITEMS),
    "posts": (np.array([0, 2, 3]), np.array([1, 0, 0])),
    "capacity": np.array([1, 1]),
}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"talents": (STARTS, np.array([0, 0, 0]))}, "talents: list 0 names 0 twice"),
        (
            {"talents": (STARTS, np.array([0, 2, 0]))},
            "talents: list 0 names 2, but the other side has numbers from 0 to 1",
        ),
        ({"talents": (STARTS, np.array([0, -1, 0]))}, "talents: list 0 names -1"),
        (
            {"talents": (np.array([0, 2, 4]), ITEMS)},
            "starts begin with 0, never fall, and end with the number of items",
        ),
        ({"talents": (np.array([0, 2, 1, 3]), ITEMS)}, "never fall"),
        ({"talents": (STARTS, ITEMS.astype(float))}, "two or three arrays of whole numbers"),
        ({"posts": (np.array([0, 2, 3]), np.array([1, 0, 0]), np.array([1, 0, 0]))}, "the levels of list 0 fall"),
        ({"capacity": np.array([1, -2])}, "capacity: number 1 is -2, but is a whole number from 0"),
        ({"capacity": np.array([1, np.nan])}, "capacity: number 1 is nan"),
        ({"capacity": np.array([1])}, "capacity: an array of 2 whole numbers is expected"),
        (
            {"region": np.array([0, 3]), "region_parent": np.array([-1])},
            "region: number 1 is 3, but there are 1 regions",
        ),
        ({"region": np.array([0, 1]), "region_parent": np.array([1, 0])}, "the regions go in a circle"),
        ({"order": np.array([0, 0])}, "order: each post's number stands there once"),
        ({"region": np.array([0, 1]), "region_names": ["north", "north"]}, "region_names: 2 different names"),
    ],
)
def test_what_is_wrong_with_arrays_is_said(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(MatchingError, match=sentence):
        Market.from_arrays(**{**ARRAYS, **changed})


def test_arrays_and_preferences_give_the_same_market() -> None:
    by_number = Market.from_arrays(**ARRAYS).stable()
    by_name = Market.from_preferences({0: [0, 1], 1: [0]}, {0: [1, 0], 1: [0]}, capacity={0: 1, 1: 1}).stable()
    assert by_number.assignment == by_name.assignment == {0: 1, 1: 0}


def test_regions_of_arrays_are_told_from_posts_by_their_names() -> None:
    market = Market.from_arrays(**ARRAYS, region=np.array([0, 1]), region_names=["north", "south"])
    kept = market.best(np.array([5.0, 1.0, 4.0]), floors={"south": 1})
    assert kept.assignment == {0: 1, 1: 0}


def test_what_is_none_is_not_given() -> None:
    nothing = dict.fromkeys(("floor", "region", "region_parent", "region_cap", "region_floor", "target", "order"))
    plain = {key: GOOD[key] for key in ("talents", "posts", "capacity")}
    assert Market.from_preferences(**plain, **nothing).input_hash == Market.from_preferences(**plain).input_hash


def test_tied_levels_may_come_as_arrays() -> None:
    tied = {**ARRAYS, "posts": (np.array([0, 2, 3]), np.array([1, 0, 0]), np.array([0, 0, 0]))}
    result = Market.from_arrays(**tied, seed="a seed of the lottery that is long").stable()
    assert result.certificate.by_lot


PAIRS = pa.table({"talent": ["a", "a", "b"], "post": ["x", "y", "x"], "talent_rank": [1, 2, 1], "post_rank": [2, 1, 1]})
POSTS = pa.table({"post": ["x", "y"], "capacity": [1, 1], "region": ["r", None]})
REGIONS = pa.table({"region": ["r"], "cap": [1]})


def column(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
    return table.drop_columns([name] if name in table.column_names else []).append_column(name, pa.array(values))


@pytest.mark.parametrize(
    ("pairs", "posts", "regions", "sentence"),
    [
        (PAIRS.drop_columns(["talent_rank"]), POSTS, None, "the table of pairs has no column 'talent_rank'"),
        (column(PAIRS, "post", ["x", "z", "x"]), POSTS, None, "the table of pairs, row 2: 'z' is no post"),
        (column(PAIRS, "post", ["x", "x", "x"]), POSTS, None, "the table of pairs, row 2: 'a' ranks 'x' twice"),
        (column(PAIRS, "talent", ["a", None, "b"]), POSTS, None, "row 2, column talent: empty, but a name is needed"),
        (column(PAIRS, "talent_rank", [1, 0, 1]), POSTS, None, "row 2, column talent_rank: '0', but a whole number, 1"),
        (column(PAIRS, "talent_rank", [1, 1.5, 1]), POSTS, None, "row 2, column talent_rank: '1.5', but"),
        (column(PAIRS, "talent_rank", ["1", "two", "1"]), POSTS, None, "row 2, column talent_rank: 'two', but"),
        (column(PAIRS, "talent_rank", [1, None, 1]), POSTS, None, "row 2, column talent_rank: empty, but"),
        (column(PAIRS, "weight", [1.0, 2.0, float("nan")]), POSTS, None, "row 3, column weight: 'nan', but a finite"),
        (column(PAIRS, "weight", ["1", "x", "3"]), POSTS, None, "row 2, column weight: 'x', but a finite number"),
        (PAIRS, column(POSTS, "post", ["x", "x"]), None, "the table of posts, row 2: 'x' stands there twice"),
        (PAIRS, column(POSTS, "capacity", [1, -1]), None, "the table of posts, row 2, column capacity: '-1', but"),
        (PAIRS, column(POSTS, "capacity", [1, None]), None, "the table of posts, row 2, column capacity: empty"),
        (PAIRS, column(POSTS, "floor", [2, 0]), None, "'x': its floor of 2 is larger than its cap of 1"),
        (PAIRS, POSTS, column(REGIONS, "region", ["s"]), "the table of posts, row 1: 'r' is no region"),
        (PAIRS, POSTS, column(REGIONS, "parent", ["r"]), "the regions go in a circle"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_with_its_row(pairs: Any, posts: Any, regions: Any, sentence: str) -> None:
    with pytest.raises(MatchingError, match=sentence) as error:
        Market.from_tables(pairs, posts, regions)
    assert error.value.text("zh") != error.value.text("en")


def test_arrow_polars_parquet_and_csv_give_the_same_assignment(tmp_path: Path) -> None:
    pq.write_table(PAIRS, tmp_path / "pairs.parquet")
    for name, table in {"pairs": PAIRS, "posts": POSTS, "regions": REGIONS}.items():
        pl.from_arrow(table).write_csv(tmp_path / f"{name}.csv")  # type: ignore[union-attr]
    ways = [
        (PAIRS, POSTS, REGIONS),
        (pl.from_arrow(PAIRS), pl.from_arrow(POSTS), pl.from_arrow(REGIONS)),
        (tmp_path / "pairs.parquet", POSTS, REGIONS),
        (str(tmp_path / "pairs.csv"), tmp_path / "posts.csv", tmp_path / "regions.csv"),
    ]
    results = [Market.from_tables(*way).stable() for way in ways]
    assert [result.assignment for result in results] == [{"a": "y", "b": "x"}] * 4
    assert len({result.market.input_hash for result in results}) == 1


def test_the_order_of_the_rows_does_not_change_who_goes_where() -> None:
    turned = PAIRS.take([2, 0, 1])
    assert Market.from_tables(turned, POSTS).stable().assignment == Market.from_tables(PAIRS, POSTS).stable().assignment


def test_a_talent_in_no_pair_is_counted_where_talents_are_listed() -> None:
    result = Market.from_tables(PAIRS, POSTS, talents=pa.table({"talent": ["a", "b", "c"]})).stable()
    assert result.unmatched == ["c"]


def test_one_malformed_line_of_a_large_file_is_named_and_nothing_is_read(tmp_path: Path) -> None:
    lines = ["talent,post,talent_rank", *(f"t{number},p,1" for number in range(100_000))]
    lines[70_001] = "t70000,p"
    (tmp_path / "pairs.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(MatchingError, match="line 70002"):
        Market.from_tables(tmp_path / "pairs.csv", pa.table({"post": ["p"], "capacity": [1]}))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("talent,post,talent_rank\na,x,1\nb,x,1,2,3\n", "line 3 \\(too many fields\\)"),
        ("made in spring\ntalent,post,talent_rank\na,x,1\n", "line 2 \\(too many fields\\)"),
        ('talent,post,talent_rank\n"a,x,1\n', "line 2 \\(a quotation mark that does not close\\)"),
        ("", "the first line names the columns, and there is none"),
        ("\ntalent,post,talent_rank\na,x,1\n", "the first line names the columns, and there is none"),
        ("talent,post,post\na,x,1\n", "has two columns 'post'"),
    ],
)
def test_no_line_of_a_small_file_is_passed_over(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "pairs.csv").write_text(text, encoding="utf-8")
    with pytest.raises(MatchingError, match=sentence) as error:
        Market.from_tables(tmp_path / "pairs.csv", POSTS)
    assert error.value.text("zh") != error.value.text("en")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MatchingError, match="there is no file"):
        Market.from_tables(tmp_path / "none.csv", POSTS)
