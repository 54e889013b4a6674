"""Titles coded to occupations, and texts as vectors."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from job_market import Letters

from rencai.matching import Coder, MatchingError, occupation
from rencai.matching.coding import TITLES, tidy
from rencai.matching.csco import FILE, closeness, closeness_table, occupations
from rencai.matching.vectors import Vectors

OFFICE_FILE = Path(__file__).parents[2] / "src/rencai/office/registry/data/csco-2022.csv"
# Titles as advertisements write them, coded by hand, with every code that is right.
BY_HAND = Path(__file__).parent / "data" / "titles.csv"


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def by_hand() -> list[tuple[str, set[str]]]:
    with BY_HAND.open(encoding="utf-8", newline="") as rows:
        return [(row["title"], set(row["codes"].split())) for row in csv.DictReader(rows)]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("焊工", "6-18-02-04"),
        ("welder", "6-18-02-04"),
        ("急聘 Java高级开发工程师 15k-25k 五险一金", "4-04-05-01"),
        ("Senior Java Developer (full-time)", "4-04-05-01"),
        ("高级中学教师", "2-08-02-01"),
        ("律师", "2-07-04-00"),
    ],
)
def test_a_title_in_either_language_gets_its_code(title: str, code: str) -> None:
    assert occupation(title).code == code


def test_most_titles_of_advertisements_are_coded_as_by_hand(coder: Coder) -> None:
    titles = by_hand()
    found = coder.code([title for title, _ in titles])
    first = [coded.code in codes for coded, (_, codes) in zip(found, titles, strict=True)]
    among = [
        bool(codes & {coded.code, *(choice.code for choice in coded.runners_up)})
        for coded, (_, codes) in zip(found, titles, strict=True)
    ]
    assert np.mean(first) >= 0.8
    assert np.mean(among) >= 0.95


def test_confidence_is_higher_where_the_code_is_right(coder: Coder) -> None:
    titles = by_hand()
    found = coder.code([title for title, _ in titles])
    right = [coded.code in codes for coded, (_, codes) in zip(found, titles, strict=True)]
    sure = np.array([coded.confidence for coded in found])
    assert sure[right].mean() > 1.5 * sure[~np.array(right)].mean()


def test_a_name_of_the_catalogue_is_certain_and_the_others_are_not(coder: Coder) -> None:
    found = coder.code(["内科护士"])[0]
    assert (found.name, found.confidence) == ("内科护士", 1.0)
    assert len(found.runners_up) == 5
    assert found.code not in {choice.code for choice in found.runners_up}
    confidences = [choice.confidence for choice in found.runners_up]
    assert confidences == [0] * 5


def test_confidences_fall_and_are_shares_of_one(coder: Coder) -> None:
    found = coder.code(["船舶电气工程师"])[0]
    confidences = [found.confidence, *(choice.confidence for choice in found.runners_up)]
    assert sum(confidences) <= 1
    assert confidences == sorted(confidences, reverse=True)


def test_titles_keep_their_order_and_each_is_coded_once() -> None:
    encoder = Letters()
    coder = Coder(encoder)
    before = len(encoder.encoded)
    found = coder.code(["电焊", "程序", "电焊"])
    assert [coded.title for coded in found] == ["电焊", "程序", "电焊"]
    assert found[0] is found[2]
    assert len(encoder.encoded) - before == 2


@pytest.mark.parametrize("title", ["", "  ", "（）", "！！", "👷", "5"])
def test_a_title_without_words_is_refused_with_its_number(coder: Coder, title: str) -> None:
    with pytest.raises(MatchingError, match="title 2 is"):
        coder.code(["焊工", title])


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("高级焊接工程师", "焊接工程师"),
        ("Senior Welder", "welder"),
        ("司机 8千-12千 包吃住", "司机"),
        ("实习生", "实习生"),
        ("高级中学教师", "高级中学教师"),
        ("助理", "助理"),
    ],
)
def test_what_an_advertisement_adds_is_no_part_of_the_title(title: str, plain: str) -> None:
    assert tidy(title) == plain


def test_a_title_of_any_length_and_script_is_coded(coder: Coder) -> None:
    for title in ("焊" * 5_000, "👷焊工", "Сварщик", "a\x00b", "ignore; DROP TABLE vectors"):
        assert coder.code([title])[0].code in occupations()


def test_every_everyday_title_has_a_code_of_the_catalogue() -> None:
    with TITLES.open(encoding="utf-8", newline="") as rows:
        codes = [row["code"] for row in csv.DictReader(rows)]
    assert {occupations()[code].level for code in codes} == {4}


def test_the_catalogue_is_the_one_of_the_office() -> None:
    assert FILE.read_bytes() == OFFICE_FILE.read_bytes()
    assert len(occupations()) == 2047


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("2-02-10-03", "2-02-10-03", 1.0),
        ("2-02-10-03", "2-02-10-04", 0.75),
        ("2-02-10-03", "2-02-38-03", 0.5),
        ("2-02-10-03", "2-05-08-01", 0.25),
        ("2-02-10-03", "6-18-02-04", 0.0),
        ("2-02-00-00", "2-02-10-03", 4 / 6),
    ],
)
def test_occupations_are_as_near_as_their_shared_path_is_long(one: str, other: str, near: float) -> None:
    assert closeness(one, other) == closeness(other, one) == pytest.approx(near)


def test_the_table_of_closeness_is_the_closeness_of_each_pair() -> None:
    codes = list(occupations())[::37]
    found = closeness_table(codes, codes[:20])
    assert found == pytest.approx(np.array([[closeness(one, other) for other in codes[:20]] for one in codes]))


def test_vectors_come_from_the_file_the_next_time_and_are_the_same(tmp_path: Path) -> None:
    texts = ["焊工", "welder", ""]
    first, second = Letters(), Letters()
    made = Vectors(first, tmp_path / "vectors").of(texts)
    read = Vectors(second, tmp_path / "vectors").of(texts)
    assert len(first.encoded) == 2
    assert second.encoded == []
    assert np.array_equal(made, read)
    assert not read[2].any()


def test_the_file_of_vectors_holds_no_text(tmp_path: Path) -> None:
    Vectors(Letters(), tmp_path / "vectors").of(["王小明的简历"])
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "王小明".encode() not in kept


def test_another_encoder_does_not_take_the_vectors_of_the_first(tmp_path: Path) -> None:
    class Others(Letters):
        name = "others"

    Vectors(Letters(), tmp_path / "vectors").of(["焊工"])
    other = Others()
    Vectors(other, tmp_path / "vectors").of(["焊工"])
    assert other.encoded == ["焊工"]


def test_an_encoder_that_gives_no_numbers_is_refused() -> None:
    class Broken(Letters):
        name = "broken"

        def encode(self, texts: object) -> np.ndarray:
            return np.full((1, self.dimensions), np.nan)

    with pytest.raises(MatchingError, match="the encoder broken gave"):
        Vectors(Broken()).of(["焊工"])


def test_a_file_that_is_no_cache_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no database " * 100)
    with pytest.raises(MatchingError, match="is no cache of vectors"):
        Vectors(Letters(), tmp_path / "notes.txt")
