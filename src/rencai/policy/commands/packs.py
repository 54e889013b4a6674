"""`rencai policy packs`: what comes with Rencai."""

from __future__ import annotations

from typing import Any

from rencai.command import command
from rencai.messages import Message
from rencai.policy.commands.inputs import json_option
from rencai.policy.pack import Pack, load_pack, shipped_packs
from rencai.prose import BLANK, Line
from rencai.terminal import language, print_json, print_lines, say


@command("packs", about=Message("Lists the packs that come with Rencai."), examples=("rencai policy packs",))
@json_option
def packs(as_json: bool) -> None:
    found = [load_pack(name) for name in shipped_packs()]
    if as_json:
        print_json([_as_json(pack) for pack in found])
        return
    for number, pack in enumerate(found):
        print_lines([BLANK] if number else [])
        print_lines(_lines(pack))


def _lines(pack: Pack) -> list[Line]:
    lang, rules = language(), pack.rules
    count = say(
        "measures: {measures}, cases: {cases}, example people: {people}",
        measures=len(rules.measures),
        cases=len(pack.definitions.tests),
        people=len(pack.definitions.people),
    )
    lines = [Line("head", pack.name, note=rules.title[lang]), Line("detail", count, 1)]
    if rules.about:
        lines.append(Line("text", rules.about[lang], 1))
    reforms = list(pack.definitions.reform)
    if reforms:
        lines.append(Line("detail", say("Reforms to try: {names}", names=reforms), 1))
    return lines


def _as_json(pack: Pack) -> dict[str, Any]:
    rules = pack.rules
    return {
        "name": pack.name,
        "title": rules.title,
        "about": rules.about,
        "hash": pack.hash,
        "measures": list(rules.measures),
        "reforms": list(pack.definitions.reform),
        "cases": len(pack.definitions.tests),
        "people": len(pack.definitions.people),
    }
