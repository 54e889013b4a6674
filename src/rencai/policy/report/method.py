"""What the sources leave open, and how the figures were computed."""

from pathlib import Path

from rencai.policy.report.parts import Block, Body, Cell, Column, Section, Table
from rencai.policy.report.reading import Reading
from rencai.policy.report.tables import CSV_FILES, PEOPLE_FILE

MOST_BAD_ROWS = 20


def gaps(reading: Reading) -> Section | None:
    """What the pack's sources were not found to say."""
    points = [text[reading.lang] for text in reading.simulation.pack.rules.not_found]
    if not points:
        return None
    return Section("gaps", reading.words("gaps"), reading.words("gaps_lead"), points=points)


def section(reading: Reading) -> Section:
    """The pack, the day, the people, the time; and the values that had to be set aside."""
    blocks = [_bad(reading)] if reading.simulation.bad_rows.num_rows else []
    return Section("method", reading.words("method"), blocks=blocks, facts=_facts(reading))


def _facts(reading: Reading) -> list[tuple[str, str]]:
    words, numbers, simulation = reading.words, reading.numbers, reading.simulation
    bad = simulation.bad_rows.num_rows
    facts = [
        ("method_pack", f"{simulation.pack.title[reading.lang]} ({simulation.pack.name})"),
        ("method_mark", simulation.pack.hash),
        ("method_day", numbers.day(simulation.on)),
        ("method_reform", simulation.reform.title[reading.lang] if simulation.reform else ""),
        ("method_drafts", words("method_drafts_in" if simulation.drafts else "method_drafts_out")),
        ("method_source", Path(simulation.source).name),
        ("method_rows", numbers.count(simulation.rows)),
        ("method_seconds", words("method_seconds_value", n=f"{simulation.seconds:,.2f}")),
        ("method_by", _by(reading)),
        ("method_bad", numbers.count(bad) if bad else words("method_bad_none")),
        ("method_files", words("list_mark").join(_files(reading))),
    ]
    return [(words(key), text) for key, text in facts if text]


def _by(reading: Reading) -> str:
    names = [reading.column(c) for c in reading.simulation.by]
    return reading.words("list_mark").join(names) or reading.words("method_by_none")


def _files(reading: Reading) -> list[str]:
    simulation = reading.simulation
    files = [f"{name}.csv" for name in CSV_FILES if getattr(simulation, name, None) is not None]
    return [*files, PEOPLE_FILE]


def _bad(reading: Reading) -> Block:
    words = reading.words
    keys = ("row", "column", "value", "problem")
    columns = [Column(words(f"bad_{k}"), numeric=False) for k in keys]
    rows = reading.simulation.bad_rows.slice(0, MOST_BAD_ROWS).to_pylist()
    shown = (*keys[:3], "problem" if reading.lang == "en" else "problem_zh")
    body = Body([[Cell("" if row[k] is None else str(row[k])) for k in shown] for row in rows])
    more = reading.simulation.bad_rows.num_rows > MOST_BAD_ROWS
    note = words("bad_note", n=str(MOST_BAD_ROWS)) if more else ""
    return Block(Table(words("bad_table"), columns, [body]), note=note)
