"""The invented city: the same every time, fit for the pack, and plausible."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from rencai.policy import load_pack
from rencai.policy.city import SNAPSHOT, generate_city
from rencai.policy.model import Fact

FACTS = load_pack("dalian").rules.facts
SIZE = 60_000


@pytest.fixture(scope="module")
def city(tmp_path_factory: Any) -> pa.Table:
    return pq.read_table(generate_city(SIZE, path=tmp_path_factory.mktemp("city") / "city.parquet"))


def share(found: pa.ChunkedArray) -> float:
    """The share of those known for whom it is true."""
    return float(pc.mean(found.cast(pa.int8())).as_py())


# -- the same every time -----------------------------------------------------------------------------------


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    first, second = (generate_city(1000, 7, path=tmp_path / name).read_bytes() for name in ("a", "b"))
    assert first == second


def test_another_seed_writes_another_city(tmp_path: Path) -> None:
    first, second = (pq.read_table(generate_city(1000, seed, path=tmp_path / "c")) for seed in (7, 8))
    assert not first.equals(second)


def test_a_small_city_is_the_beginning_of_a_large_one(tmp_path: Path, city: pa.Table) -> None:
    small = pq.read_table(generate_city(1000, path=tmp_path / "small.parquet"))
    assert small.equals(city.slice(0, 1000).combine_chunks())


def test_a_city_is_written_in_blocks_so_that_memory_stays_bounded(tmp_path: Path) -> None:
    file = pq.ParquetFile(generate_city(120_000, path=tmp_path / "city.parquet"))
    sizes = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
    assert sizes == [50_000, 50_000, 20_000]


def test_a_city_of_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="people is 0"):
        generate_city(0, path=tmp_path / "city.parquet")


def test_the_file_says_that_its_people_are_invented(city: pa.Table) -> None:
    assert city.schema.metadata[b"rencai:invented"] == b"true"
    assert "虚构" in city.schema.metadata[b"rencai:note"].decode()


# -- fit for the pack --------------------------------------------------------------------------------------


def test_the_columns_are_the_facts_of_the_pack_with_a_name_and_a_place(city: pa.Table) -> None:
    assert sorted(city.column_names) == sorted(["id", "place", *FACTS])


ARROW = {
    "boolean": pa.bool_(), "integer": pa.int32(),
    "decimal": pa.decimal128(14, 2), "money": pa.decimal128(14, 2),
    "choice": pa.string(), "text": pa.string(), "date": pa.date32(),
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_a_column_has_the_type_of_its_fact(city: pa.Table, name: str) -> None:
    assert city.schema.field(name).type == ARROW[str(FACTS[name].kind)]


@pytest.mark.parametrize("name", FACTS)
def test_every_value_is_one_that_the_fact_allows(city: pa.Table, name: str) -> None:
    values = pc.unique(city[name]).to_pylist()
    assert all(allowed(FACTS[name], value) for value in values if value is not None)


def allowed(fact: Fact, value: Any) -> bool:
    if fact.kind == "choice":
        return value in fact.type.choices.values
    if fact.kind in {"integer", "decimal", "money"}:
        scaled = Decimal(value) * 10**fact.type.places
        return fact.type.low <= scaled <= fact.type.high and scaled == int(scaled)
    return True


def test_places_are_those_of_dalian(city: pa.Table) -> None:
    known = set(FACTS["work_place"].type.choices.values) - {"elsewhere"}
    assert set(pc.unique(city["place"]).to_pylist()) == known


def test_nobody_lacks_a_name_or_a_place_and_names_are_not_shared(city: pa.Table) -> None:
    assert city["id"].null_count == city["place"].null_count == 0
    assert len(pc.unique(city["id"])) == SIZE


# -- plausible ---------------------------------------------------------------------------------------------


def test_about_one_in_270_is_recognised_as_high_level(city: pa.Table) -> None:
    assert 1 / 320 < share(pc.greater(pc.index_in(city["recognised_category"], pa.array(CLASSES)), 0)) < 1 / 220


CLASSES = ["none", "junior", "senior", "leading", "top"]


def test_the_higher_the_class_the_fewer_hold_it(city: pa.Table) -> None:
    counts = {row["values"]: row["counts"] for row in pc.value_counts(city["recognised_category"]).to_pylist()}
    held = [counts.get(name, 0) for name in CLASSES]
    assert held == sorted(held, reverse=True)


def test_most_facts_are_known_and_some_are_not(city: pa.Table) -> None:
    for name in ("degree", "birth_date", "monthly_wage", "insured_in_dalian", "contract_open_ended"):
        assert 0 < city[name].null_count / SIZE < 0.07, name


def test_the_better_educated_earn_more(city: pa.Table) -> None:
    wages = [
        pc.mean(city.filter(pc.equal(city["degree"], degree))["monthly_wage"].cast(pa.float64())).as_py()
        for degree in ("none", "bachelor", "master", "doctor")
    ]
    assert wages == sorted(wages)


def test_nobody_was_insured_or_graduated_after_the_snapshot(city: pa.Table) -> None:
    for name in ("first_dalian_insurance_on", "graduated_on", "birth_date", "programme_selected_on"):
        assert pc.max(city[name]).as_py() <= SNAPSHOT, name


def test_a_doctorate_has_a_field_and_nobody_else_has_one(city: pa.Table) -> None:
    known = city.filter(pc.and_(pc.is_valid(city["degree"]), pc.is_valid(city["doctorate_field"])))
    doctor, field = pc.equal(known["degree"], "doctor"), pc.not_equal(known["doctorate_field"], "none")
    assert doctor.equals(field)


def test_insurance_without_a_gap_is_not_longer_than_since_the_first(city: pa.Table) -> None:
    known = city.filter(pc.is_valid(city["first_dalian_insurance_on"]))
    days = pc.subtract(pa.scalar(SNAPSHOT), known["first_dalian_insurance_on"]).cast(pa.int64())
    seconds = pc.multiply(pc.cast(known["consecutive_insured_months"], pa.int64()), 30 * 24 * 3600)
    assert pc.all(pc.less_equal(seconds, days)).as_py()


def test_many_arrived_from_2015_to_2024(city: pa.Table) -> None:
    years = pc.year(city["first_dalian_insurance_on"])
    assert 0.35 < share(pc.greater_equal(years, 2015)) < 0.75
    assert set(range(2015, 2025)) <= set(pc.unique(years).to_pylist())


def test_the_pack_decides_the_city_with_no_bad_row(tmp_path: Path) -> None:
    path = generate_city(20_000, path=tmp_path / "city.parquet")
    with load_pack("dalian").simulate(path, on=SNAPSHOT, by=["place"]) as found:
        assert found.bad_rows.num_rows == 0
        assert found.rows == 20_000
        assert pc.sum(found.summary["eligible"]).as_py() > 0
