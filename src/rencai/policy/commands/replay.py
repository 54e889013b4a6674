"""`rencai policy replay`: the same facts, the same day, the same answer?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rencai.command import FINDINGS, FINE, InputError, argument, command
from rencai.messages import LANGUAGES, Message
from rencai.policy.commands.inputs import json_option, pack_argument, parsed_json, read_input
from rencai.policy.pack import load_pack
from rencai.prose import BLANK, Line
from rencai.terminal import language, print_json, print_lines, say


@command(
    "replay",
    about=Message("Decides again what a saved decision decided, from its own facts, and shows every difference."),
    examples=(
        "rencai policy decide dalian --facts person.yaml --save decision.json",
        "rencai policy replay dalian decision.json",
    ),
)
@pack_argument
@argument("file", metavar="DECISION", about=Message("a decision saved as JSON; - reads standard input"))
@json_option
def replay(pack_name: str, file: str, as_json: bool) -> int:
    pack = load_pack(pack_name)
    record = parsed_json(read_input(file), file)
    if not isinstance(record, Mapping):
        raise InputError("{file}: this is no recorded decision", file=file)
    differences = pack.replay(record)
    if as_json:
        said = [{lang: message.text(lang) for lang in LANGUAGES} for message in differences]
        print_json({"ok": not differences, "pack": pack.name, "on": record["on"], "differences": said})
    else:
        print_lines(_lines(record, differences))
    return FINDINGS if differences else FINE


def _lines(record: Mapping[str, Any], differences: list[Message]) -> list[Line]:
    values = {"on": record["on"], "edition": str(record["edition"])[:12]}
    if not differences:
        told = say("The decision of {on} (edition {edition}) comes out the same.", **values)
        return [Line("text", told, state="met")]
    head = say(
        "The decision of {on} (edition {edition}) comes out otherwise (differences: {n}).",
        n=len(differences),
        **values,
    )
    items = [Line("item", message.text(language()), 1, "·") for message in differences]
    return [Line("text", head, state="error"), BLANK, *items]
