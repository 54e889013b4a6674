"""A pack on a table of people: what may be given, what comes back, and what happens to rows that cannot be read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rencai.policy import Pack, TableError
from rencai.policy.simulation import to_sql
from tests.policy.engines_here import need
from tests.policy.factory import SOURCE, TEXT, pack_of, yaml

ON = date(2021, 1, 7)
GRANT: dict[str, Any] = {
    "measure": "grant",
    "title": TEXT,
    "kind": "payment",
    "source": SOURCE,
    "conditions": [
        {"name": "wage", "text": TEXT, "source": SOURCE, "test": "wage >= least_wage"},
        {"name": "months", "text": TEXT, "source": SOURCE, "test": "months >= 36"},
    ],
    "amount": {"is": "wage * 0.10", "rounding": "half_up", "source": SOURCE},
    "schedule": {"instalments": [60, 40], "every": 12},
    "budget": {"amount": "200", "text": TEXT, "source": SOURCE},
    "quota": {"people": "1", "text": TEXT, "source": SOURCE},
}
LEAST_WAGE = yaml(
    {
        "parameter": "least_wage",
        "label": TEXT,
        "type": "money",
        "values": [{"source": SOURCE, "value": 1000}],
    }
)
PEOPLE = [
    {"id": 1, "place": "north", "wage": Decimal("1000.55"), "months": 40, "born": date(1990, 1, 1)},
    {"id": 2, "place": "south", "wage": Decimal("999.99"), "months": 40, "born": None},
    {"id": 3, "place": "south", "wage": None, "months": 40, "born": None},
    {"id": 4, "place": "north", "wage": Decimal("5000.00"), "months": 33, "born": None},
    {"id": 5, "place": None, "wage": Decimal("2000.00"), "months": 36, "born": None},
]


def grants() -> Pack:
    return pack_of(yaml(GRANT), LEAST_WAGE)


def table(rows: list[dict[str, Any]] | None = None) -> pa.Table:
    return pa.Table.from_pylist(PEOPLE if rows is None else rows)


def column(found: pa.Table, name: str, **where: Any) -> list[Any]:
    return [row[name] for row in found.to_pylist() if all(row[key] == value for key, value in where.items())]


def only(found: pa.Table, name: str, **where: Any) -> Any:
    values = column(found, name, **where)
    assert len(values) == 1, values
    return values[0]


def as_parquet(folder: Path) -> Any:
    pq.write_table(table(), folder / "people.parquet")
    return folder / "people.parquet"


def as_csv(folder: Path) -> Any:
    with (folder / "people.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(PEOPLE[0]))
        writer.writeheader()
        writer.writerows(PEOPLE)
    return folder / "people.csv"


def as_json(folder: Path) -> Any:
    (folder / "people.json").write_text(json.dumps(PEOPLE, default=str))
    return str(folder / "people.json")


def as_json_lines(folder: Path) -> Any:
    (folder / "people.ndjson").write_text("\n".join(json.dumps(row, default=str) for row in PEOPLE))
    return folder / "people.ndjson"


def as_polars(folder: Path) -> Any:
    polars = pytest.importorskip("polars")
    return polars.from_arrow(table())


def as_pandas(folder: Path) -> Any:
    pytest.importorskip("pandas")
    return table().to_pandas(types_mapper=__import__("pandas").ArrowDtype)


FORMS = [as_parquet, as_csv, as_json, as_json_lines, as_polars, as_pandas, lambda folder: table()]


@pytest.mark.parametrize("form", FORMS, ids=["parquet", "csv", "json", "json lines", "polars", "pandas", "arrow"])
def test_every_form_of_table_gives_the_same_result(form: Callable[[Path], Any], tmp_path: Path) -> None:
    with grants().simulate(form(tmp_path), on=ON, by=["place"]) as simulation:
        assert simulation.rows == 5
        assert simulation.bad_rows.num_rows == 0
        assert only(simulation.summary, "amount", place="north") == Decimal("100.06")
        assert only(simulation.summary, "amount", place=None) == Decimal("200.00")
        assert column(simulation.summary, "needs_information") == [0, 0, 1]


def test_the_summary_counts_the_four_states_and_the_money() -> None:
    with grants().simulate(table(), on=ON, ignore=["place"]) as simulation:
        row = simulation.summary.to_pylist()[0]
    assert (row["people"], row["eligible"], row["not_eligible"], row["needs_information"]) == (5, 2, 2, 1)
    assert row["amount"] == Decimal("300.06")


def test_money_is_told_by_the_year_in_which_it_is_paid_and_adds_up_to_the_total() -> None:
    with grants().simulate(table(), on=ON, ignore=["place"]) as simulation:
        years = {row["year"]: row["amount"] for row in simulation.payments.to_pylist()}
    assert years == {2021: Decimal("180.03"), 2022: Decimal("120.03")}


def test_the_reason_that_decided_is_counted() -> None:
    with grants().simulate(table(), on=ON, ignore=["place"]) as simulation:
        found = {(row["status"], row["reason"]): row["people"] for row in simulation.reasons.to_pylist()}
    assert found == {
        ("not_eligible", "wage"): 1,
        ("not_eligible", "months"): 1,
        ("needs_information", "wage"): 1,
    }


def test_near_misses_are_people_whom_one_condition_alone_keeps_out_by_how_far() -> None:
    with grants().simulate(table(), on=ON, ignore=["place"]) as simulation:
        found = {
            (row["reason"], row["unit"], row["margin"]): row["people"] for row in simulation.near_misses.to_pylist()
        }
    assert found == {("months", "month", Decimal(-3)): 1, ("wage", "CNY", Decimal(-1000)): 1}


def test_yearly_budgets_and_quotas_are_held_against_what_is_asked_for() -> None:
    with grants().simulate(table(), on=ON, ignore=["place"]) as simulation:
        found = {row["kind"]: (row["limit"], row["demanded"], row["over"]) for row in simulation.budgets.to_pylist()}
    assert found == {"budget": (200, Decimal("180.03"), False), "quota": (1, 2, True)}


def test_a_reform_shows_winners_losers_and_the_difference() -> None:
    reform = {
        "parameters": {"least_wage": 1500},
        "measures": {"grant": {"conditions": [{"name": "months", "test": "months >= 30"}]}},
    }
    with grants().simulate(table(), on=ON, ignore=["place"], reform=reform) as simulation:
        row = simulation.changes.to_pylist()[0]
        people = {
            item["id"]: (item["grant.amount"], item["grant.amount@reform"]) for item in simulation.people.to_pylist()
        }
    assert (row["winners"], row["losers"], row["unchanged"]) == (1, 1, 3)
    assert (row["gain"], row["loss"]) == (Decimal("500.00"), Decimal("-100.06"))
    assert (row["before"], row["after"]) == (Decimal("300.06"), Decimal("700.00"))
    assert people[4] == (None, Decimal("500.00"))
    assert people[1] == (Decimal("100.06"), None)


def test_every_person_keeps_state_amount_and_reason() -> None:
    with grants().simulate(table(), on=ON, by=["place"]) as simulation:
        rows = {row["id"]: row for row in simulation.people.to_pylist()}
    assert rows[1] | {} == {
        "id": 1,
        "place": "north",
        "grant.status": "eligible",
        "grant.amount": Decimal("100.06"),
        "grant.reason": None,
    }
    assert (rows[3]["grant.status"], rows[3]["grant.reason"]) == ("needs_information", "wage")


def test_any_person_can_be_explained_by_id_or_by_row() -> None:
    with grants().simulate(table(), on=ON, ignore=["place"]) as simulation:
        assert simulation.explain(id=4)["grant"].conditions[1].margin == -3
        assert simulation.explain(row=1)["grant"].amount == Decimal("100.06")
        with pytest.raises(TableError, match="no readable person 77"):
            simulation.explain(id=77)


def test_a_fact_without_a_column_is_not_known_for_anyone() -> None:
    with grants().simulate(table().drop_columns(["wage"]), on=ON, ignore=["place"]) as simulation:
        assert only(simulation.summary, "needs_information") == 4


def test_an_empty_table_gives_an_empty_summary_and_no_error() -> None:
    with grants().simulate(table().slice(0, 0), on=ON, ignore=["place"]) as simulation:
        assert simulation.rows == 0
        assert column(simulation.summary, "people") == [0]


# -- bad input ---------------------------------------------------------------------------------------------


def test_a_wrong_value_in_one_row_is_reported_with_its_number_and_the_rest_still_runs(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "id,wage,months\n" + "".join(f"{n},2000,40\n" for n in range(1, 2001)) + "2001,much,40\n2002,2000,40\n"
    )
    with grants().simulate(file, on=ON) as simulation:
        assert simulation.bad_rows.to_pylist() == [
            {
                "row": 2001,
                "column": "wage",
                "value": "much",
                "problem": "a number is expected, not 'much'",
                "problem_zh": "应为数值，而非“much”",
            }
        ]
        assert simulation.rows == 2001
        assert only(simulation.summary, "eligible") == 2001


@pytest.mark.parametrize(
    ("name", "value"),
    [("months", -1), ("months", 601), ("wage", Decimal("10.555")), ("grade", "queen"), ("born", date(1800, 1, 1))],
)
def test_a_value_that_a_fact_cannot_have_is_a_bad_row_in_a_typed_table_too(name: str, value: Any) -> None:
    people = pa.Table.from_pylist([{"id": 1, name: None}, {"id": 2, name: value}])
    with grants().simulate(people, on=ON) as simulation:
        assert column(simulation.bad_rows, "row") == [2]
        assert simulation.rows == 1
        assert [row["id"] for row in simulation.people.to_pylist()] == [1]


def test_strict_ends_at_a_bad_row_and_names_it(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("wage,months\n2000,40\n2000,many\n")
    with pytest.raises(TableError, match=r"row 2, column months: 'many'.*\(1 bad rows in all\)"):
        grants().simulate(file, on=ON, strict=True)


def test_a_line_with_too_many_fields_is_told_by_its_line_and_is_no_row(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("wage,months\n2000,40\n2000,40,1,2,3\n2000,40\nmuch,40\n")
    with grants().simulate(file, on=ON) as simulation:
        assert column(simulation.bad_rows, "row") == [3, None]
        assert column(simulation.bad_rows, "problem")[1] == "line 3 has too many or too few fields"
        assert simulation.rows == 2
        assert column(simulation.people, "row") == [1, 2]
        assert simulation.explain(row=2)["grant"].status == "eligible"
        with pytest.raises(TableError, match="no readable person 3"):
            simulation.explain(row=3)


def test_float_money_is_read_where_it_is_exact_cents_and_refused_where_it_is_not() -> None:
    people = pa.Table.from_pylist(
        [{"wage": 1000.10, "months": 40}, {"wage": 1000.105, "months": 40}, {"wage": float("nan"), "months": 40}]
    )
    with grants().simulate(people, on=ON) as simulation:
        assert column(simulation.bad_rows, "row") == [2, 3]
        assert only(simulation.summary, "amount") == Decimal("100.01")


def test_an_unknown_column_is_named_with_what_was_meant() -> None:
    people = table().rename_columns(["id", "place", "wage", "month", "born"])
    with pytest.raises(TableError, match=r"'month' is no fact of this pack \(months\?\)"):
        grants().simulate(people, on=ON, ignore=["place"])


def test_a_column_of_a_type_that_no_fact_can_be_read_from_is_refused() -> None:
    people = pa.table({"months": pa.array([[1], [2]])})
    with pytest.raises(TableError, match="the column months is"):
        grants().simulate(people, on=ON)


def test_a_missing_group_column_is_named() -> None:
    with pytest.raises(TableError, match=r"no column 'plaec' \(place\?\)"):
        grants().simulate(table(), on=ON, by=["plaec"], ignore=["place"])


@pytest.mark.parametrize("name", ["absent.parquet", "folder.csv"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(TableError, match="there is no file"):
        grants().simulate(tmp_path / name, on=ON)


@pytest.mark.parametrize("name", ["people.parquet", "people.json"])
def test_a_file_that_is_not_what_its_name_says_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("\x00\x01 not a table")
    with pytest.raises(TableError, match="cannot be read") as caught:
        grants().simulate(tmp_path / name, on=ON).summary  # noqa: B018
    assert "\n" not in caught.value.text()


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(TableError, match="not list"):
        grants().simulate([1, 2], on=ON)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(TableError, match="duckdb, postgres or spark"):
        grants().simulate(table(), on=ON, engine="abacus", ignore=["place"])


def test_names_with_quotes_are_names_and_not_sql(tmp_path: Path) -> None:
    evil = '"; DROP TABLE people; --'
    people = pa.Table.from_pylist([{evil: "x'; --", "wage": Decimal("2000.00"), "months": 40}])
    path = tmp_path / "o'brien.parquet"
    pq.write_table(people, path)
    with grants().simulate(path, on=ON, by=[evil]) as simulation:
        assert column(simulation.summary, evil) == ["x'; --"]


def test_a_file_name_is_no_pattern(tmp_path: Path) -> None:
    (tmp_path / "people[1].csv").write_text("wage,months\n2000,40\n")
    (tmp_path / "people1.csv").write_text("wage,months\n9000,40\n9000,40\n")
    with grants().simulate(tmp_path / "people[1].csv", on=ON) as simulation:
        assert only(simulation.summary, "amount") == Decimal("200.00")


def test_what_a_simulation_reads_an_explanation_reads_alike(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,flag,wage,months\na,T,2000.1,40\nb, no ,2000.10,40\nc,1,,\n")
    with grants().simulate(file, on=ON) as simulation:
        assert simulation.bad_rows.num_rows == 0
        assert [simulation.explain(id=name).facts["flag"] for name in "abc"] == [True, False, True]
        assert simulation.explain(row=1)["grant"].amount == Decimal("200.01")


def test_a_field_that_first_appears_late_in_a_json_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    file.write_text('{"months": 40}\n' * 25_000 + '{"months": 40, "wage": 2000}\n')
    with grants().simulate(file, on=ON) as simulation:
        assert only(simulation.summary, "eligible") == 1


def test_a_file_in_another_encoding_is_told_as_such(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("word,wage,months\n大连,2000,40\n".encode("gbk") + b"a,2000,40\n")
    with grants().simulate(file, on=ON) as simulation:
        assert "not UTF-8" in column(simulation.bad_rows, "problem")[0]
        assert simulation.rows == 1


def test_a_column_named_like_one_of_the_results_cannot_be_a_group() -> None:
    with pytest.raises(TableError, match="'measure' is a column of the results"):
        grants().simulate(pa.table({"measure": ["a"]}), on=ON, by=["measure"])


def test_an_extreme_row_within_its_bounds_is_computed_like_any_other() -> None:
    grade = {"measure": "big", "title": TEXT, "kind": "payment", "source": SOURCE}
    grade["amount"] = {"is": "LEAST(wage * 1000000, 99999999999999) + wage * 1000", "source": SOURCE}
    people = pa.Table.from_pylist([{"id": 1, "wage": Decimal("1000000000000.00")}])
    with pack_of(yaml(grade)).simulate(people, on=ON) as simulation:
        amount = only(simulation.people, "big.amount")
    assert amount == pack_of(yaml(grade)).decide({"wage": Decimal("1000000000000.00")}, on=ON)["big"].amount


def test_a_deduction_that_does_not_apply_is_not_asked_for() -> None:
    asks = {
        **GRANT,
        "amount": {
            **GRANT["amount"],
            "deducts": [{"name": "less", "when": "flag", "amount": "received", "text": TEXT, "source": SOURCE}],
        },
    }
    pack = pack_of(yaml(asks), LEAST_WAGE)
    facts = {"wage": Decimal(2000), "months": 40, "flag": False}
    assert pack.decide(facts, on=ON)["grant"].status == "eligible"
    assert pack.decide({**facts, "flag": None}, on=ON)["grant"].missing == ("flag",)


# -- files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["out.parquet", "out.csv"])
def test_people_are_written_to_a_file_as_a_whole(name: str, tmp_path: Path) -> None:
    with grants().simulate(as_parquet(tmp_path), on=ON, ignore=["place"]) as simulation:
        path = simulation.write_people(tmp_path / name)
    assert path.stat().st_size > 0
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted([name, "people.parquet"])


def test_nothing_is_left_behind_when_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out.parquet").mkdir()
    with (
        grants().simulate(table(), on=ON, ignore=["place"]) as simulation,
        pytest.raises(TableError, match="cannot be written"),
    ):
        simulation.write_people(tmp_path / "out.parquet")
    assert [item.name for item in tmp_path.iterdir()] == ["out.parquet"]


# -- many reforms ------------------------------------------------------------------------------------------


def test_a_sweep_gives_what_each_reform_gives_by_itself() -> None:
    pack, values = grants(), [0, 1500, 2000, 9000]
    swept = pack.sweep(table(), on=ON, parameter="least_wage", values=values, ignore=["place"])
    assert swept.rows == 5
    for index, value in enumerate(values):
        with pack.simulate(table(), on=ON, ignore=["place"], reform={"parameters": {"least_wage": value}}) as alone:
            after = only(alone.summary, "amount", scenario="reform")
            assert only(swept.table, "amount", reform=index) == after
            assert only(swept.table, "difference", reform=index) == after - Decimal("300.06")
            assert only(swept.table, "eligible", reform=index) == only(alone.summary, "eligible", scenario="reform")


def test_a_sweep_shows_a_measure_that_a_reform_drops() -> None:
    swept = grants().sweep(table(), [{"measures": {"grant": {"drop": True}}}], on=ON, ignore=["place"])
    assert only(swept.table, "difference") == Decimal("-300.06")


def test_a_sweep_needs_reforms_or_a_parameter_with_values() -> None:
    with pytest.raises(TableError, match="give reforms, or a parameter with its values"):
        grants().sweep(table(), on=ON)


# -- engines -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["postgres", "spark"])
def test_other_engines_give_the_same_tables(engine: str) -> None:
    need(engine)
    options: dict[str, Any] = {"on": ON, "by": ["place"], "reform": {"parameters": {"least_wage": 1500}}}
    with grants().simulate(table(), **options) as here, grants().simulate(table(), engine=engine, **options) as there:
        for name in ("summary", "payments", "reasons", "near_misses", "changes", "budgets", "bad_rows"):
            assert getattr(there, name) == getattr(here, name), name


def test_two_open_simulations_on_spark_keep_their_own_people() -> None:
    need("spark")
    options: dict[str, Any] = {"on": ON, "engine": "spark", "ignore": ["place"]}
    with grants().simulate(table(), **options) as one, grants().simulate(table().slice(0, 1), **options) as other:
        assert (one.rows, other.rows) == (5, 1)


def test_the_printed_sql_runs_on_a_table_of_scaled_facts() -> None:
    import duckdb

    people = pa.table({"f_wage": pa.array([100_055], pa.int64()), "f_months": pa.array([40], pa.int64())})
    sql = to_sql(grants(), on=ON)
    wanted = {name for name in ("f_wage", "f_months") if name in sql}
    assert wanted == {"f_wage", "f_months"}
    with duckdb.connect() as connection:
        connection.register("people", people)
        assert connection.sql(sql).fetchall() == [("eligible", Decimal("100.06"), None)]
