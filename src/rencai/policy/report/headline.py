"""The headline: the figures that a leader asks for first."""

from decimal import Decimal

from rencai.policy.report.changes import together
from rencai.policy.report.parts import Card
from rencai.policy.report.reading import Reading


def cards(reading: Reading) -> list[Card]:
    """Four or five figures: people, money, and what a reform changes or how many cases are eligible."""
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


def _year_total(reading: Reading, scenario: str, year: int) -> Decimal:
    paid = (row["amount"] for (s, _, y), row in reading.by_year.items() if (s, y) == (scenario, year))
    return sum(paid, Decimal(0))


def _before(reading: Reading, amount: Decimal) -> str:
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
    row = together(reading)[()]
    moved = row["winners"] + row["losers"]
    note = words("card_moved_note", winners=numbers.people(row["winners"]), losers=numbers.people(row["losers"]))
    return Card(words("card_moved"), numbers.people(moved), str(moved), note)


def _grants(reading: Reading) -> Card:
    words = reading.words
    grants = sum(reading.people(m, "eligible") for m in reading.measures)
    return Card(words("card_grants"), reading.numbers.people(grants), str(grants), words("card_grants_note"))
