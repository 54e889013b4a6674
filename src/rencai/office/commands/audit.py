"""`rencai audit verify` and `rencai audit anchor`."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rencai.command import FINDINGS, FINE, InputError, command, option
from rencai.messages import Message
from rencai.office.commands.opening import office
from rencai.terminal import print_json, say

if TYPE_CHECKING:
    from rencai.office.audit.chain import Verdict

FAULTS = {
    "changed": Message("does not say what it said when it was written"),
    "missing": Message("is missing; events were taken out from here on"),
    "inserted": Message("was put in, or put elsewhere"),
    "cut": Message("is missing at the end; the end was taken off"),
    "anchor": Message("is not the one of which an anchor was kept"),
}
SHOWN = 50


@command(
    "verify",
    about=Message(
        "Reads the whole audit log and looks whether an event was changed, taken out or put in. "
        "Hashes kept outside the office also show whether somebody wrote the whole log anew."
    ),
    examples=("rencai audit verify", "rencai audit verify --anchors anchors.txt"),
)
@option(
    "--anchor",
    "anchors",
    multiple=True,
    metavar="NUMBER:HASH",
    about=Message("a hash kept outside, as `rencai audit anchor` prints it; may be given many times"),
)
@option(
    "--anchors",
    "file",
    metavar="FILE",
    about=Message("a file of such anchors, one on each line; - reads standard input"),
)
@option("--json", "as_json", is_flag=True, about=Message("for programs"))
@click.pass_context
def verify(ctx: click.Context, anchors: Sequence[str], file: str | None, as_json: bool) -> None:
    with office():
        from rencai.office.audit import chain

        verdict = chain.verify(_given(anchors, file))
    _print_json(verdict) if as_json else _print(verdict)
    ctx.exit(FINDINGS if verdict.faults else FINE)


@command(
    "anchor",
    about=Message("Prints the number and the hash of the last event, to be kept outside the office."),
    examples=("rencai audit anchor", "rencai audit anchor >> anchors.txt"),
)
def anchor() -> None:
    with office():
        from rencai.office.audit import chain

        click.echo(str(chain.anchor()))


def _given(anchors: Sequence[str], file: str | None) -> dict[int, str]:
    from rencai.office.audit.chain import anchors_in

    text = "\n".join(re.sub("[:：]", " ", one, count=1) for one in anchors)
    kept = "" if file is None else sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    try:
        return {**anchors_in(kept), **anchors_in(text)}
    except (ValueError, UnicodeDecodeError):
        raise InputError(
            "an anchor is the number of an event and its hash of 64 characters, as rencai audit anchor prints them"
        ) from None


def _print(verdict: Verdict) -> None:
    for fault in verdict.faults[:SHOWN]:
        click.echo(say(Message("✗ Event {number} {what}.", number=fault.number, what=FAULTS[fault.kind])))
    if len(verdict.faults) > SHOWN:
        click.echo(say(Message("… and {number} more faults.", number=len(verdict.faults) - SHOWN)))
    if not verdict.faults:
        click.echo(say(Message("The log is whole: {number} events, the last with the hash {hash}.",
                               number=verdict.events, hash=verdict.head)))  # fmt: skip


def _print_json(verdict: Verdict) -> None:
    faults = [{"number": fault.number, "kind": fault.kind} for fault in verdict.faults]
    print_json({"events": verdict.events, "head": verdict.head, "whole": not faults, "faults": faults})
