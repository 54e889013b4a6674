"""What it costs: by year, and by each column that the simulation was grouped by."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rencai.policy.report.parts import Block, Body, Cell, Chart, Column, Section, Table
from rencai.policy.report.reading import GREY, INK, MOST_GROUPS, PALETTE, Reading, largest, totals

NOTHING = Decimal(0)


def by_year(reading: Reading) -> Section | None:
    """Payments by year and measure; nothing when the pack pays nothing."""
    if not reading.by_year:
        return None
    words = reading.words
    block = Block(_year_table(reading), _year_chart(reading), file="payments.csv")
    return Section("money", words("money"), _year_lead(reading), [block])


def _years(reading: Reading) -> list[int]:
    return sorted({year for _, _, year in reading.by_year})


def _paid(reading: Reading, scenario: str, measure: str, year: int) -> Decimal:
    row = reading.by_year.get((scenario, measure, year))
    return row["amount"] if row else NOTHING


def _year_total(reading: Reading, scenario: str, year: int) -> Decimal:
    return sum((_paid(reading, scenario, m, year) for m in reading.measures), NOTHING)


def _year_lead(reading: Reading) -> str:
    numbers = reading.numbers
    worth = {year: _year_total(reading, reading.shown, year) for year in _years(reading)}
    year = max(worth, key=lambda y: worth[y])
    share = numbers.percent(worth[year], sum(worth.values()))
    return reading.words("money_lead", year=str(year), amount=numbers.money(worth[year]), share=share)


def _year_chart(reading: Reading) -> Chart:
    words, years = reading.words, _years(reading)
    shown, rest = largest(reading.paying, lambda m: reading.amount(reading.shown, m), len(PALETTE))
    series = [
        reading.money_series(
            reading.measure(m), color, [_paid(reading, reading.shown, m, y) for y in years], stack="money"
        )
        for m, color in zip(shown, PALETTE, strict=False)
    ]
    if rest:
        others = [sum((_paid(reading, reading.shown, m, y) for m in rest), NOTHING) for y in years]
        name = words("others", n=str(len(rest)))
        series.append(reading.money_series(name, GREY, others, stack="money"))
    title = words("money_chart")
    if reading.simulation.reform:
        today = [_year_total(reading, "baseline", y) for y in years]
        series.append(reading.money_series(words("year_total_today"), INK, today, line=True))
        title = words("money_chart_reform")
    alt = f"{title}: {_year_lead(reading)}"
    return Chart("money", alt, [str(y) for y in years], series, **reading.money_axis())


def _year_table(reading: Reading) -> Table:
    words, years = reading.words, _years(reading)
    columns = [Column(words("measure"), numeric=False)]
    columns += [Column(str(y), unit=reading.numbers.cell_unit) for y in years]
    columns.append(Column(words("total"), unit=reading.numbers.cell_unit))
    bodies: list[Body] = []
    for scenario in reading.scenarios:
        title = reading.scenario(scenario) if reading.simulation.reform else ""
        bodies += [_measures(reading, scenario, title), _total(reading, scenario)]
    if reading.simulation.reform:
        bodies.append(_difference(reading))
    return Table(words("money_chart"), columns, bodies)


def _measures(reading: Reading, scenario: str, title: str) -> Body:
    rows = []
    for measure in reading.paying:
        amounts = [_paid(reading, scenario, measure, y) for y in _years(reading)]
        rows.append([Cell(reading.measure(measure)), *_money_row(reading, amounts)])
    return Body(rows, title)


def _total(reading: Reading, scenario: str) -> Body:
    amounts = [_year_total(reading, scenario, y) for y in _years(reading)]
    return Body([[Cell(reading.words("total")), *_money_row(reading, amounts)]], total=True)


def _difference(reading: Reading) -> Body:
    years = _years(reading)
    amounts = [_year_total(reading, "reform", y) - _year_total(reading, "baseline", y) for y in years]
    cells = [reading.change_cell(a) for a in (*amounts, sum(amounts, NOTHING))]
    return Body([[Cell(reading.words("difference")), *cells]], total=True)


def _money_row(reading: Reading, amounts: Sequence[Decimal]) -> list[Cell]:
    return [reading.money_cell(a) for a in (*amounts, sum(amounts, NOTHING))]


def by_group(reading: Reading) -> list[Section]:
    """For each column of `by`: money by its values, or eligible cases where nothing is paid."""
    return [_Groups(reading, column).section() for column in reading.simulation.by]


class _Groups:
    """The figures of one column."""

    def __init__(self, reading: Reading, column: str) -> None:
        self.reading, self.column = reading, column
        self.paid = bool(reading.paying)
        self.of = "amount" if self.paid else "eligible"
        self.measures = reading.paying if self.paid else reading.measures
        by = ("scenario", "measure", column)
        self.figures = totals(reading.simulation.summary, by, ("amount", "eligible"))
        self.values, self.rest = self._ordered()

    def _ordered(self) -> tuple[list[Any], list[Any]]:
        values = dict.fromkeys(value for _, _, value in self.figures)
        return largest(values, lambda v: self.total(self.reading.shown, v), MOST_GROUPS)

    def figure(self, scenario: str, measure: str, value: Any) -> Any:
        row = self.figures.get((scenario, measure, value))
        return row[self.of] if row else 0

    def total(self, scenario: str, value: Any) -> Any:
        return sum(self.figure(scenario, m, value) for m in self.measures)

    def word(self, key: str, **values: str) -> str:
        return self.reading.words(key, column=self.reading.column(self.column), **values)

    def section(self) -> Section:
        title = self.word("groups" if self.paid else "groups_people")
        block = Block(self.table(), self.chart(), file="summary.csv")
        return Section(f"by-{self.column}", title, self.lead(), [block])

    def lead(self) -> str:
        numbers, shown = self.reading.numbers, self.reading.shown
        if not self.values:
            return ""
        best = self.values[0]
        figure = self.total(shown, best)
        share = numbers.percent(figure, sum(self.total(shown, v) for v in (*self.values, *self.rest)))
        group = self.reading.group(self.column, best)
        if self.paid:
            return self.word("groups_lead", group=group, amount=numbers.money(figure), share=share)
        return self.word("groups_people_lead", group=group, people=numbers.count(figure), share=share)

    def chart(self) -> Chart:
        reading = self.reading
        colors = {
            reading.shown: PALETTE[0],
            "baseline": PALETTE[1] if reading.simulation.reform else PALETTE[0],
        }
        write = reading.money_series if self.paid else reading.count_series
        series = [
            write(reading.scenario(s), colors[s], [self.total(s, v) for v in self.values]) for s in reading.scenarios
        ]
        title = self.word("groups_chart" if self.paid else "groups_people")
        axis: dict[str, Any] = reading.money_axis() if self.paid else {}
        names = [reading.group(self.column, v) for v in self.values]
        name = f"by-{self.column}"
        return Chart(name, f"{title}: {self.lead()}", names, series, lying=True, **axis)

    def table(self) -> Table:
        words = self.reading.words
        unit = self.reading.numbers.cell_unit if self.paid else ""
        columns = [
            Column(self.reading.heading(self.column), numeric=False),
            Column(words("total"), unit=unit),
        ]
        if self.reading.simulation.reform:
            columns.append(Column(words("difference"), unit=unit))
        columns += [Column(self.reading.measure(m), unit=unit) for m in self.measures]
        caption = self.word("groups_table" if self.paid else "groups_people_table")
        bodies = [Body([self.row(v) for v in self.values])]
        if self.rest:
            bodies.append(Body([self.rest_row()]))
        return Table(caption, columns, bodies)

    def row(self, value: Any) -> list[Cell]:
        return [Cell(self.reading.group(self.column, value)), *self.cells([value])]

    def rest_row(self) -> list[Cell]:
        name = self.reading.words("others", n=str(len(self.rest)))
        return [Cell(name), *self.cells(self.rest)]

    def cells(self, values: Sequence[Any]) -> list[Cell]:
        shown = self.reading.shown
        whole = sum(self.total(shown, v) for v in values)
        cells = [self.cell(whole)]
        if self.reading.simulation.reform:
            cells.append(self.change(whole - sum(self.total("baseline", v) for v in values)))
        for measure in self.measures:
            figure = sum(self.figure(shown, measure, v) for v in values)
            cells.append(self.cell(figure, share=self.share(measure, figure), heat=True))
        return cells

    def share(self, measure: str, figure: Any) -> float:
        most = max((self.figure(self.reading.shown, measure, v) for v in self.values), default=0)
        return float(figure / most) if most else 0.0

    def cell(self, figure: Any, **look: Any) -> Cell:
        if self.paid:
            return self.reading.money_cell(Decimal(figure), **look)
        return self.reading.count_cell(figure, **look)

    def change(self, figure: Any) -> Cell:
        cell = self.cell(figure)
        return Cell(self.reading.numbers.change(cell.text, figure), cell.value)
