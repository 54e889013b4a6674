"""`rencai backup` and `rencai restore`: an office on SQLite in one file."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from rencai.command import InputError, argument, command
from rencai.messages import Message
from rencai.office.commands.opening import office
from rencai.terminal import say

DATABASE, UPLOADS = "office.sqlite3", "uploads"


@command(
    "backup",
    about=Message(
        "Writes the database and the uploads of an office on SQLite into FILE, while people go on working. The keys "
        "are not in it: keep them elsewhere. An office on PostgreSQL is backed up with pg_dump."
    ),
    examples=("rencai backup office-2026-11-24.tar",),
)
@argument("file", about=Message("the file to write; it must not exist yet"))
def backup(file: str) -> None:
    with office():
        from django.conf import settings

        database = _database()
        with _whole(Path(file)) as unfinished, tempfile.TemporaryDirectory(dir=unfinished.parent) as folder:
            copy = Path(folder) / DATABASE
            _copied(database, copy)
            with tarfile.open(unfinished, "w") as archive:
                archive.add(copy, DATABASE)
                if Path(settings.MEDIA_ROOT).exists():
                    archive.add(settings.MEDIA_ROOT, UPLOADS)
    click.echo(say(Message("{file} holds the database and the uploads.", file=file)))
    click.echo(
        say(
            Message(
                "It does not hold the keys, without which nobody reads what is encrypted in it: keep them elsewhere."
            )
        )
    )


@command(
    "restore",
    about=Message("Puts the database and the uploads of the backup FILE into a RENCAI_HOME that has none yet."),
    examples=("rencai restore office-2026-11-24.tar",),
)
@argument("file", about=Message("a file that rencai backup wrote"))
def restore(file: str) -> None:
    with office():
        from django.conf import settings

        database, uploads = _database(), Path(settings.MEDIA_ROOT)
        for path in (database, uploads):
            if path.exists():
                raise InputError("{path} is there already; a backup is restored into an empty RENCAI_HOME", path=path)
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=database.parent) as folder:
            _unpacked(Path(file), Path(folder))
            if (Path(folder) / UPLOADS).exists():
                shutil.move(Path(folder) / UPLOADS, uploads)
            os.replace(Path(folder) / DATABASE, database)
    click.echo(say(Message("Restored. rencai audit verify looks whether the audit log is whole.")))


def _database() -> Path:
    from django.db import connection

    if connection.vendor != "sqlite":
        raise InputError("this office is on PostgreSQL; pg_dump and pg_restore back it up and restore it")
    return Path(connection.settings_dict["NAME"])


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """A file beside `file`, readable by nobody else, that takes its name when it is whole."""
    if file.exists():
        raise InputError("{file} is there already; name another", file=file)
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.touch(mode=0o600)
    try:
        yield unfinished
        os.replace(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)


def _copied(database: Path, copy: Path) -> None:
    """SQLite's own way: the copy is of one moment, whoever writes meanwhile."""
    if not database.exists():
        raise InputError("there is no office at {path}", path=database)
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _unpacked(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
    except tarfile.TarError as error:
        raise InputError("{file} is no backup of an office: {why}", file=file, why=error) from error
    database = folder / DATABASE
    if not database.is_file() or not _is_sound(database):
        raise InputError("{file} is no backup of an office, or was damaged", file=file)
    database.chmod(0o600)


def _is_sound(database: Path) -> bool:
    with closing(sqlite3.connect(database)) as found:
        try:
            return bool(found.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
        except sqlite3.DatabaseError:
            return False
