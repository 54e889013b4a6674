"""`rencai check`: whether the office can run, and with --deploy whether others may safely use it."""

from __future__ import annotations

import click

from rencai.command import FINDINGS, FINE, command, option
from rencai.messages import Message
from rencai.office.commands.opening import office
from rencai.terminal import say


@command(
    "check",
    about=Message(
        "Looks whether the office can run as it is set up. With --deploy it also refuses what would be unsafe where "
        "others reach it, and says for each which setting to change."
    ),
    examples=("rencai check", "rencai check --deploy"),
)
@option("--deploy", is_flag=True, about=Message("refuse what is unsafe for real people's data"))
@click.pass_context
def check(ctx: click.Context, deploy: bool) -> None:
    with office():
        from rencai.office.commands.deploying import unsafe

        found = [*_by_django(deploy), *(unsafe() if deploy else ())]
    for finding in found:
        click.echo(say(Message("{mark} {finding}", mark="✗", finding=finding)))
    if not found:
        click.echo(say(Message("Nothing found.")))
    ctx.exit(FINDINGS if found else FINE)


SAID_BY_US = {"security.W012", "security.W016", "security.W018"}
"""Secure cookies and DEBUG: they come with the settings that we name."""


def _by_django(deploy: bool) -> list[Message]:
    """What Django's own checks find, in Django's words."""
    from django.core.checks import WARNING, run_checks

    found = run_checks(include_deployment_checks=deploy)
    serious = [one for one in found if one.level >= WARNING and not one.is_silenced() and one.id not in SAID_BY_US]
    return [Message("Django: {text}", text=" ".join(f"{one.id}: {one.msg}".split())) for one in serious]
