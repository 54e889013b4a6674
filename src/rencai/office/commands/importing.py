"""`rencai import`: a table of talents or organisations, in somebody's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rencai.command import FINDINGS, FINE, InputError, OneOf, Whole, argument, command, option
from rencai.messages import Message
from rencai.office.commands.opening import office
from rencai.terminal import console, say

if TYPE_CHECKING:
    from rencai.office.imports.models import ImportRun

COUNTS = {
    "created": Message("added"),
    "updated": Message("changed"),
    "unchanged": Message("left as they are"),
    "refused": Message("refused"),
}
KINDS = ("talents", "organisations")


@command(
    "import",
    about=Message(
        "Imports a table (XLSX or CSV) in the name of an account, by that account's mandates. The columns are guessed "
        "from the headings. Importing a file again changes nothing. Refused rows are written, each with the reason, "
        "into a file beside it, which can be mended and imported."
    ),
    examples=(
        "rencai import talents.xlsx --as wang.min --check",
        "rencai import talents.csv --as wang.min --map 单位=employer --same place=中山区",
    ),
)
@argument("file", about=Message("the table"))
@option("--as", "username", required=True, metavar="ACCOUNT", about=Message("the account in whose name"))
@option("--kind", type=OneOf(*KINDS), default="talents", about=Message("what is in it"))
@option(
    "--headings", type=Whole(1, 1_048_576), metavar="ROW", about=Message("the row of the headings, if guessed wrongly")
)
@option("--map", "pairs", multiple=True, metavar="HEADING=FIELD", about=Message("a column that is guessed wrongly"))
@option("--same", "constants", multiple=True, metavar="FIELD=VALUE", about=Message("what is the same for every row"))
@option("--check", "only_check", is_flag=True, about=Message("only say what would happen"))
@click.pass_context
def import_table(
    ctx: click.Context,
    file: str,
    username: str,
    kind: str,
    headings: int | None,
    pairs: Sequence[str],
    constants: Sequence[str],
    only_check: bool,
) -> None:
    with office():
        from rencai.office.imports import actions

        by = _account(username)
        run = _received(Path(file), kind, by)
        try:
            if headings is not None:
                run = actions.take_headings(by=by, run=run, row=headings)
            _choose(run, by, pairs, constants)
            _read(run, by, only_check)
            refused = _keep_refused(run, Path(file))
        finally:
            _tidy(run)
    _tell(run.counts, refused)
    ctx.exit(FINDINGS if refused else FINE)


def _account(username: str) -> Any:
    from rencai.office.accounts.models import User

    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise InputError("there is no open account {name}", name=username)
    return found


def _received(path: Path, kind: str, by: Any) -> ImportRun:
    from django.core.files import File

    from rencai.office.imports.forms import TableField
    from rencai.office.imports.receiving import receive

    with path.open("rb") as opened:
        table = TableField().clean(File(opened, name=path.name))
        return receive(by=by, kind=kind, name=path.name, pieces=table.chunks())


def _choose(run: ImportRun, by: Any, pairs: Sequence[str], constants: Sequence[str]) -> None:
    from rencai.office.imports import actions

    fields = [field.name for field in run.importable().fields]
    columns = {int(place): name for place, name in run.columns.items()}
    for heading, name in _split(pairs, "--map"):
        if heading not in run.headings:
            raise InputError("the table has no column {heading}, but: {all}", heading=heading, all=run.headings)
        columns = {place: one for place, one in columns.items() if one != name}
        columns[run.headings.index(heading)] = _known(name, fields)
    same = {_known(name, fields): value for name, value in _split(constants, "--same")}
    chosen = actions.choose_columns(by=by, run=run, columns=columns, constants=same)
    run.columns, run.constants, run.state = chosen.columns, chosen.constants, chosen.state


def _split(pairs: Iterable[str], name: str) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        left, found, right = pair.partition("=")
        if not found:
            raise InputError("{option}: {pair} has no =", option=name, pair=pair)
        yield left.strip(), right.strip()


def _known(name: str, fields: Sequence[str]) -> str:
    if name not in fields:
        raise InputError("there is no field {name}, but: {all}", name=name, all=fields)
    return name


def _read(run: ImportRun, by: Any, only_check: bool) -> None:
    """Checks the rows, and imports them unless they are only to be checked."""
    from rencai.office.imports import actions, running

    with console(error=True).status(say(Message("Checking {rows} rows …", rows=run.rows))):
        running.check(run, by, running.Unwatched())
    run.refresh_from_db()
    if not only_check:
        begun = actions.begin(by=by, run=run)
        with console(error=True).status(say(Message("Importing {rows} rows …", rows=run.rows))):
            running.carry_out(begun, by, running.Unwatched())
        run.refresh_from_db()


def _keep_refused(run: ImportRun, path: Path) -> Path | None:
    """The file of the refused rows, beside the table; None where there are none."""
    from rencai.office.imports.handing_back import refused_table
    from rencai.office.sheets.writing import as_csv

    if not run.counts.get("refused"):
        return None
    target = path.with_name(f"{path.stem}-{say(Message('refused'))}.csv")
    target.write_bytes(b"".join(as_csv(*refused_table(run))))
    return target


def _tidy(run: ImportRun) -> None:
    """Who imports on the command line has the file; the office need not keep it."""
    from rencai.office.imports import actions

    actions.remove_files(by=None, run=run)


def _tell(counts: dict[str, int], refused: Path | None) -> None:
    for outcome, words in COUNTS.items():
        click.echo(say(Message("{count} {what}", count=counts.get(outcome, 0), what=words)))
    if refused is not None:
        click.echo(say(Message("The refused rows are in {file}, each with the reason.", file=str(refused))))
