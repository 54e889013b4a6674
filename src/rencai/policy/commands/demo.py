"""`rencai policy demo`: the invented people of the Dalian pack, then an invented city under a reform."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from rencai.command import Whole, command, option
from rencai.messages import Message
from rencai.policy.commands.figures import print_simulation
from rencai.policy.commands.folders import finished_folder
from rencai.policy.decision import ELIGIBLE, NOT_ELIGIBLE, Outcome
from rencai.policy.explain import Telling, first_open, in_order
from rencai.policy.model import Person
from rencai.policy.pack import Pack, load_pack
from rencai.policy.reasons import STATUS_MARKS, outcome_words
from rencai.policy.wording import day_words
from rencai.prose import BLANK, Line
from rencai.terminal import language, print_lines, progress, say

PACK, REFORM, GROUP = "dalian", "higher-outlying-uplift", "place"


@command(
    "demo",
    about=Message(
        "Shows in a minute what Rencai does: decides for the invented people of the Dalian pack with "
        "the reasons, then for an invented city with and without a reform, and writes the report."
    ),
    examples=("rencai policy demo", "rencai policy demo --people 50000 --out my-demo"),
)
@option(
    "--people",
    "size",
    type=Whole(1, 5_000_000),
    default=200_000,
    metavar="NUMBER",
    about=Message("how many people the city has (default: 200000)"),
)
@option("--out", default="demo", metavar="FOLDER", about=Message("where the report goes (default: demo)"))
def demo(size: int, out: str) -> None:
    pack = load_pack(PACK)
    for person in pack.people:
        print_lines(_person(pack, person))
    _city(pack, size, out)


def _person(pack: Pack, person: Person) -> list[Line]:
    """What one person gets, and for everything else the condition that decides."""
    lang = language()
    decision = pack.decide(person.facts, on=person.on)
    telling = Telling(decision, lang)
    lines = [Line("title", person.name[lang], note=day_words(person.on, lang))]
    if person.about:
        lines.append(Line("text", person.about[lang]))
    for outcome in in_order(decision):
        lines += _outcome(outcome, telling)
    return [*lines, BLANK]


def _outcome(outcome: Outcome, telling: Telling) -> list[Line]:
    """What is given with its payments; what is not, with the condition that decides."""
    title, mark = outcome.title[telling.lang], STATUS_MARKS[outcome.status]
    if outcome.status == NOT_ELIGIBLE:
        why = say("not met: {text}", text=_decider(outcome, telling))
        return [Line("item", title, 1, mark, note=f"– {why}", state=outcome.status)]
    words = outcome_words(outcome, telling.rules, telling.lang)
    head = Line("item", title, 1, mark, note=f"– {words}", state=outcome.status)
    if outcome.status == ELIGIBLE:
        return [
            head,
            *(line for line in telling.payments(Message("Payments"), outcome.schedule) if line.role == "row"),
        ]
    return [head, Line("detail", _decider(outcome, telling), 2)]


def _decider(outcome: Outcome, telling: Telling) -> str:
    """The condition that decided, and how far off it is or who decides."""
    for result in first_open(outcome):
        reason = telling.reason(result)
        more = reason.margin or reason.judge
        if not more:
            return reason.text
        return f"{reason.text}（{more}）" if telling.lang == "zh" else f"{reason.text} ({more})"
    return ""


def _city(pack: Pack, size: int, out: str) -> None:
    from rencai.policy.city import SNAPSHOT, generate_city
    from rencai.policy.report import write_report

    with finished_folder(out) as folder:
        temporary = Path(tempfile.mkdtemp(prefix="rencai-"))
        try:
            with progress(say(Message("Inventing a city"))):
                people = generate_city(size, path=temporary / "people.parquet")
            with progress(say(Message("Deciding"))) as advance:
                found = pack.simulate(people, on=SNAPSHOT, reform=REFORM, by=[GROUP], progress=advance)
                with found:
                    found.rows  # noqa: B018 - computed here, while the bar is shown
                    write_report(found, folder, lang=language())
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    print_simulation(found)
    click.echo(f"\n{say('Report: {path}', path=Path(out) / 'report.html')}")
