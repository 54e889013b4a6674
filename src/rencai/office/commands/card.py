"""`rencai card verify`: whether a talent card is signed and runs, without an office and without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import click

from rencai.command import FINDINGS, FINE, InputError, argument, command, option
from rencai.messages import Message
from rencai.terminal import print_json, say

if TYPE_CHECKING:
    from rencai.office.recognition.credential import Credential

FAULTS = {
    "too_long": Message("this is far too long for a talent card"),
    "garbled": Message("this is no talent card, or only a part of one"),
    "algorithm": Message("this is not signed in the way in which talent cards are signed"),
    "other_key": Message("this is signed with a key that is not in the file of keys"),
    "forged": Message("the signature does not fit: somebody has changed this card"),
    "no_card": Message("this is signed, but it is no talent card"),
    "not_yet": Message("this card does not hold yet"),
    "expired": Message("this card has expired"),
    "revoked": Message("this card was ended; it is on the list of ended cards"),
}
LARGEST = 50_000_000


@command(
    "verify",
    about=Message(
        "Looks whether a talent card is signed with one of the keys of FILE and runs today. It needs no office, no "
        "database and no network. TOKEN is what the code of the card says, whole or after token=; - reads it from "
        "standard input. Whether the office has ended a card since is known only with the list of ended cards."
    ),
    examples=(
        "rencai card verify TOKEN --key keys.json",
        "rencai card verify - --key keys.json --revoked revoked.json",
    ),
)
@argument("token", about=Message("what the code of the card says"))
@option("--key", "key_file", required=True, metavar="FILE", about=Message("the office's public keys: /card/keys.json"))
@option("--revoked", "list_file", metavar="FILE", about=Message("the list of ended cards: /card/revoked.json"))
@option("--json", "as_json", is_flag=True, about=Message("for programs"))
@click.pass_context
def verify(ctx: click.Context, token: str, key_file: str, list_file: str | None, as_json: bool) -> None:
    from rencai.office.recognition.credential import CardRefused, Fault, keys_of, read

    try:
        keys = keys_of(_json(key_file))
    except ValueError:
        raise InputError("{file} holds no public key of talent cards (JWK, Ed25519)", file=key_file) from None
    ended = _serials(list_file) if list_file else frozenset[str]()
    try:
        found = read(_token(token), keys, datetime.now(UTC))
        if found.serial in ended:
            raise CardRefused(Fault.REVOKED)
    except CardRefused as refused:
        _refused(refused.fault.value, as_json)
        ctx.exit(FINDINGS)
    _holds(found, as_json, listed=list_file is not None)
    ctx.exit(FINE)


def _json(file: str) -> Any:
    path = Path(file)
    if path.stat().st_size > LARGEST:
        raise InputError("{file} is far too large", file=file)
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise InputError("{file} is no JSON", file=file) from None


def _serials(file: str) -> frozenset[str]:
    given = _json(file)
    serials = given.get("serials") if isinstance(given, Mapping) else None
    if not isinstance(serials, list) or not all(isinstance(one, str) for one in serials):
        raise InputError("{file} is no list of ended cards", file=file)
    return frozenset(serials)


def _token(given: str) -> str:
    """The token itself, of an address too."""
    text = "".join((sys.stdin.read(LARGEST) if given == "-" else given).split())
    return parse_qs(urlsplit(text).query).get("token", [""])[0] if text.startswith(("http://", "https://")) else text


def _refused(fault: str, as_json: bool) -> None:
    if as_json:
        print_json({"holds": False, "fault": fault})
    else:
        click.echo(say(Message("The card does not hold: {why}.", why=FAULTS[fault])))


def _holds(found: Credential, as_json: bool, *, listed: bool) -> None:
    until = found.until.isoformat() if found.until else None
    if as_json:
        told = {"holds": True, "class": found.category, "from": found.since.isoformat(), "until": until}
        print_json(told | {"issuer": found.issuer, "serial": found.serial, "ended_cards_known": listed})
        return
    click.echo(say(Message("The card holds.")))
    lines = (
        (Message("class"), found.category),
        (Message("from"), f"{found.since.astimezone():%Y-%m-%d %H:%M %Z}"),
        (Message("until"), f"{found.until.astimezone():%Y-%m-%d %H:%M %Z}" if found.until else Message("no end set")),
        (Message("issuer"), found.issuer),
        (Message("serial"), found.serial),
    )
    for label, value in lines:
        click.echo(say(Message("  {label}: {value}", label=label, value=value)))
    if not listed:
        click.echo(say(Message("Whether the office has ended it since is not known here: give --revoked.")))
