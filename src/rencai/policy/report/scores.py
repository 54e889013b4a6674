"""Points systems: for how many people a score is known, and what it is."""

from decimal import Decimal
from typing import Any

from rencai.policy.report.parts import Block, Body, Cell, Column, Section, Table, number
from rencai.policy.report.reading import Reading

_FIGURES = ("mean", "least", "most")


def section(reading: Reading) -> Section | None:
    """The scores of the pack; nothing when it has none."""
    names = dict.fromkeys(reading.simulation.scores["score"].to_pylist())
    if not names:
        return None
    words = reading.words
    columns = [Column(words("score"), numeric=False), Column(words("known"))]
    columns += [Column(words(figure)) for figure in _FIGURES]
    bodies = [_body(reading, scenario, list(names)) for scenario in reading.scenarios]
    table = Table(words("scores_table"), columns, bodies)
    return Section("scores", words("scores"), blocks=[Block(table, file="scores.csv")])


def _body(reading: Reading, scenario: str, names: list[str]) -> Body:
    title = reading.scenario(scenario) if reading.simulation.reform else ""
    return Body([_row(reading, scenario, name) for name in names], title)


def _row(reading: Reading, scenario: str, name: str) -> list[Cell]:
    groups = [
        row
        for row in reading.simulation.scores.to_pylist()
        if (row["scenario"], row["score"]) == (scenario, name) and row["known"]
    ]
    title = reading.simulation.pack.rules.scores[name].title[reading.lang]
    known = sum(row["known"] for row in groups)
    if not known:
        return [Cell(title), reading.count_cell(0), *[Cell("–")] * len(_FIGURES)]
    mean = round(sum(row["mean"] * row["known"] for row in groups) / known, 1)
    least, most = min(row["least"] for row in groups), max(row["most"] for row in groups)
    return [Cell(title), reading.count_cell(known), *(_plain(reading, n) for n in (mean, least, most))]


def _plain(reading: Reading, value: Any) -> Cell:
    return number(reading.numbers.plain(value), Decimal(value))
