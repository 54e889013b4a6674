"""`rencai policy explain`: a measure in words, for anyone or for one person."""

from __future__ import annotations

from datetime import date

from rencai.command import InputError, argument, command, did_you_mean
from rencai.messages import LANGUAGES, Message
from rencai.policy.commands.inputs import (
    chosen_draft,
    drafts_option,
    facts_options,
    given_facts,
    json_option,
    on_option,
    pack_argument,
)
from rencai.policy.commands.screen import print_decision
from rencai.policy.explain import measure_page
from rencai.policy.formula import formula_words
from rencai.policy.model import Measure
from rencai.policy.pack import Pack, load_pack
from rencai.policy.wording import day_words
from rencai.prose import BLANK, Line, as_text
from rencai.terminal import language, print_json, print_lines, say


@command(
    "explain",
    about=Message(
        "Tells a measure in words, with its conditions, amounts and sources; all measures in force "
        "where none is named. With facts, tells how it falls out for that person."
    ),
    examples=(
        "rencai policy explain dalian settling-in --on 2022-01-01",
        "rencai policy explain dalian settling-in --facts person.yaml",
    ),
)
@pack_argument
@argument("measure", required=False, default="", about=Message("the name of a measure"))
@facts_options
@on_option
@drafts_option
@json_option
def explain(
    pack_name: str,
    measure: str,
    file: str | None,
    pairs: tuple[str, ...],
    on: date | None,
    drafts: bool,
    as_json: bool,
) -> None:
    pack = load_pack(pack_name)
    facts, day = given_facts(file, pairs)
    on = on or day or date.today()
    if facts:
        decision = (pack.explore if drafts else pack.decide)(facts, on=on)
        if measure:
            chosen_draft(pack, _known(pack, measure).name, drafts=drafts)
            decision[measure]
        if as_json:
            record = decision.as_json()["outcomes"]
            print_json(record[measure] if measure else record)
        else:
            print_decision(decision, measure)
        return
    chosen = [_known(pack, measure)] if measure else list(pack.plan(on, drafts=drafts).measures)
    if as_json:
        print_json({each.name: _as_json(each, pack, on) for each in chosen})
    else:
        _print(pack, chosen, on, headed=not measure)


def _known(pack: Pack, name: str) -> Measure:
    measures = pack.rules.measures
    if name not in measures:
        raise InputError(
            "{name!r} is no measure of this pack{hint}; it has: {names}",
            name=name,
            hint=did_you_mean(name, measures),
            names=list(measures),
        )
    return measures[name]


def _print(pack: Pack, chosen: list[Measure], on: date, *, headed: bool) -> None:
    lang = language()
    if headed:
        day = say("As in force on {day}", day=day_words(on, lang))
        print_lines([Line("title", pack.title[lang]), Line("text", day), BLANK])
    for number, measure in enumerate(chosen):
        print_lines([BLANK] if number else [])
        print_lines(measure_page(measure, pack.rules, on, lang))


def _as_json(measure: Measure, pack: Pack, on: date) -> dict[str, object]:
    conditions = [
        {
            "name": condition.name,
            "text": condition.text,
            "test": {lang: formula_words(condition.test, pack.rules, lang) for lang in LANGUAGES}
            if condition.test is not None
            else None,
            "source": str(condition.source) if condition.source else None,
        }
        for condition in measure.conditions
        if condition.period.covers(on)
    ]
    text = {lang: as_text(measure_page(measure, pack.rules, on, lang)) for lang in LANGUAGES}
    return {
        "title": measure.title,
        "kind": measure.kind,
        "draft": measure.draft,
        "conditions": conditions,
        "text": text,
    }
