"""`rencai serve` and `rencai worker`: the two processes that an office is made of."""

from __future__ import annotations

import os

import click

from rencai.command import InputError, Whole, command, option
from rencai.messages import Message
from rencai.office.commands.opening import office
from rencai.office.commands.processes import is_free
from rencai.terminal import say

APPLICATION = "rencai.office.wsgi:application"
BLOCKING_THREADS = 2
"""Requests that one process answers at the same time: one waits for the database while the other computes."""

QUIET = option("--quiet", is_flag=True, about=Message("print nothing but faults"))


@command(
    "serve",
    about=Message("Serves the office to browsers until it is stopped (Ctrl+C). A worker runs beside it."),
    examples=("rencai serve", "rencai serve --host 0.0.0.0 --port 8080 --workers 4"),
)
@option("--host", default="127.0.0.1", metavar="ADDRESS", about=Message("address to listen at (default: 127.0.0.1)"))
@option("--port", type=Whole(1, 65535), default=8000, metavar="PORT", about=Message("port (default: 8000)"))
@option(
    "--workers", type=Whole(1, 256), metavar="NUMBER", about=Message("processes (default: one for each processor core)")
)
@QUIET
def serve(host: str, port: int, workers: int | None, quiet: bool) -> None:
    if not is_free(host, port):
        raise InputError("port {port} of {host} is taken; --port names another", port=port, host=host)
    with office():
        tables_are_there()
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or os.cpu_count() or 1,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error if quiet else LogLevels.info,
    ).serve()


@command(
    "worker",
    about=Message(
        "Works off what goes on in the background, such as imports, until it is stopped (Ctrl+C). "
        "Several may run; what a dead one left is taken up by another."
    ),
    examples=("rencai worker",),
)
@QUIET
def worker(quiet: bool) -> None:
    with office():
        tables_are_there()
        from rencai.office.jobs.worker import run

        if not quiet:
            click.echo(say(Message("Working; Ctrl+C stops after the job at hand.")))
        run()


def tables_are_there() -> None:
    """Refuses to begin where tables are missing or of an older edition."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise InputError("the office has no tables yet, or those of an older edition: rencai migrate makes them")
