"""Who gets what: people by measure and outcome, payments before services before standing."""

from rencai.policy.report.parts import Block, Body, Cell, Chart, Column, Section, Table, number
from rencai.policy.report.reading import AMBER, KINDS, PALETTE, STATUSES, Reading

_COLORS = {"eligible": PALETTE[0], "needs_judgement": PALETTE[1], "needs_information": AMBER}


def section(reading: Reading) -> Section:
    """People by measure and outcome, one block for each kind of measure."""
    words = reading.words
    kinds = [_Kind(reading, kind) for kind in KINDS]
    blocks = [kind.block() for kind in kinds if kind.measures]
    lead = next((kind.lead() for kind in kinds if kind.measures), "")
    return Section("who", words("who"), lead or words("who_none"), blocks, note=words("who_note"))


class _Kind:
    """The measures of one kind, those that reach most people first."""

    def __init__(self, reading: Reading, kind: str) -> None:
        self.reading, self.kind = reading, kind
        of_kind = [m for m in reading.measures if reading.kind(m) == kind]
        self.measures = sorted(of_kind, key=lambda m: -reading.people(m, "eligible"))
        self.paid = any(m in reading.paying for m in self.measures)
        self.title = reading.words(f"kind_{kind or 'any'}")

    def block(self) -> Block:
        return Block(self.table(), self.chart(), title=self.title, file="summary.csv")

    def lead(self) -> str:
        words, numbers = self.reading.words, self.reading.numbers
        best = self.measures[0]
        people = self.reading.people(best, "eligible")
        if not people:
            return ""
        share = numbers.percent(people, self.reading.people(best, "people"))
        return words("who_lead", measure=self.reading.measure(best), people=numbers.count(people), share=share)

    def chart(self) -> Chart:
        reading, words = self.reading, self.reading.words
        eligible = [reading.numbers.count(reading.people(m, "eligible")) for m in self.measures]
        series = [
            reading.count_series(words(s), color, [reading.people(m, s) for m in self.measures], stack="people")
            for s, color in _COLORS.items()
        ]
        ends = [words("who_end", people=count) for count in eligible]
        names = [reading.measure(m) for m in self.measures]
        alt = words("who_alt", kind=self.title, parts=words("list_mark").join(
            f"{name} {count}" for name, count in zip(names, eligible, strict=True)
        ))  # fmt: skip
        return Chart(f"who-{self.kind or 'any'}", alt, names, series, lying=True, ends=ends)

    def table(self) -> Table:
        words = self.reading.words
        columns = [Column(words("measure"), numeric=False), *(Column(words(s)) for s in STATUSES)]
        if self.paid:
            columns.append(Column(words("amount"), unit=self.reading.numbers.cell_unit))
        bodies = [self.body(scenario) for scenario in self.reading.scenarios]
        return Table(words("who_table", kind=self.title), columns, bodies)

    def body(self, scenario: str) -> Body:
        title = self.reading.scenario(scenario) if self.reading.simulation.reform else ""
        return Body([self.row(scenario, m) for m in self.measures], title)

    def row(self, scenario: str, measure: str) -> list[Cell]:
        reading = self.reading
        counts = [reading.count_cell(reading.people(measure, s, scenario)) for s in STATUSES]
        cells = [Cell(reading.measure(measure)), *counts]
        return [*cells, self.amount(scenario, measure)] if self.paid else cells

    def amount(self, scenario: str, measure: str) -> Cell:
        amount = self.reading.amount(scenario, measure)
        return self.reading.money_cell(amount) if measure in self.reading.paying else number("–", amount)
