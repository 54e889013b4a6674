"""`rencai policy check`: a pack read with a critical eye."""

from __future__ import annotations

from collections import Counter

from rencai.command import BAD_INPUT, FINDINGS, FINE, command, option
from rencai.messages import Message
from rencai.policy.commands.inputs import json_option, pack_argument
from rencai.policy.lint import ERROR, NOTE, Finding, lint
from rencai.policy.lint.finding import SEVERITIES
from rencai.policy.pack import Pack, load_pack
from rencai.policy.problems import PackError
from rencai.prose import BLANK, Line
from rencai.terminal import language, print_json, print_lines, say

MARKS = {"error": "✗", "warning": "!", "note": "·"}
HEADS = {"error": Message("Errors"), "warning": Message("Warnings"), "note": Message("Notes")}


@command(
    "check",
    about=Message(
        "Reads a pack and reports what is wrong or questionable: numbers missing on days on which "
        "they are used, conditions that never hold or contradict each other, leftovers, missing "
        "words, sources and tests."
    ),
    examples=("rencai policy check dalian", "rencai policy check ./my-pack --quiet"),
)
@pack_argument
@option("--quiet", is_flag=True, about=Message("leave out the notes"))
@json_option
def check(pack_name: str, quiet: bool, as_json: bool) -> int:
    try:
        pack = load_pack(pack_name)
    except PackError as error:
        if not as_json:
            raise
        print_json({"ok": False, "findings": [_unreadable(problem).as_json() for problem in error.problems]})
        return BAD_INPUT
    findings = [found for found in lint(pack) if not quiet or found.severity != NOTE]
    errors = any(found.severity == ERROR for found in findings)
    if as_json:
        print_json(
            {
                "ok": not errors,
                "pack": pack.name,
                "hash": pack.hash,
                "findings": [f.as_json() for f in findings],
            }
        )
    else:
        _print(pack, findings)
    return FINDINGS if errors else FINE


def _unreadable(problem: tuple[object, Message]) -> Finding:
    place, message = problem
    return Finding(ERROR, "unreadable", place, message)  # type: ignore[arg-type]


def _print(pack: Pack, findings: list[Finding]) -> None:
    lang, rules = language(), pack.rules
    print_lines([Line("title", rules.title[lang]), Line("detail", _contents(pack))])
    for severity in SEVERITIES:
        chosen = [found for found in findings if found.severity == severity]
        if chosen:
            print_lines([BLANK, Line("head", say(HEADS[severity]))])
            print_lines(_line(found) for found in chosen)
    print_lines([BLANK, _verdict(findings)])


def _contents(pack: Pack) -> str:
    rules = pack.rules
    return say(
        "measures: {measures}, facts: {facts}, parameters: {parameters}, cases: {cases}; hash {hash}",
        measures=len(rules.measures),
        facts=len(rules.facts),
        parameters=len(rules.parameters),
        cases=len(pack.definitions.tests),
        hash=pack.hash[:12],
    )


def _line(found: Finding) -> Line:
    place = str(found.place) if found.place else ""
    return Line("item", found.message.text(language()), 1, MARKS[found.severity], note=place, state=found.severity)


def _verdict(findings: list[Finding]) -> Line:
    count = Counter(found.severity for found in findings)
    numbers = say(
        "errors: {errors}, warnings: {warnings}, notes: {notes}",
        errors=count["error"],
        warnings=count["warning"],
        notes=count["note"],
    )
    if count["error"]:
        return Line("text", say("The pack has errors ({numbers}).", numbers=numbers), state="error")
    return Line("text", say("The pack is sound ({numbers}).", numbers=numbers), state="met")
