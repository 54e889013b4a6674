"""`rencai policy test`: the cases that a pack brings along."""

from __future__ import annotations

import time
from typing import Any

from rencai.command import FINDINGS, FINE, command, option
from rencai.messages import LANGUAGES, Message
from rencai.policy.cases import CaseResult
from rencai.policy.commands.inputs import json_option, pack_argument
from rencai.policy.pack import load_pack
from rencai.prose import Line
from rencai.terminal import language, print_json, print_lines, say


@command(
    "test",
    about=Message("Runs the cases of a pack and shows what came out otherwise than expected."),
    examples=("rencai policy test dalian", "rencai policy test ./my-pack --verbose"),
)
@pack_argument
@option("--verbose", is_flag=True, about=Message("name the cases that pass, too"))
@json_option
def test(pack_name: str, verbose: bool, as_json: bool) -> int:
    pack = load_pack(pack_name)
    began = time.perf_counter()
    results = pack.run_tests()
    seconds = time.perf_counter() - began
    failed = [result for result in results if not result.passed]
    if as_json:
        print_json({"ok": not failed, "pack": pack.name, "cases": [_as_json(result) for result in results]})
    else:
        for result in results if verbose else failed:
            print_lines(_lines(result))
        print_lines([_verdict(len(results), len(failed), seconds)])
    return FINDINGS if failed else FINE


def _lines(result: CaseResult) -> list[Line]:
    mark, state = ("✓", "met") if result.passed else ("✗", "not_met")
    lines = [
        Line(
            "item",
            result.case.name,
            0,
            mark,
            note="" if result.passed else str(result.case.place),
            state=state,
        )
    ]
    return lines + [Line("detail", difference.text(language()), 1) for difference in result.differences]


def _as_json(result: CaseResult) -> dict[str, Any]:
    differences = [{lang: message.text(lang) for lang in LANGUAGES} for message in result.differences]
    return {
        "name": result.case.name,
        "place": str(result.case.place),
        "passed": result.passed,
        "differences": differences,
    }


def _verdict(cases: int, failed: int, seconds: float) -> Line:
    if not cases:
        return Line("text", say("The pack brings no cases."), state="warning")
    if failed:
        return Line("text", say("Cases: {cases}; failing: {failed}.", failed=failed, cases=cases), state="error")
    told = say("Cases: {cases}; all pass ({seconds} s).", cases=cases, seconds=f"{seconds:.2f}")
    return Line("text", told, state="met")
