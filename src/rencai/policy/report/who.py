"""Who gets what: the headline figures, and people by measure and status."""

from rencai.policy.report.parts import Block, Body, Card, Cell, Chart, Column, Section, Table, number
from rencai.policy.report.reading import AMBER, PALETTE, STATUSES, Reading, totals

_COLORS = {"eligible": PALETTE[0], "needs_judgement": PALETTE[1], "needs_information": AMBER}


def cards(reading: Reading) -> list[Card]:
    """The figures that a leader asks for first."""
    first = [_people(reading)]
    if reading.paying:
        first += [_payable(reading), _payable_this_year(reading)]
    if reading.simulation.reform:
        return [*first, _balance(reading), _moved(reading)]
    return [*first, _grants(reading)]


def _people(reading: Reading) -> Card:
    words, rows = reading.words, reading.simulation.rows
    note = words("card_measures", n=reading.numbers.count(len(reading.measures)))
    return Card(words("card_people"), reading.numbers.people(rows), str(rows), note)


def _payable(reading: Reading) -> Card:
    words, amount = reading.words, reading.total(reading.shown)
    note = _before(reading, reading.total("baseline"))
    return Card(words("card_total"), reading.numbers.money(amount), format(amount, "f"), note)


def _payable_this_year(reading: Reading) -> Card:
    words, year = reading.words, reading.simulation.on.year
    amount = _year_total(reading, reading.shown, year)
    share = words("card_share", share=reading.numbers.percent(amount, reading.total(reading.shown)))
    note = _before(reading, _year_total(reading, "baseline", year)) or share
    title = words("card_year", year=str(year))
    return Card(title, reading.numbers.money(amount), format(amount, "f"), note)


def _year_total(reading: Reading, scenario: str, year: int) -> int:
    return sum(row["amount"] for (s, _, y), row in reading.by_year.items() if (s, y) == (scenario, year))


def _before(reading: Reading, amount: int) -> str:
    if not reading.simulation.reform:
        return ""
    return reading.words("card_before", amount=reading.numbers.money(amount))


def _balance(reading: Reading) -> Card:
    words, numbers = reading.words, reading.numbers
    before, after = reading.total("baseline"), reading.total("reform")
    net = after - before
    note = words("card_change_note", share=numbers.change(numbers.percent(net, before), net))
    figure = numbers.change(numbers.money(net), net)
    return Card(words("card_change"), figure, format(net, "f"), note)


def _moved(reading: Reading) -> Card:
    words, numbers = reading.words, reading.numbers
    row = totals(reading.simulation.changes, (), ("winners", "losers"))[()]
    moved = row["winners"] + row["losers"]
    note = words("card_moved_note", winners=numbers.people(row["winners"]), losers=numbers.people(row["losers"]))
    return Card(words("card_moved"), numbers.people(moved), str(moved), note)


def _grants(reading: Reading) -> Card:
    words = reading.words
    grants = sum(reading.people(m, "eligible") for m in reading.measures)
    return Card(words("card_grants"), reading.numbers.people(grants), str(grants), words("card_grants_note"))


def section(reading: Reading) -> Section:
    """People by measure and status."""
    words = reading.words
    block = Block(_table(reading), _chart(reading), note=words("who_note"), file="summary.csv")
    return Section("who", words("who"), _lead(reading), [block])


def _lead(reading: Reading) -> str:
    words, numbers = reading.words, reading.numbers
    best = max(reading.measures, key=lambda m: reading.people(m, "eligible"), default=None)
    if best is None or not reading.people(best, "eligible"):
        return words("who_none")
    people = reading.people(best, "eligible")
    share = numbers.percent(people, reading.people(best, "people"))
    return words("who_lead", measure=reading.measure(best), people=numbers.count(people), share=share)


def _chart(reading: Reading) -> Chart:
    words = reading.words
    series = [
        reading.count_series(
            words(status), color, [reading.people(m, status) for m in reading.measures], stack="people"
        )
        for status, color in _COLORS.items()
    ]
    names = [reading.measure(m) for m in reading.measures]
    alt = f"{words('who_chart')}: {_lead(reading)}"
    return Chart("who", alt, names, series, lying=True, suffix="")


def _table(reading: Reading) -> Table:
    words = reading.words
    columns = [Column(words("measure"), numeric=False)]
    columns += [Column(words(status)) for status in STATUSES]
    if reading.paying:
        columns.append(Column(words("amount"), unit=reading.numbers.cell_unit))
    bodies = [_body(reading, scenario) for scenario in reading.scenarios]
    return Table(words("who_chart"), columns, bodies)


def _body(reading: Reading, scenario: str) -> Body:
    title = reading.scenario(scenario) if reading.simulation.reform else ""
    return Body([_row(reading, scenario, m) for m in reading.measures], title)


def _row(reading: Reading, scenario: str, measure: str) -> list[Cell]:
    row = [Cell(reading.measure(measure))]
    for status in STATUSES:
        count = reading.people(measure, status, scenario)
        row.append(reading.count_cell(count))
    if reading.paying:
        row.append(_amount(reading, scenario, measure))
    return row


def _amount(reading: Reading, scenario: str, measure: str) -> Cell:
    amount = reading.amount(scenario, measure)
    return reading.money_cell(amount) if measure in reading.paying else number("–", amount)
