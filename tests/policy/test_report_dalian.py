"""The report of the Dalian pack on an invented city, with a reform: the whole way from people to page."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from report_reader import Page, total

from rencai.policy import load_pack
from rencai.policy.city import SNAPSHOT, generate_city
from rencai.policy.report import write_report
from rencai.policy.simulation import Simulation


@pytest.fixture(scope="module")
def folder(tmp_path_factory: Any) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def simulation(folder: Path) -> Simulation:
    city = generate_city(30_000, path=folder / "city.parquet")
    options = {"by": ["work_place"], "ignore": ["place"], "reform": "shorter-contracts"}
    return load_pack("dalian").simulate(city, on=SNAPSHOT, **options)


@pytest.fixture(scope="module")
def html(simulation: Simulation, folder: Path) -> str:
    return write_report(simulation, folder).read_text(encoding="utf-8")


def test_the_page_adds_up_to_the_simulation(simulation: Simulation, html: str) -> None:
    page = Page(html, "en")
    assert Decimal(page.cards["People"]) == 30_000
    assert Decimal(page.cards["Payable in all"]) == total(simulation.summary, "amount", scenario="reform")
    assert sum(page.column("Payable by place of work and measure", 1)) == total(
        simulation.summary, "amount", scenario="reform"
    )


def test_the_difference_of_the_reform_is_gain_and_loss(simulation: Simulation, html: str) -> None:
    page, changes = Page(html, "en"), simulation.changes
    gained, lost = (total(changes, name, measure="all") for name in ("gain", "loss"))
    assert Decimal(page.cards["What the reform adds"]) == gained + lost


def test_every_open_question_of_the_pack_is_on_the_page(simulation: Simulation, html: str) -> None:
    for lang in ("en", "zh"):
        texts = set(Page(html, lang).texts)
        assert all(" ".join(text[lang].split()) in texts for text in simulation.pack.rules.not_found)


def test_every_measure_in_force_is_on_the_page_in_both_languages(simulation: Simulation, html: str) -> None:
    for lang in ("en", "zh"):
        texts = Page(html, lang).texts
        for measure in set(simulation.summary["measure"].to_pylist()):
            assert simulation.measure_title(measure, lang) in texts


def test_the_people_file_holds_a_row_for_each_person(html: str, folder: Path) -> None:
    people = pq.read_table(folder / "people.parquet")
    assert people.num_rows == len(pc.unique(people["id"])) == 30_000


def test_the_page_says_that_the_people_are_invented(html: str) -> None:
    assert any("虚构" in text for text in Page(html, "zh").texts)
    assert any("are invented" in text for text in Page(html, "en").texts)
