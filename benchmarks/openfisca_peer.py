"""The country template computed by OpenFisca, as the peer of `packs/country-template`.

Runs in an environment of its own (`requirements.txt`). Reads a Parquet table of people or a JSON situation,
writes one row per person as Parquet, prints one line of JSON: seconds from the file on disk to the result,
seconds after reading. Imports are not counted; `launch.py` adds the peak memory.
"""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

import duckdb
import numpy as np
import openfisca_country_template
import pyarrow as pa
import pyarrow.parquet as pq
from openfisca_core.simulation_builder import SimulationBuilder

MONTH, JANUARY = "2016-11", "2016-01"
INPUTS = {
    "birth": "eternity",
    "salary": MONTH,
    "capital_returns": MONTH,
    "rent": MONTH,
    "accommodation_size": JANUARY,
    "housing_occupancy_status": JANUARY,
}
OF_HOUSEHOLD = ("rent", "accommodation_size", "housing_occupancy_status")
OUTPUTS = (
    "basic_income",
    "housing_allowance",
    "income_tax",
    "social_security_contribution",
    "disposable_income",
)
STATUSES = ("owner", "tenant", "free_lodger", "homeless")


def read(path: str) -> dict[str, np.ndarray]:
    """Columns of the table, numbers as OpenFisca keeps them (float32), the occupancy as its code."""
    codes = " ".join(f"WHEN '{status}' THEN {code}" for code, status in enumerate(STATUSES))
    numbers = ", ".join(
        f"CAST({name} AS FLOAT) AS {name}" for name in ("salary", "capital_returns", "rent", "accommodation_size")
    )
    return duckdb.sql(
        f"SELECT id, birth, {numbers}, CAST(CASE housing_occupancy_status {codes} END AS SMALLINT) "
        f"AS housing_occupancy_status FROM read_parquet('{path}')"
    ).fetchnumpy()


def simulation(columns: dict[str, np.ndarray]) -> Any:
    """One household per person, filled column by column: the fastest way in that OpenFisca has."""
    system = openfisca_country_template.CountryTaxBenefitSystem()
    simulation = SimulationBuilder().build_default_simulation(system, count=len(columns["id"]))
    for name, period in INPUTS.items():
        column = np.asarray(columns[name])
        if name == "birth":
            column = column.astype("datetime64[D]")
        if name == "housing_occupancy_status":
            column = system.get_variable(name).possible_values.encode(column)
        simulation.set_input(name, period, column)
    return simulation


def of_json(path: str) -> Any:
    """A simulation from the situation that `situation` wrote, by OpenFisca's own JSON reader."""
    with open(path, encoding="utf-8") as file:
        situation = json.load(file)
    system = openfisca_country_template.CountryTaxBenefitSystem()
    return SimulationBuilder().build_from_entities(system, situation)


def situation(table: str, rows: int, path: str) -> None:
    """The first `rows` people of a Parquet table as an OpenFisca situation."""
    people = duckdb.sql(f"SELECT * FROM read_parquet('{table}') ORDER BY id LIMIT {rows}").fetchall()
    names = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet('{table}')").fetchall()]
    persons, households = {}, {}
    for values in people:
        person = dict(zip(names, values, strict=True))
        key = str(person["id"])
        given = {name: {period: _plain(person[name])} for name, period in INPUTS.items()}
        persons[key] = {name: value for name, value in given.items() if name not in OF_HOUSEHOLD}
        households[key] = {"adults": [key], **{name: given[name] for name in OF_HOUSEHOLD}}
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"persons": persons, "households": households}, file)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


def main() -> None:
    options = arguments()
    if options.situation:
        situation(options.table, options.situation, options.result)
        print(json.dumps({"seconds": 0.0}))
        return
    start = time.perf_counter()
    from_json = options.table.endswith(".json")
    columns = {} if from_json else read(options.table)
    was_read = time.perf_counter()
    filled = of_json(options.table) if from_json else simulation(columns)
    if options.rate is not None:
        reform(filled, options.rate)
    results = {name: filled.calculate(name, MONTH) for name in OUTPUTS}
    ids = [int(key) for key in filled.persons.ids] if from_json else columns["id"]
    pq.write_table(pa.table({"id": pa.array(ids), **results}), options.result)
    end = time.perf_counter()
    print(json.dumps({"people": len(ids), "seconds": end - start, "after_reading": end - was_read}))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table")
    parser.add_argument("result")
    parser.add_argument("--rate", type=float, help="another income tax rate: one reform of one parameter")
    parser.add_argument("--situation", type=int, metavar="ROWS", help="only write that many people as JSON")
    return parser.parse_args()


def reform(filled: Any, rate: float) -> None:
    """Another income tax rate from November on."""
    node = filled.tax_benefit_system.parameters.taxes.income_tax_rate
    node.update(start="2016-11-01", value=rate)


if __name__ == "__main__":
    main()
