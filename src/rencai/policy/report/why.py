"""Why not: the conditions that decided, and those that wait for information."""

from typing import TypeAlias

from rencai.policy.report.parts import Block, Body, Cell, Column, Section, Table
from rencai.policy.report.reading import Reading, largest, totals

MOST_OPEN = 8
MOST_REASONS = 5

Key: TypeAlias = tuple[str, str, str]
People: TypeAlias = dict[Key, dict[str, int]]
"""People per scenario for each (measure, status, reason)."""


def section(reading: Reading) -> Section | None:
    """What decides most often, what waits for information, and the reasons of each measure."""
    people = _people(reading)
    if not people:
        return None
    words = reading.words
    tables = [_deciding_table(reading, people), _open_table(reading, people), _measure_table(reading, people)]
    blocks = [Block(table, told=at > 1) for at, table in enumerate(tables) if table.length]
    blocks[-1] = Block(tables[-1], file="reasons.csv", told=True)
    return Section("why", words("why"), _lead(reading, people), blocks, note=words("why_note"))


def _people(reading: Reading) -> People:
    """People per reason and scenario; only reasons that stop somebody."""
    found: People = {}
    sums = totals(reading.simulation.reasons, ("measure", "status", "reason", "scenario"), ("people",))
    for (measure, status, reason, scenario), row in sums.items():
        if row["people"] and status != "eligible":
            found.setdefault((measure, status, reason), {})[scenario] = row["people"]
    return found


def _lead(reading: Reading, people: People) -> str:
    waiting = {key: n.get(reading.shown, 0) for key, n in people.items() if key[1] == "needs_information"}
    if not any(waiting.values()):
        return ""
    measure, _, reason = max(waiting, key=lambda key: waiting[key])
    return reading.words(
        "why_lead",
        people=reading.numbers.count(sum(waiting.values())),
        reason=reading.condition(measure, reason).rstrip(".。"),
        measure=reading.measure(measure),
    )


def _deciding_table(reading: Reading, people: People) -> Table:
    """One row for each measure: the condition that most people do not meet."""
    rows = []
    for measure in reading.measures:
        top = _largest(reading, people, 1, measure, "not_eligible")
        for key in top:
            most = max(*people[key].values(), reading.people(measure, "people"))
            rows.append(_row(reading, people, key, most, turned=True))
    return Table(reading.words("why_deciding"), _columns(reading, "measure"), [Body(rows)])


def _open_table(reading: Reading, people: People) -> Table:
    """The conditions that most often wait for information."""
    keys = _largest(reading, people, MOST_OPEN, None, "needs_information")
    most = max((n for key in keys for n in people[key].values()), default=1)
    rows = [_row(reading, people, key, most, turned=True) for key in keys]
    return Table(reading.words("why_open"), _columns(reading, "measure"), [Body(rows)])


def _largest(reading: Reading, people: People, most: int, measure: str | None, status: str) -> list[Key]:
    keys = [key for key in people if key[0] == (measure or key[0]) and key[1] == status]
    return largest(keys, lambda key: people[key].get(reading.shown, 0), most)[0]


def _measure_table(reading: Reading, people: People) -> Table:
    bodies = [body for m in reading.measures if (body := _body(reading, people, m))]
    return Table(reading.words("why_table"), _columns(reading), bodies)


def _columns(reading: Reading, first: str = "reason") -> list[Column]:
    names = [reading.scenario(s) for s in reading.scenarios]
    if not reading.simulation.reform:
        names = [reading.words("people")]
    return [Column(reading.words(first), numeric=False), *(Column(name) for name in names)]


def _body(reading: Reading, people: People, measure: str) -> Body | None:
    keys = [key for key in people if key[0] == measure]
    top, _ = largest(keys, lambda k: max(people[k].values()), MOST_REASONS)
    if not top:
        return None
    most = max(n for key in top for n in people[key].values())
    rows = [_row(reading, people, key, most) for key in top]
    return Body(rows, reading.measure(measure))


def _row(reading: Reading, people: People, key: Key, most: int, *, turned: bool = False) -> list[Cell]:
    """A condition with its people; `turned` names the measure before it."""
    measure, status, reason = key
    tone = "late" if status == "needs_information" else ""
    counts = [people[key].get(s, 0) for s in reading.scenarios]
    cells = [reading.count_cell(n, share=n / most, tone=tone) for n in counts]
    condition = reading.condition(measure, reason)
    if turned:
        return [Cell(reading.measure(measure), note=condition), *cells]
    return [Cell(condition, note=reading.words(status)), *cells]
