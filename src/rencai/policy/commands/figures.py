"""A simulation on the screen and as JSON: who gets what, the money by year, and what a reform changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.table import Table

from rencai.messages import Message
from rencai.policy.commands.screen import plain_table, print_table
from rencai.policy.wording import day_words, money_words, number_words, sentence
from rencai.prose import BLANK, Line
from rencai.terminal import console, language, print_lines, say

if TYPE_CHECKING:
    from rencai.policy.simulation import Simulation

BASELINE, REFORM, ALL = "baseline", "reform", "all"
COUNTS = ("people", "eligible", "needs_judgement", "needs_information", "not_eligible")
FEW_BAD_ROWS = 5
MOST_GROUPS = 20
ROOM_FOR_OPEN_CASES = 80
NOBODY: dict[str, Any] = dict.fromkeys((*COUNTS, "amount"), 0)


def print_simulation(simulation: Simulation) -> None:
    lang, screen = language(), console()
    told = say(
        "People decided for {day}: {rows} (in {seconds} s)",
        rows=number_words(simulation.rows),
        day=day_words(simulation.on, lang),
        seconds=f"{simulation.seconds:.1f}",
    )
    print_lines([Line("title", simulation.pack.title[lang]), Line("text", told)], screen)
    if simulation.reform is not None:
        print_lines([Line("text", say("Reform: {title}", title=simulation.reform.title))], screen)
    print_table(measures_table(simulation, screen.width), screen)
    if simulation.by:
        print_table(groups_table(simulation), screen)
    print_table(years_table(simulation), screen)
    print_lines(_changes(simulation), screen)
    print_lines(_limits(simulation), screen)
    print_lines(_bad_rows(simulation), screen)


Cells = dict[str, Any]


def added_up(rows: Iterable[Cells], keys: tuple[str, ...], sums: tuple[str, ...]) -> dict[tuple[Any, ...], Cells]:
    """Rows with the same keys added together, in the order in which they first appear."""
    found: dict[tuple[Any, ...], Cells] = defaultdict(lambda: dict.fromkeys(sums, 0))
    for row in rows:
        cells = found[tuple(row[key] for key in keys)]
        for name in sums:
            cells[name] += row[name] or 0
    return dict(found)


def measures_table(simulation: Simulation, room: int) -> Table:
    """Measures by the people that they reach and what they cost; beside it what a reform adds.

    A narrow screen has no room for the open cases; the report and the JSON have them.
    """
    totals = added_up(simulation.summary.to_pylist(), ("scenario", "measure"), (*COUNTS, "amount"))
    counts = {"eligible": Message("Eligible")}
    if room >= ROOM_FOR_OPEN_CASES:
        counts |= {"needs_judgement": Message("To judge"), "needs_information": Message("To ask")}
    table = plain_table(say(Message("Measure")))
    currency = simulation.pack.rules.currency
    for head in (*counts.values(), Message("Payable ({currency})", currency=currency)):
        table.add_column(say(head), justify="right", no_wrap=True)
    if simulation.reform is not None:
        table.add_column(say(Message("Reform adds")), justify="right", no_wrap=True)
    for measure in dict.fromkeys(measure for _, measure in totals):
        before, after = totals.get((BASELINE, measure), NOBODY), totals.get((REFORM, measure), NOBODY)
        row = [simulation.measure_title(measure, language())]
        row += [*(number_words(before[name]) for name in counts), _money(before["amount"])]
        if simulation.reform is not None:
            row.append(_difference(after["amount"] - before["amount"]))
        table.add_row(*row)
    return table


def groups_table(simulation: Simulation) -> Table:
    """The groups that cost most, with the cases that are granted in each."""
    by, lang = tuple(simulation.by), language()
    totals = added_up(simulation.summary.to_pylist(), ("scenario", *by), ("eligible", "amount"))
    table = plain_table(*(_head(simulation, column) for column in by))
    table.add_column(say(Message("Eligible cases")), justify="right", no_wrap=True)
    table.add_column(say(Message("Payable ({currency})", currency=simulation.pack.rules.currency)), justify="right")
    if simulation.reform is not None:
        table.add_column(say(Message("Reform adds")), justify="right", no_wrap=True)
    groups = {key[1:]: cells for key, cells in totals.items() if key[0] == BASELINE}
    for key, cells in sorted(groups.items(), key=lambda item: -item[1]["amount"])[:MOST_GROUPS]:
        words = [simulation.group_text(column, value, lang) for column, value in zip(by, key, strict=True)]
        row = [*words, number_words(cells["eligible"]), _money(cells["amount"])]
        if simulation.reform is not None:
            row.append(_difference(totals.get((REFORM, *key), NOBODY)["amount"] - cells["amount"]))
        table.add_row(*row)
    if len(groups) > MOST_GROUPS:
        table.add_row(say(Message("… and {n} more groups, in the report", n=len(groups) - MOST_GROUPS)))
    return table


def _head(simulation: Simulation, column: str) -> str:
    """The column's label; `place` is the column by which an invented city is grouped."""
    return say(Message("Place")) if column == "place" else sentence(simulation.column_text(column, language()))


