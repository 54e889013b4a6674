"""Acts on imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.models import User
from rencai.office.asker import Asker, Refused, Warrant
from rencai.office.audit.acts import act, record
from rencai.office.imports.choosing import faults
from rencai.office.imports.files import tell
from rencai.office.imports.guessing import SEARCHED, read_from
from rencai.office.imports.importable import Importable, Outcome, Row
from rencai.office.imports.models import ImportRun, State
from rencai.office.jobs import actions as jobs
from rencai.office.jobs.models import Job
from rencai.office.jobs.work import Work

WRITTEN = (Outcome.CREATED, Outcome.UPDATED)


@act
def add(*, by: Asker, run: ImportRun) -> ImportRun:
    """Keeps an import whose file was read.

    Raises:
        Refused: `by` may not import such things.
    """
    warrant = by.must(run.importable.permission)
    run.owner_id = by.pk
    run.save()
    record("imports.uploaded", by=by, under=warrant, on=run, place=place_of(warrant), after=_told(run))
    return run


@act
def take_headings(*, by: Asker, run: ImportRun, row: int) -> ImportRun:
    """Says which row, as the file counts, has the headings. The columns are guessed anew, and have to be chosen.

    Raises:
        ValidationError: it is being checked or imported, or was imported; there is no such row among the first, or
            none below it.
    """
    warrant, run = _mine(by, run, State.READ, State.CHECKING, State.CHECKED)
    _must_rest(run)
    head = run.folder.head(SEARCHED)
    numbers = [number for number, _cells in head]
    if row not in numbers:
        raise ValidationError(_("Row %(row)s is none of the first in this file."), params={"row": row}, code="row")
    rows = run.rows + numbers.index(run.heading_row) + 1
    read_from(run, head, numbers.index(row), rows)
    run.state, run.counts = State.READ, {}
    run.save(update_fields=["heading_row", "headings", "rows", "columns", "state", "counts"])
    record("imports.headings_taken", by=by, under=warrant, on=run, place=place_of(warrant), after={"row": row})
    return run


@act
def choose_columns(*, by: Asker, run: ImportRun, columns: Mapping[int, str], constants: Mapping[str, str]) -> ImportRun:
    """Says which column is which field, and what is the same for all rows. The file has to be checked anew.

    Raises:
        ValidationError: it is being checked or imported, or was imported; or the choice will not do (see `choosing`).
    """
    warrant, run = _mine(by, run, State.READ, State.CHECKING, State.CHECKED)
    _must_rest(run)
    if found := [fault.words for fault in faults(run.importable().fields, columns, constants)]:
        raise ValidationError([ValidationError(words, code="choice") for words in found])
    run.columns, run.constants = {str(place): name for place, name in columns.items()}, dict(constants)
    run.state, run.counts = State.CHECKING, {}
    run.save(update_fields=["columns", "constants", "state", "counts"])
    after = {"columns": run.columns, "constants": sorted(run.constants)}
    record("imports.columns_chosen", by=by, under=warrant, on=run, place=place_of(warrant), after=after)
    return run


@act
def checked(*, by: Asker, run: ImportRun, counts: Mapping[str, int]) -> None:
    """The file was checked; it may be imported now."""
    warrant, run = _mine(by, run, State.CHECKING)
    run.state, run.counts = State.CHECKED, dict(counts)
    run.save(update_fields=["state", "counts"])
    record("imports.checked", by=by, under=warrant, on=run, place=place_of(warrant), after={"counts": run.counts})


@act
def begin(*, by: Asker, run: ImportRun) -> ImportRun:
    """Begins to import, or takes up again what was left.

    Raises:
        ValidationError: the file was not checked, is being imported, or was.
    """
    warrant, run = _mine(by, run, State.CHECKED, State.RUNNING)
    _must_rest(run)
    if run.state == State.CHECKED:
        run.state, run.counts, run.rows_done, run.refused_size = State.RUNNING, {}, 0, 0
    run.save(update_fields=["state", "counts", "rows_done", "refused_size"])
    record("imports.begun", by=by, under=warrant, on=run, place=place_of(warrant), after={"row": run.rows_done})
    return run


@act
def hand_over(*, by: Asker, run: ImportRun, task: Work, title: str) -> None:
    """Leaves the reading of a file to a worker; its owner may come back to it.

    Raises:
        ValidationError: a worker has it already.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    _must_rest(run)
    page = reverse("import", args=[run.pk])
    job = jobs.start(by=by, task=task, title=title, arguments={"run": run.pk}, back_to=page)
    run.job = job.pk
    run.save(update_fields=["job"])


