"""Recommendations: fit, score, reasons, fair exposure, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from job_market import CODES, Letters, fits, posts, score, table, talents, values

from rencai.matching import MatchingError, Recommendations, recommend
from rencai.matching.parts import WEIGHTS


def market(seed: int, people: int = 25, places: int = 30) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A market whose occupations are all given, so that no title decides them."""
    rng = np.random.default_rng(seed)
    sides = talents(rng, people), posts(rng, places)
    for side in sides:
        for row in side:
            row["occupation"] = row["occupation"] or CODES[0]
    return sides


def recommended(sides: tuple[list[dict[str, Any]], list[dict[str, Any]]], k: int = 5, **more: Any) -> Recommendations:
    return recommend(table(sides[0]), table(sides[1]), k, encoder=Letters(), **more)


def one_pair(talent: dict[str, Any], post: dict[str, Any], **more: Any) -> Any:
    found = recommend(table([{"id": "t", **talent}]), table([{"id": "p", **post}]), 1, encoder=Letters(), **more)
    return found.explain("t", "p")


def cosines(sides: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> np.ndarray:
    encoder = Letters()
    vectors = [encoder.encode([row["title"] or "–" for row in side]).astype(np.float16) for side in sides]
    found = [side.astype(np.float32) for side in vectors]
    found = [side / np.linalg.norm(side, axis=1, keepdims=True) for side in found]
    return found[0] @ found[1].T


@pytest.mark.parametrize("seed", range(8))
def test_lists_are_the_best_pairs_of_the_rule_told_a_second_time(seed: int) -> None:
    sides = market(seed)
    like = cosines(sides)
    found = recommended(sides, k=30).table("talents").to_pylist()
    for number, talent in enumerate(sides[0]):
        expected = sorted(
            (score(values(talent, post, like[number, at])) for at, post in enumerate(sides[1]) if fits(talent, post)),
            reverse=True,
        )
        given = [row["score"] for row in found if row["talent"] == talent["id"]]
        assert given == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("seed", range(8))
def test_a_short_list_is_the_beginning_of_a_long_one_but_for_fair_exposure(seed: int) -> None:
    long, short = (recommended(market(seed), k=k).table("posts").to_pylist() for k in (30, 4))
    firsts = {(row["talent"], row["post"]) for row in long if row["rank"] <= 4}
    assert {(row["talent"], row["post"]) for row in short if row["chosen"] == "score"} <= firsts
    assert len(short) >= len(firsts)


@pytest.mark.parametrize("seed", range(8))
def test_no_pair_on_a_list_misses_a_hard_criterion(seed: int) -> None:
    sides = market(seed)
    people, places = ({row["id"]: row for row in side} for side in sides)
    for side in ("talents", "posts"):
        rows = recommended(sides).table(side).to_pylist()
        assert rows
        assert all(fits(people[row["talent"]], places[row["post"]]) for row in rows)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("k", [1, 3])
def test_whoever_fits_somewhere_is_on_a_list_of_the_other_side(seed: int, k: int) -> None:
    sides = market(seed, people=8, places=40)
    found = recommended(sides, k=k)
    fitting = [(one["id"], other["id"]) for one in sides[0] for other in sides[1] if fits(one, other)]
    assert set(found.table("talents")["post"].to_pylist()) == {post for _, post in fitting}
    assert set(found.table("posts")["talent"].to_pylist()) == {talent for talent, _ in fitting}
    assert set(found.without["posts"]) == {post["id"] for post in sides[1]} - {post for _, post in fitting}
    assert set(found.without["talents"]) == {talent["id"] for talent in sides[0]} - {talent for talent, _ in fitting}


def test_fair_exposure_leaves_the_first_place_of_every_list_alone() -> None:
    sides = market(3, people=10, places=40)
    wide, fair = (recommended(sides, k=k).table("talents").to_pylist() for k in (40, 2))
    firsts = {row["talent"]: row["score"] for row in wide if row["rank"] == 1}
    assert any(row["chosen"] != "score" for row in fair)
    assert {row["talent"]: row["score"] for row in fair if row["rank"] == 1} == pytest.approx(firsts)


def test_a_score_is_the_sum_of_its_parts() -> None:
    found = recommended(market(1)).table("talents")
    summed = np.sum([found[name].to_numpy() for name in WEIGHTS], axis=0)
    assert found["score"].to_numpy() == pytest.approx(summed, abs=1e-5)


def test_both_directions_give_a_pair_the_same_score() -> None:
    found = recommended(market(2), k=30)
    tables = [found.table(side).to_pylist() for side in ("talents", "posts")]
    first, second = ({(row["talent"], row["post"]): row["score"] for row in rows} for rows in tables)
    assert first == second


def test_a_score_that_is_explained_is_the_score_on_the_list() -> None:
    found = recommended(market(4))
    for row in found.table("talents").to_pylist()[:40]:
        explained = found.explain(row["talent"], row["post"])
        assert explained.fits
        assert explained.score == pytest.approx(row["score"], abs=1e-5)


@pytest.mark.parametrize(
    ("talent", "post", "name", "met"),
    [
        ({"degree": "本科"}, {"degree": "大专"}, "degree", True),
        ({"degree": "大专"}, {"degree": "bachelor"}, "degree", False),
        ({}, {"degree": "bachelor"}, "degree", None),
        ({}, {"degree": "none"}, "degree", True),
        ({"certificates": "焊工证"}, {"certificates": "焊工证；船检证"}, "certificate", False),
        ({}, {"certificates": "焊工证"}, "certificate", None),
        ({"years": 3}, {"years": 3}, "experience", True),
        ({"years": 2.5}, {"years": 3}, "experience", False),
        ({}, {"years": 3}, "experience", None),
        ({"places": "210200"}, {"place": "210283"}, "place", True),
        ({"places": "210283"}, {"place": "210211"}, "place", False),
        ({"places": "长海"}, {"place": "长海"}, "place", True),
        ({"limits": "竞业限制"}, {"limits": "竞业限制;无许可"}, "legal", False),
        ({"age": 17}, {"age_from": 18}, "legal", False),
        ({}, {"age_from": 18}, "legal", None),
        ({"age": 18}, {"age_from": 18, "age_to": 18}, "legal", True),
    ],
)
def test_a_hard_criterion_is_met_missed_or_not_known(
    talent: dict[str, Any], post: dict[str, Any], name: str, met: bool | None
) -> None:
    found = one_pair(talent, post)
    assert {criterion.name: criterion.met for criterion in found.criteria}[name] is met
    assert found.fits is (met is True)


def test_reasons_say_what_speaks_for_a_pair_and_what_against_in_both_languages() -> None:
    found = one_pair(
        {"occupation": "6-18-02-04", "skills": "焊接", "pay": 10_000, "place": "210283"},
        {"occupation": "6-18-02-04", "skills": "焊接;英语;cad", "pay": 20_000, "place": "310101"},
        history=pa.table({"talent": ["t"], "post": ["p"], "outcome": ["declined"]}),
    )
    english, chinese = found.text("en"), found.text("zh")
    assert english.startswith("because the same occupation, 焊工 (+0.25 of 0.25)")
    assert "against: has 1 of 3 skills, lacks 英语, cad (+0.07 of 0.20)" in english
    assert "has declined this post before" in english
    assert chinese.startswith("因为：同一职业：焊工")
    assert "不利之处：具备 3 项技能中的 1 项" in chinese
    assert "seniority" not in english  # about which nothing is known


def test_what_is_not_known_counts_half_and_is_said_to_be_unknown() -> None:
    parts = {part.name: part for part in one_pair({}, {}).parts}
    assert all(part.value is None and part.share == pytest.approx(part.weight / 2) for part in parts.values())
    assert parts["pay"].message.text("en") == "pay not known (+0.04 of 0.08)"


def test_weights_change_the_order() -> None:
    people = table([{"id": "t", "pay": 10_000, "place": "210283"}])
    places = table([{"id": "near", "pay": 6_000, "place": "210283"}, {"id": "paid", "pay": 12_000, "place": "310101"}])
    by_pay, by_place = (
        recommend(people, places, 2, weights=weights, encoder=Letters()).table("talents")["post"].to_pylist()
        for weights in ({"pay": 1, "place": 0}, {"pay": 0, "place": 1})
    )
    assert by_pay == ["paid", "near"]
    assert by_place == ["near", "paid"]


def test_a_title_without_a_code_is_coded() -> None:
    found = one_pair({"title": "焊工"}, {"title": "焊工"})
    assert "the same occupation, 焊工" in found.text()


def test_the_same_input_gives_the_same_lists_whatever_the_form(tmp_path: Path) -> None:
    sides = market(6)
    pq.write_table(table(sides[0]), tmp_path / "talents.parquet")
    lines = [",".join(sides[1][0])]
    lines += [",".join("" if value is None else str(value) for value in row.values()) for row in sides[1]]
    (tmp_path / "posts.csv").write_text("\n".join(lines), encoding="utf-8")
    from_files = recommend(tmp_path / "talents.parquet", str(tmp_path / "posts.csv"), 5, encoder=Letters())
    assert from_files.table("posts").equals(recommended(sides).table("posts"))


def test_empty_sides_give_empty_lists() -> None:
    nobody = pa.table({"id": pa.array([], pa.string())})
    found = recommend(nobody, table([{"id": "p"}]), encoder=Letters())
    assert found.table("talents").num_rows == found.table("posts").num_rows == 0
    assert found.without == {"talents": [], "posts": ["p"]}


BAD: list[tuple[dict[str, Any], str]] = [
    ({"talents": {"pay": float("nan")}}, "talents, t: pay is 'nan'; a number from 0 on is expected, or nothing"),
    ({"talents": {"pay": -5}}, "talents, t: pay is '-5'"),
    ({"talents": {"years": "three"}}, "talents, t: years is 'three'"),
    ({"talents": {"degree": "batchelor"}}, "talents, t: degree is 'batchelor'; it may be: none, secondary"),
    ({"posts": {"occupation": "9-99"}}, "posts, p: there is no occupation '9-99'"),
    ({"talents": {"id": ""}}, "talents: row 1 has no id"),
    ({"weights": {"pay": float("nan")}}, "the weight of pay is nan"),
    ({"weights": {"money": 1}}, "there is no part 'money'"),
    ({"weights": dict.fromkeys(WEIGHTS, 0)}, "all weights are 0"),
    ({"k": 0}, "k is 0; a whole number from 1 to 1000 is expected"),
    ({"history": {"talent": "t", "post": "p9", "outcome": "applied"}}, "history, row 1: 'p9' is no post"),
    ({"history": {"talent": "t", "post": "p", "outcome": "liked"}}, "history, row 1: the outcome is 'liked'"),
]


@pytest.mark.parametrize(("given", "said"), BAD, ids=[said for _, said in BAD])
def test_input_that_cannot_be_read_is_refused_with_its_place(given: dict[str, Any], said: str) -> None:
    history = table([given["history"]]) if "history" in given else None
    with pytest.raises(MatchingError) as refused:
        recommend(
            table([{"id": "t", **given.get("talents", {})}]),
            table([{"id": "p", **given.get("posts", {})}]),
            given.get("k", 3),
            history=history,
            weights=given.get("weights"),
            encoder=Letters(),
        )
    assert said in refused.value.text("en")
    assert refused.value.text("zh") != refused.value.text("en")


def test_an_id_that_stands_twice_is_refused_with_both_rows() -> None:
    with pytest.raises(MatchingError, match="the id 't' stands twice, in rows 1 and 2"):
        recommend(table([{"id": "t"}, {"id": "t"}]), table([{"id": "p"}]), encoder=Letters())


def test_a_title_that_is_coded_by_a_guess_leaves_the_occupation_unknown() -> None:
    sides = table([{"id": "t", "title": "asdfghjkl"}]), table([{"id": "p", "title": "铣工"}])
    part = next(part for part in recommend(*sides, 1).explain("t", "p").parts if part.name == "occupation")
    assert part.value is None


def test_one_malformed_line_of_many_refuses_the_file_and_is_named(tmp_path: Path) -> None:
    lines = ["id,title", *(f"t{number},焊工" for number in range(50_000))]
    lines[40_001] = "t40000,焊工,too,many"
    (tmp_path / "talents.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(MatchingError, match=r"malformed lines \(1\): line 40002 \(too many fields\); nothing was read"):
        recommend(tmp_path / "talents.csv", table([{"id": "p"}]), encoder=Letters())


def test_a_pair_that_is_not_there_cannot_be_explained() -> None:
    with pytest.raises(MatchingError, match="there is no 't9' among the talents"):
        recommended(market(1, people=5)).explain("t9", "p1")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,title\nt,焊工\n".encode("gbk"), "is not UTF-8 text; save it as CSV UTF-8"),
        (b"name,title\nt,welder\n", "talents has no column 'id'"),
        (b"", "the first line names the columns, and there is none"),
        (b'id,title\nt,"welder\nu,x\n', "line 2 (a quotation mark that does not close)"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "talents.csv").write_bytes(content)
    with pytest.raises(MatchingError) as refused:
        recommend(tmp_path / "talents.csv", table([{"id": "p"}]), encoder=Letters())
    assert said in refused.value.text()
