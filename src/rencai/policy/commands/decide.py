"""`rencai policy decide`: one person, every measure, every reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from rencai.command import command, option
from rencai.messages import Message
from rencai.policy.commands.inputs import (
    chosen_draft,
    drafts_option,
    facts_options,
    given_facts,
    json_option,
    known_name,
    measure_option,
    on_option,
    pack_argument,
    save,
)
from rencai.policy.commands.screen import print_decision
from rencai.policy.decision import Decision
from rencai.policy.pack import load_pack
from rencai.terminal import print_json


@command(
    "decide",
    about=Message(
        "Decides for one person: each measure with its state, amount, payments, conditions and "
        "sources, what to ask for and what would change the outcome."
    ),
    examples=(
        "rencai policy decide dalian --facts person.yaml --on 2024-03-01",
        "rencai policy decide dalian --fact degree=doctor --fact has_dalian_hukou=yes",
        "rencai policy decide dalian --facts person.yaml --measure settling-in --json",
    ),
)
@pack_argument
@facts_options
@on_option
@drafts_option
@measure_option
@option("--brief", is_flag=True, about=Message("only the table of outcomes"))
@json_option
@option("--save", "to", default=None, metavar="FILE", about=Message("keep the decision as JSON, for replay"))
def decide(
    pack_name: str,
    file: str | None,
    pairs: tuple[str, ...],
    on: date | None,
    drafts: bool,
    measure: str,
    brief: bool,
    as_json: bool,
    to: str | None,
) -> None:
    pack = load_pack(pack_name)
    known_name(pack, measure)
    chosen_draft(pack, measure, drafts=drafts)
    facts, day = given_facts(file, pairs)
    on = on or day or date.today()
    decision = (pack.explore if drafts else pack.decide)(facts, on=on)
    if measure in pack.rules.measures:
        decision[measure]
    if to:
        save(decision.to_json(indent=2) + "\n", to)
    if as_json:
        print_json(_only(decision, measure))
    else:
        print_decision(decision, measure, brief=brief)


def _only(decision: Decision, name: str) -> dict[str, Any]:
    """The decision as JSON, or that part of it which `name` names."""
    record = decision.as_json()
    if not name:
        return record
    for part in ("outcomes", "categories", "scores"):
        record[part] = {key: value for key, value in record[part].items() if key == name}
    return record