@act
def import_batch(
    *, by: User, run: ImportRun, importable: Importable, rows: Sequence[Row], alive: Callable[[], None]
) -> None:
    """Imports the next rows of a file, and keeps how far it is; `run` is brought up to date.

    Raises:
        Refused: no mandate in force.
        ValidationError: somebody else is importing the same file.
    """
    by = User.objects.get(pk=by.pk)  # their mandates as they are now
    warrant, locked = _mine(by, run, State.RUNNING)
    if locked.rows_done != run.rows_done:
        raise ValidationError(_("This file is being imported already."), code="twice")
    alive()
    planned = [row for row in rows if not row.problems]
    importable.plan(by=by, rows=planned, lock=True)
    _write(by, run, importable, planned, warrant)
    locked.refused_size = tell(
        run.folder.refused, [row for row in rows if row.outcome is Outcome.REFUSED], at=locked.refused_size
    )
    locked.rows_done += len(rows)
    locked.counts = dict(Counter(locked.counts) + Counter(str(row.outcome) for row in rows))
    locked.save(update_fields=["refused_size", "rows_done", "counts"])
    run.refused_size, run.rows_done, run.counts = locked.refused_size, locked.rows_done, locked.counts


def _write(by: User, run: ImportRun, importable: Importable, rows: Sequence[Row], warrant: Warrant | None) -> None:
    """Writes the rows and records one event for each mandate under which they were written; one at least."""
    written = sorted((row for row in rows if row.outcome in WRITTEN), key=_warrant_number)
    counts = {outcome: sum(row.outcome is outcome for row in rows) for outcome in Outcome}
    told = {"kind": run.kind, "sha256": run.sha256, "counts": counts}
    if not written:
        record(importable.act, by=by, under=warrant, on=run, place=place_of(warrant), after=told)
    for _number, group in groupby(written, key=_warrant_number):
        of_one = list(group)
        done, under = importable.write(of_one), of_one[0].warrant
        after = told | {"created": done.created, "updated": done.after}
        record(
            importable.act,
            by=by,
            under=under,
            on=run,
            place=place_of(under),
            before={"updated": done.before},
            after=after,
        )


def _warrant_number(row: Row) -> int:
    return row.warrant.pk if row.warrant else 0


@act
def finish(*, by: User, run: ImportRun) -> None:
    """All rows were read; the rows themselves are no longer needed, the refused ones are."""
    warrant, locked = _mine(by, run, State.RUNNING)
    locked.state, locked.ended_at = State.DONE, timezone.now()
    locked.save(update_fields=["state", "ended_at"])
    run.state, run.ended_at = locked.state, locked.ended_at
    record("imports.done", by=by, under=warrant, on=run, place=place_of(warrant), after={"counts": locked.counts})


@act
def remove_files(*, by: Asker | None, run: ImportRun) -> None:
    """Removes all files of an import: by its owner, or by the office (None) after the days that the setting says.

    Raises:
        ValidationError: it is being imported.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if by is not None and by.pk != run.owner_id:
        raise Refused()
    if by is not None and run.state == State.RUNNING:
        raise ValidationError(_("This file is being imported. Wait until it is done."), code="running")
    run.removed_at = timezone.now()
    run.save(update_fields=["removed_at"])
    record("imports.files_removed", by=by, on=run)
    run.folder.remove()


def _mine(by: Asker, run: ImportRun, *states: State) -> tuple[Warrant | None, Any]:
    """The mandate of `by`, and the import locked, if it is theirs, has its files, and is in one of `states`."""
    warrant = by.must(run.importable.permission)
    locked = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.owner_id != by.pk:
        raise Refused()
    if locked.removed_at is not None:
        raise ValidationError(_("The files of this import were removed. Upload the file again."), code="removed")
    if locked.state not in states:
        raise ValidationError(
            _("This import is %(state)s by now."), params={"state": locked.get_state_display()}, code="state"
        )
    return warrant, locked


def _must_rest(run: ImportRun) -> None:
    """Two who read one file at once would each overwrite what the other tells of it."""
    if run.job and Job.objects.open().filter(pk=run.job).exists():
        raise ValidationError(_("This file is being read in the background. Wait until that is done."), code="busy")


def _told(run: ImportRun) -> dict[str, Any]:
    return {"kind": run.kind, "name": run.name, "sha256": run.sha256, "size": run.size, "rows": run.rows}


def place_of(warrant: Any) -> int | None:
    """Whose auditors see what was done under `warrant`."""
    if warrant is None:
        return None
    return warrant.place_id or getattr(warrant.organisation, "place_id", None)
