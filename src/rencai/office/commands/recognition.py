"""`rencai recognition replay`: does a decision come out the same, years later?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rencai.command import FINDINGS, FINE, InputError, argument, command
from rencai.messages import Message
from rencai.office.commands.opening import office
from rencai.policy.commands.inputs import json_option
from rencai.terminal import print_json, say

if TYPE_CHECKING:
    from rencai.office.recognition.decisions import Decision
    from rencai.office.recognition.replaying import Replay


@command(
    "replay",
    about=Message(
        "Decides a recognition again from what the decision froze, and looks whether the decision and its documents "
        "are untouched; status 1 where something differs."
    ),
    examples=("rencai recognition replay 1",),
)
@argument("number", type=int, metavar="DECISION", about=Message("the number of the decision, as its page has it"))
@json_option
def replay(number: int, as_json: bool) -> int:
    with office():
        from rencai.office.recognition.replaying import replayed

        decision = _decision(number)
        found = replayed(decision)
        _print_json(decision, found) if as_json else _print(decision, found)
    return FINE if found.is_identical else FINDINGS


def _decision(number: int) -> Decision:
    from rencai.office.recognition.models import Decision

    rows = Decision.objects.select_related("case__talent", "body__place", "body__organisation")
    found: Decision | None = rows.filter(pk=number).first() if 0 < number < 2**63 else None
    if found is None:
        raise InputError("there is no decision {number}", number=number)
    return found


def _print(decision: Decision, found: Replay) -> None:
    told = {"number": decision.pk, "case": decision.case.number, "on": decision.on.isoformat()}
    if found.is_identical:
        click.echo(
            say(
                Message(
                    "✓ Decision {number} on {case} of {on} comes out the same: facts, rules, digest and documents.",
                    **told,
                )
            )
        )
        return
    click.echo(say(Message("✗ Decision {number} on {case} of {on} does not come out as it was decided:", **told)))
    for difference in found.differences:
        click.echo(f"  · {difference}")


def _print_json(decision: Decision, found: Replay) -> None:
    print_json(
        {
            "decision": decision.pk,
            "case": decision.case.number,
            "on": decision.on.isoformat(),
            "digest": decision.digest,
            "identical": found.is_identical,
            **found._asdict(),
        }
    )
