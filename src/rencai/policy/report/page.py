"""A simulation laid out as a page in one language."""

from pathlib import Path

import pyarrow.parquet as pq

from rencai.policy.report import changes, headline, limits, method, money, near, scores, who, why
from rencai.policy.report.parts import Page, Section
from rencai.policy.report.reading import Reading
from rencai.policy.report.simulation import Simulation


def page(simulation: Simulation, lang: str) -> Page:
    """Everything that the report says, in the order in which it is asked."""
    reading = Reading(simulation, lang)
    return Page(
        lang=lang,
        title=simulation.pack.title[lang],
        kicker=reading.words("kicker"),
        lead=_lead(reading),
        notice=reading.words("invented") if _invented(simulation) else "",
        cards=headline.cards(reading),
        sections=_sections(reading),
    )


def _sections(reading: Reading) -> list[Section]:
    sections = [
        who.section(reading),
        money.by_year(reading),
        *money.by_group(reading),
        changes.section(reading),
        why.section(reading),
        near.section(reading),
        scores.section(reading),
        limits.section(reading),
        method.gaps(reading),
        method.section(reading),
    ]
    return [section for section in sections if section]


def _lead(reading: Reading) -> str:
    simulation = reading.simulation
    day, rows = reading.numbers.day(simulation.on), reading.numbers.count(simulation.rows)
    if simulation.reform is None:
        return reading.words("lead", day=day, rows=rows)
    return reading.words("lead_reform", day=day, rows=rows, reform=simulation.reform.title[reading.lang])


def _invented(simulation: Simulation) -> bool:
    """Whether the file of people says of itself, as `generate_city` has it do, that they are invented."""
    source = Path(simulation.source)
    if source.suffix != ".parquet" or not source.is_file():
        return False
    return b"rencai:invented" in (pq.read_schema(source).metadata or {})
