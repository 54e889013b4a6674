"""An import goes batch by batch, is taken up where it was left, and neither loses nor doubles a row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from office import people
from office.imports.tables import as_csv, as_xlsx, chosen, imported, received, refusals, table
from rencai.office.accounts.models import Mandate
from rencai.office.asker import Refused, today
from rencai.office.audit import chain
from rencai.office.audit.models import Event
from rencai.office.imports import actions, running, tasks
from rencai.office.imports.expiry import remove_old_files
from rencai.office.imports.models import ImportRun, State
from rencai.office.jobs.models import Job
from rencai.office.registry.importing.talents import TalentImport
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db


def rows(count: int) -> list[dict[str, str]]:
    return [
        {
            "姓名": f"王虚构{number}",
            "身份证号": people.identity_number(number),
            "所在区县": "中山区",
            "手机号码": f"138{number:08d}",
        }
        for number in range(1, count + 1)
    ]


def begun(by: Any, people_rows: list[dict[str, str]]) -> ImportRun:
    run = chosen(by, received(by, as_csv(table(people_rows))))
    running.check(run, by, running.Unwatched())
    return actions.begin(by=by, run=run)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 3)


class Breaks(running.Unwatched):
    """The worker dies after some batches."""

    def __init__(self, after: int) -> None:
        self.left = after

    def alive(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt


def test_each_batch_is_one_act() -> None:
    imported(people.officer(), rows(7))
    sizes = [len(event.after["created"]) for event in Event.objects.filter(act="registry.imported").order_by("number")]
    assert sizes == [3, 3, 1]
    assert not chain.verify().faults


def test_an_import_that_broke_off_goes_on_after_the_last_whole_batch() -> None:
    officer, given = (
        people.officer(),
        [*rows(8), {"姓名": "", "身份证号": "", "所在区县": "", "手机号码": ""} | {"姓名": "无（虚构）"}],
    )
    run = begun(officer, given)
    with pytest.raises(KeyboardInterrupt):
        running.carry_out(run, officer, Breaks(after=2))
    run.refresh_from_db()
    assert (run.state, run.rows_done, Talent.objects.count()) == (State.RUNNING, 6, 6)
    running.carry_out(actions.begin(by=officer, run=run), officer, running.Unwatched())
    run.refresh_from_db()
    assert (run.state, run.counts, Talent.objects.count()) == (State.DONE, {"created": 8, "refused": 1}, 8)
    assert list(refusals(run)) == [10]


def test_an_import_that_goes_on_still_knows_whom_the_first_rows_spoke_of() -> None:
    officer, given = people.officer(), rows(4)
    run = begun(officer, [*given, given[0]])
    with pytest.raises(KeyboardInterrupt):
        running.carry_out(run, officer, Breaks(after=1))
    run.refresh_from_db()
    running.carry_out(run, officer, running.Unwatched())
    assert "Row 2 is about the same person" in refusals(run)[6][0]


def test_a_batch_that_the_database_refuses_is_tried_in_halves_down_to_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = people.officer()
    run = begun(officer, rows(7))
    write = TalentImport.write

    def refusing(self: TalentImport, planned: Any) -> Any:
        if any(row.number == 3 for row in planned):
            raise IntegrityError("somebody was quicker")
        return write(self, planned)

    monkeypatch.setattr(TalentImport, "write", refusing)
    running.carry_out(run, officer, running.Unwatched())
    assert (run.counts, Talent.objects.count()) == ({"created": 6, "refused": 1}, 6)
    assert list(refusals(run)) == [3]
    assert "somebody may have added the same just now" in refusals(run)[3][0]


def test_whoever_is_added_by_somebody_else_in_between_is_met_on_the_second_try(monkeypatch: pytest.MonkeyPatch) -> None:
    officer, given = people.officer(), rows(3)
    run = begun(officer, given)
    write, rivals = TalentImport.write, [True]

    def raced(self: TalentImport, planned: Any) -> Any:
        if rivals and rivals.pop():
            raise IntegrityError("talent_once_by_identity")
        return write(self, planned)

    monkeypatch.setattr(TalentImport, "write", raced)
    people.talent(name=given[1]["姓名"], document_number=given[1]["身份证号"])
    running.carry_out(run, officer, running.Unwatched())
    assert (run.counts, Talent.objects.count()) == ({"created": 2, "updated": 1}, 3)


def test_two_workers_do_not_import_one_file_at_once() -> None:
    officer = people.officer()
    run = begun(officer, rows(4))
    other = ImportRun.objects.get(pk=run.pk)
    running.carry_out(run, officer, running.Unwatched())
    with pytest.raises(ValidationError):
        running.carry_out(other, officer, running.Unwatched())
    assert Talent.objects.count() == 4


def test_a_mandate_that_ends_meanwhile_ends_the_import_and_what_was_done_stays() -> None:
    officer = people.officer()
    run = begun(officer, rows(4))

    class Revoking(running.Unwatched):
        def __call__(self, done: int, total: int | None = None, message: str = "") -> None:
            Mandate.objects.update(valid_until=today() - timedelta(days=1))

    with pytest.raises(Refused):
        running.carry_out(run, officer, Revoking())
    run.refresh_from_db()
    assert (Talent.objects.count(), run.rows_done, run.state) == (3, 3, State.RUNNING)


def test_whose_mandate_ran_out_can_neither_upload_nor_choose_nor_begin() -> None:
    officer = people.officer()
    run = received(officer, as_csv(table(rows(1))))
    Mandate.objects.update(valid_until=today() - timedelta(days=1))
    expired = type(officer).objects.get(pk=officer.pk)
    for tried in (
        lambda: received(expired, as_csv(table(rows(1)))),
        lambda: chosen(expired, run),
        lambda: actions.begin(by=expired, run=run),
    ):
        with pytest.raises(Refused):
            tried()


def test_nobody_goes_on_with_somebody_elses_import() -> None:
    run = received(people.officer(), as_csv(table(rows(1))))
    with pytest.raises(Refused):
        chosen(people.officer(), run)
    with pytest.raises(Refused):
        actions.remove_files(by=people.officer(), run=run)


def test_what_is_not_checked_is_not_imported_and_what_is_imported_not_again() -> None:
    officer = people.officer()
    run = received(officer, as_csv(table(rows(1))))
    with pytest.raises(ValidationError, match="columns to be chosen"):
        actions.begin(by=officer, run=run)
    done = imported(officer, rows(1))
    with pytest.raises(ValidationError, match="done"):
        actions.begin(by=officer, run=done)


def test_a_check_writes_nothing() -> None:
    officer = people.officer()
    run = chosen(officer, received(officer, as_csv(table(rows(4)))))
    before = Event.objects.count()
    running.check(run, officer, running.Unwatched())
    run.refresh_from_db()
    assert (run.state, run.counts, Talent.objects.count()) == (State.CHECKED, {"created": 4}, 0)
    assert Event.objects.count() == before + 1


def test_a_long_file_is_left_to_a_worker_and_its_owner_comes_back_to_the_import(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "SHORT", 2)
    officer = people.officer()
    run = chosen(officer, received(officer, as_csv(table(rows(4)))))
    tasks.check(by=officer, run=run)
    job = Job.objects.get()
    run.refresh_from_db()
    assert (job.owner, job.arguments, run.job) == (officer, {"run": run.pk}, job.pk)
    assert job.back_to.endswith(f"/import/{run.pk}/")


class Working(running.Unwatched):
    """What a worker gives to a task."""

    def __init__(self, by: Any) -> None:
        self.by = by


def test_a_worker_may_run_a_task_twice() -> None:
    officer = people.officer()
    run = chosen(officer, received(officer, as_csv(table(rows(4)))))
    for _ in range(2):
        assert tasks.check_file.function(Working(officer), run=run.pk) == {"created": 4}
    actions.begin(by=officer, run=run)
    for _ in range(2):
        assert tasks.import_file.function(Working(officer), run=run.pk) == {"created": 4}
    assert Talent.objects.count() == 4


def test_files_lie_in_a_folder_that_is_the_offices_alone_and_go_after_some_days(settings: Any) -> None:
    officer = people.officer()
    run = imported(officer, [*rows(1), {"姓名": "无（虚构）"}])
    folder = run.folder
    assert (folder.path.stat().st_mode & 0o777, folder.source.stat().st_mode & 0o777) == (0o700, 0o600)
    assert remove_old_files.function(Working(None)) == 0
    ImportRun.objects.update(made_at=timezone.now() - timedelta(days=settings.IMPORT_DAYS + 1))
    assert remove_old_files.function(Working(None)) == 1
    run.refresh_from_db()
    assert (folder.path.exists(), run.removed_at is not None) == (False, True)
    assert Event.objects.first().act == "imports.files_removed"
    assert remove_old_files.function(Working(None)) == 0


def test_a_file_that_cannot_be_read_leaves_nothing_behind(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(ValidationError):
        received(people.officer(), b"\x00\x01\x02")
    assert not list(tmp_path.rglob("source"))
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x7fELF\x00", "no text in UTF-8 or GB18030"),
        (b"PK\x03\x04x", "save it anew as XLSX"),
        (b"", "no table"),
        ("姓名,学历\n".encode(), "Below the headings there are no rows"),
        (as_csv([["x"] * 301, ["y"] * 301]), "more than 300 columns"),
        (as_xlsx([["姓名"], ["x" * 20_001]]), "longer than 20000 characters"),
    ],
)
def test_a_file_without_a_table_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        received(people.officer(), content)
    assert words in " ".join(caught.value.messages)


def test_no_secret_of_a_row_is_written_anywhere_but_into_its_own_files(caplog: pytest.LogCaptureFixture) -> None:
    given = rows(2)
    given[1] |= {"性别": "?"}
    run = imported(people.officer(), given)
    told = f"{caplog.text}{list(Event.objects.values())}{ImportRun.objects.values().get()}"
    assert not [row for row in given if row["身份证号"] in told or row["手机号码"] in told]
    assert given[1]["身份证号"] in run.folder.refused.read_text()
