"""`rencai demo`: an invented city in a browser."""

from __future__ import annotations

import os

import click

from rencai.command import InputError, Whole, command, option
from rencai.messages import Message
from rencai.office.commands.migrate import prepare
from rencai.office.commands.opening import office
from rencai.office.commands.processes import next_free, running, wait_for_the_end, wait_until_it_answers
from rencai.terminal import progress, say

HOST = "127.0.0.1"
TALENTS, SEED, PORT = 20_000, 1, 8000
HOME = "demo-office"


@command(
    "demo",
    about=Message(
        "Invents a city with its talents, employers and officers, and serves it: sign in as anybody with one click. "
        "Everything is kept; the next start takes up where this one ended. Ctrl+C stops it."
    ),
    examples=("rencai demo", "rencai demo --talents 1000000 --anew", "rencai demo --port 8080"),
)
@option(
    "--talents",
    type=Whole(100, 5_000_000),
    metavar="NUMBER",
    about=Message("how many talents the city has (default: 20000)"),
)
@option(
    "--seed",
    type=Whole(0, 2**31 - 1),
    metavar="NUMBER",
    about=Message("another number, another city; the same one, the same (default: 1)"),
)
@option("--port", type=Whole(1, 65535), default=PORT, metavar="PORT", about=Message("port (default: 8000)"))
@option("--no-serve", is_flag=True, about=Message("make the city and end"))
@option("--anew", is_flag=True, about=Message("throw away the demo city that is there, and make another"))
@option(
    "--home",
    metavar="FOLDER",
    about=Message("where the city is kept (default: RENCAI_HOME, else demo-office)"),
)
def demo(talents: int | None, seed: int | None, port: int, no_serve: bool, anew: bool, home: str | None) -> None:
    folder = home or os.environ.get("RENCAI_HOME") or HOME
    logged = os.environ.get("RENCAI_LOG_LEVEL") or "ERROR"
    with office(RENCAI_HOME=folder, RENCAI_DEMO="1", RENCAI_LOG_LEVEL=logged):
        _nobody_is_real()
        if anew:
            _throw_away()
        with progress(say(Message("Laying the ground"))):
            prepare()
        _city(talents, seed)
    if not no_serve:
        _serve(port)


def _nobody_is_real() -> None:
    from django.db import connection

    from rencai.office.demo.queries import real_people
    from rencai.office.registry.models import Talent

    if Talent._meta.db_table in connection.introspection.table_names() and real_people():
        raise InputError("this office holds real people; --home names another folder for a demo city")


def _throw_away() -> None:
    from rencai.office.demo.razing import raze

    raze()


def _city(talents: int | None, seed: int | None) -> None:
    """Keeps the city that is there if it is the one that is asked for."""
    from rencai.office.demo.queries import city_here

    here = city_here()
    if here and not here.whole:
        click.echo(say(Message("The demo city here was not finished; it is made anew.")))
        _throw_away()
        prepare()
        here = None
    if here is None:
        _make(talents or TALENTS, SEED if seed is None else seed)
    elif talents not in (None, here.talents) or seed not in (None, here.seed):
        raise InputError(
            "there is a demo city of {talents} talents from seed {seed}; --anew throws it away and makes the other",
            talents=here.talents,
            seed=here.seed,
        )


def _make(talents: int, seed: int) -> None:
    from rencai.office.demo.actions import make_city

    with progress(say(Message("Inventing {talents} talents", talents=f"{talents:,}"))) as advance:
        make_city(talents=talents, seed=seed, progress=advance)
    click.echo(say(Message("A city of {talents} talents, all invented.", talents=f"{talents:,}")))


def _serve(wanted: int) -> None:
    port = next_free(HOST, wanted)
    if port != wanted:
        click.echo(say(Message("Port {wanted} is taken; this is port {port}.", wanted=wanted, port=port)))
    with running(("serve", "--host", HOST, "--port", str(port), "--quiet"), ("worker", "--quiet")) as processes:
        wait_until_it_answers(HOST, port, processes)
        click.echo(say(Message("Open http://localhost:{port} in a browser. Ctrl+C stops it.", port=port)))
        try:
            wait_for_the_end(processes)
        except KeyboardInterrupt:
            click.echo("\n" + say(Message("Stopping …")))
    click.echo(say(Message("Stopped. The city is kept; rencai demo serves it again.")))
