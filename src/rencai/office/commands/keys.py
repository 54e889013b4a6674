"""`rencai secrets rotate`: after a new key was put in front of the ring."""

from __future__ import annotations

import click

from rencai.command import InputError, command
from rencai.messages import Message
from rencai.office.commands.opening import office
from rencai.terminal import progress, say


@command(
    "rotate",
    about=Message(
        "Writes every encrypted value anew with the first key of RENCAI_FIELD_KEYS, and every fingerprint with "
        "RENCAI_BLIND_INDEX_KEY. It may be broken off and called again; people go on working meanwhile."
    ),
    examples=("rencai secrets rotate",),
)
def rotate() -> None:
    with office():
        from rencai.office.commands.rotation import declared_relatives, turn
        from rencai.office.secrecy.keys import Unreadable

        try:
            with progress(say(Message("Encrypting"))) as advance:
                turned = turn(advance)
        except Unreadable as error:
            raise InputError(
                "{why}; put the key that wrote it back on RENCAI_FIELD_KEYS, behind the new one", why=error
            ) from error
        click.echo(
            say(Message("{number} values written anew; all are now in the first key.", number=f"{turned.values:,}"))
        )
        if turned.fingerprints:
            click.echo(say(Message("{number} fingerprints made anew.", number=f"{turned.fingerprints:,}")))
            _about_kin(declared_relatives())


def _about_kin(number: int) -> None:
    """Of a declared relative only the fingerprint is kept: nobody can make it anew."""
    if number:
        click.echo(
            say(
                Message(
                    "{number} declared relatives were kept by the old key of fingerprints, and are no longer "
                    "recognised: ask those who declared them to do so again.",
                    number=number,
                )
            )
        )
