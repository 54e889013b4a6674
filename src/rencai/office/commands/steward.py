"""`rencai steward`: the first account of an office, which lets in all others."""

from __future__ import annotations

import sys

import click

from rencai.command import InputError, argument, command, option
from rencai.messages import Message
from rencai.office.commands.opening import office
from rencai.terminal import say


@command(
    "steward",
    about=Message(
        "Makes the account NAME with a steward's mandate for the whole city, and asks for its password. The steward "
        "lets in everybody else in the browser; this command is for the first one."
    ),
    examples=("rencai steward wang.min", "rencai steward wang.min --called 王敏"),
)
@argument("name", about=Message("name of the account, with which the steward signs in"))
@option("--called", metavar="NAME", about=Message("the steward's own name, as others see it (default: NAME)"))
@option("--another", is_flag=True, about=Message("although the office has a steward, who can no longer sign in"))
def steward(name: str, called: str | None, another: bool) -> None:
    with office():
        from rencai.office.accounts.models import Mandate
        from rencai.office.accounts.permissions import Role
        from rencai.office.commands.stewards import make_steward

        holding = Mandate.objects.in_force().filter(role=Role.STEWARD, holder__is_active=True).first()
        if holding and not another:
            raise InputError(
                "{holder} is steward of this office and lets others in; --another makes one besides",
                holder=holding.holder.username,
            )
        make_steward(username=name, name=called or name, password=_password())
    click.echo(
        say(Message("{name} is steward of the office; a second factor is set up at the first sign-in.", name=name))
    )


def _password() -> str:
    """Asked twice on a screen; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first: str = click.prompt(say(Message("Password")), hide_input=True)
    if click.prompt(say(Message("The same again")), hide_input=True) != first:
        raise InputError("the two passwords differ; nothing was made")
    return first
