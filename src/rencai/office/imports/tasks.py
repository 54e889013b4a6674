"""Reading a file: at once where it is short, in the background where it is long."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rencai.office.accounts.models import User
from rencai.office.imports import actions, running
from rencai.office.imports.models import ImportRun, State
from rencai.office.jobs.progress import Progress
from rencai.office.jobs.work import work

SHORT = 1000
"""Rows that are read while their owner waits."""


def check(*, by: User, run: ImportRun) -> None:
    """Checks all rows of a file whose columns are chosen."""
    if run.rows <= SHORT:
        running.check(run, by, running.Unwatched())
    else:
        title = _("Check %(name)s") % {"name": run.name}
        actions.hand_over(by=by, run=run, task=check_file, title=title)


def carry_out(*, by: User, run: ImportRun) -> None:
    """Imports the rows of a file that `actions.begin` has begun with."""
    if run.rows <= SHORT:
        running.carry_out(run, by, running.Unwatched())
    else:
        title = _("Import %(name)s") % {"name": run.name}
        actions.hand_over(by=by, run=run, task=import_file, title=title)


@work()
def check_file(progress: Progress, *, run: int) -> dict[str, int]:
    """Running it again does no harm: it writes nothing into the base."""
    found = ImportRun.objects.visible_to(progress.by).get(pk=run)
    if found.state == State.CHECKING:
        running.check(found, progress.by, progress)
    return dict(ImportRun.objects.get(pk=run).counts)


@work()
def import_file(progress: Progress, *, run: int) -> dict[str, int]:
    """Each batch keeps with itself how far the import is, so that another worker goes on after it."""
    found = ImportRun.objects.visible_to(progress.by).get(pk=run)
    if found.state == State.RUNNING:
        running.carry_out(found, progress.by, progress)
    return dict(ImportRun.objects.get(pk=run).counts)