def years_table(simulation: Simulation) -> Table:
    totals = added_up(simulation.payments.to_pylist(), ("scenario", "year"), ("amount",))
    currency = simulation.pack.rules.currency
    table = plain_table(say(Message("Year")))
    table.add_column(say(Message("Payable ({currency})", currency=currency)), justify="right")
    if simulation.reform is not None:
        table.add_column(say(Message("Under the reform")), justify="right")
        table.add_column(say(Message("Difference")), justify="right")
    for year in sorted({year for _, year in totals}):
        before, after = (totals.get((scenario, year), {"amount": 0})["amount"] for scenario in (BASELINE, REFORM))
        row = [str(year), _money(before)]
        if simulation.reform is not None:
            row += [_money(after), _difference(after - before)]
        table.add_row(*row)
    return table


def _money(amount: Any) -> str:
    return number_words(round(Decimal(amount))) if amount else "–"


def _difference(amount: Any) -> str:
    return ("+" if amount > 0 else "") + _money(amount)


def _changes(simulation: Simulation) -> Iterable[Line]:
    """Who gains and who loses, all measures together."""
    if simulation.changes is None:
        return
    sums = added_up(simulation.changes.to_pylist(), ("measure",), ("winners", "losers", "gain", "loss"))
    total = sums.get((ALL,))
    if total is None:
        return
    yield BLANK
    for people, money, form in (
        (total["winners"], total["gain"], Message("People who gain: {people}, {money} in all.")),
        (total["losers"], total["loss"], Message("People who lose: {people}, {money} in all.")),
    ):
        if people:
            amount = money_words(abs(money), simulation.pack.rules.currency, language())
            yield Line("text", say(form.template, people=number_words(people), money=amount))
    if not total["losers"]:
        yield Line("text", say("Nobody loses."))


def _limits(simulation: Simulation) -> Iterable[Line]:
    """Budgets and quotas that would be exceeded."""
    lang = language()
    for row in simulation.budgets.to_pylist():
        if row["over"]:
            form = (
                Message("The budget a year of {measure} is exceeded: {demanded} wanted, {limit} there")
                if row["kind"] == "budget"
                else Message("The places a year of {measure} are exceeded: {demanded} wanted, {limit} there")
            )
            told = Message(
                form.template,
                measure=simulation.measure_title(row["measure"], lang),
                demanded=number_words(row["demanded"]),
                limit=number_words(row["limit"]),
            )
            scenario = say(Message("under the reform")) if row["scenario"] == REFORM else ""
            yield Line("item", told.text(lang), 0, "!", note=scenario, state="warning")


def _bad_rows(simulation: Simulation) -> Iterable[Line]:
    rows = simulation.bad_rows.to_pylist()
    if not rows:
        return
    yield BLANK
    told = say("Values that cannot be read: {n}; their rows were left out", n=number_words(len(rows)))
    yield Line("text", told, state="warning")
    for row in rows[:FEW_BAD_ROWS]:
        words = say(
            "row {row}, {column}: {problem}",
            row=row["row"],
            column=row["column"],
            problem={"en": row["problem"], "zh": row["problem_zh"]},
        )
        yield Line("item", words, 1, "·")
    if len(rows) > FEW_BAD_ROWS:
        yield Line(
            "detail",
            say("… and {n} more, in the report's bad_rows", n=number_words(len(rows) - FEW_BAD_ROWS)),
            1,
        )


def simulation_json(simulation: Simulation) -> dict[str, Any]:
    tables = ("summary", "payments", "reasons", "near_misses", "changes", "budgets", "scores", "bad_rows")
    found: dict[str, Any] = {
        "pack": simulation.pack.name,
        "pack_hash": simulation.pack.hash,
        "on": simulation.on.isoformat(),
        "reform": simulation.reform.name if simulation.reform else None,
        "by": list(simulation.by),
        "rows": simulation.rows,
        "seconds": round(simulation.seconds, 3),
    }
    for name in tables:
        table = getattr(simulation, name)
        found[name] = None if table is None else table.to_pylist()
    return found
