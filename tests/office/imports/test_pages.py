"""The pages of the import, step by step, and what they refuse."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from office import people
from office.imports.tables import as_csv, as_xlsx, chosen, imported, received, table
from rencai.office.audit.models import Event
from rencai.office.imports import actions, running, tasks
from rencai.office.imports.models import ImportRun, State
from rencai.office.jobs.models import Job
from rencai.office.jobs.worker import run_waiting
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db


def rows(count: int = 2, **values: str) -> list[dict[str, str]]:
    return [
        {"姓名": f"王虚构{number}", "身份证号": people.identity_number(number), "所在区县": "中山区"} | values
        for number in range(1, count + 1)
    ]


def upload(client: Client, content: bytes, name: str = "人员.csv", kind: str = "talents") -> Any:
    return client.post(reverse("imports"), {"kind": kind, "file": SimpleUploadedFile(name, content)})


def run_of(client: Client, content: bytes, name: str = "人员.csv") -> ImportRun:
    assert upload(client, content, name).status_code == 302
    return ImportRun.objects.get()


def page(client: Client, name: str, run: ImportRun, *more: Any) -> str:
    return client.get(reverse(name, args=[run.pk, *more])).content.decode()


def choice(run: ImportRun, **more: str) -> dict[str, str]:
    return {f"column-{place}": name for place, name in run.columns.items()} | more


@pytest.mark.parametrize("name", ["人员.csv", "人员.xlsx"])
def test_a_table_goes_from_upload_over_columns_and_preview_into_the_base(name: str) -> None:
    client = people.signed_in(people.officer())
    content = table([*rows(), *rows(1, 身份证号="1")])
    run = run_of(client, as_xlsx(content) if name.endswith("xlsx") else as_csv(content), name)
    shown = page(client, "import", run)
    assert "身份证号" in shown
    assert 'value="document_number" selected' in shown
    answer = client.post(reverse("import_columns", args=[run.pk]), choice(run), follow=True)
    assert "would be added" in answer.content.decode()
    assert "no resident identity number" in answer.content.decode()
    assert not Talent.objects.exists()
    answer = client.post(reverse("import_begin", args=[run.pk]), follow=True)
    assert "is imported" in answer.content.decode()
    assert Talent.objects.count() == 2


def test_whoever_leaves_finds_the_import_at_the_step_where_it_was() -> None:
    officer = people.officer()
    client = people.signed_in(officer)
    run = run_of(client, as_csv(table(rows())))
    assert "Which column is what?" in page(client, "import", run)
    client.post(reverse("import_columns", args=[run.pk]), choice(run))
    assert "What would happen" in page(client, "import", run)
    assert f'href="{reverse("import", args=[run.pk])}"' in client.get(reverse("imports")).content.decode()
    chosen = client.get(reverse("import", args=[run.pk]), {"columns": ""}).content.decode()
    assert "Which column is what?" in chosen
    actions.begin(by=officer, run=ImportRun.objects.get())
    assert "This was interrupted" in page(client, "import", run)
    client.post(reverse("import_begin", args=[run.pk]))
    assert ImportRun.objects.get().state == State.DONE


def test_a_file_that_a_worker_reads_is_read_by_no_second_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "SHORT", 0)
    client = people.signed_in(people.officer())
    run = run_of(client, as_csv(table(rows())))
    for name in ("import_columns", "import_columns", "import_headings", "import_begin"):
        shown = client.post(reverse(name, args=[run.pk]), choice(run, row="1"), follow=True).content.decode()
    assert "being read in the background" in shown
    assert Job.objects.count() == 1
    run_waiting()
    for _ in range(2):
        client.post(reverse("import_begin", args=[run.pk]))
    assert Job.objects.count() == 2
    run_waiting()
    assert (ImportRun.objects.get().state, Talent.objects.count()) == (State.DONE, 2)


def test_a_choice_without_the_name_is_refused_and_nothing_chosen_is_lost() -> None:
    client = people.signed_in(people.officer())
    run = run_of(client, as_csv(table(rows())))
    answer = client.post(
        reverse("import_columns", args=[run.pk]), {"column-1": "document_number", "same-place": "中山区"}
    )
    shown = answer.content.decode()
    assert "Say which column is “name”" in shown
    assert 'value="document_number" selected' in shown
    assert 'value="中山区"' in shown
    assert ImportRun.objects.get().state == State.READ


def test_headings_that_were_guessed_wrongly_are_taken_from_the_row_that_has_them() -> None:
    client = people.signed_in(people.officer())
    content = [["姓名", "性别", "出生日期"], ["填表说明"], ["Wer", "Nummer"], ["王虚构", people.identity_number()]]
    run = run_of(client, as_csv(content))
    assert (run.heading_row, run.rows) == (1, 3)
    assert "row 3: Wer, Nummer" in page(client, "import", run)
    address = reverse("import_headings", args=[run.pk])
    assert "Select a valid choice" in client.post(address, {"row": "9"}).content.decode()
    assert "Below the headings there are no rows." in client.post(address, {"row": "4"}).content.decode()
    client.post(address, {"row": "3"})
    run.refresh_from_db()
    assert (run.heading_row, run.rows, run.headings, run.columns) == (3, 1, ["Wer", "Nummer"], {})
    given = {"column-0": "name", "column-1": "document_number", "same-place": "中山区"}
    client.post(reverse("import_columns", args=[run.pk]), given)
    client.post(reverse("import_begin", args=[run.pk]))
    assert Talent.objects.get().name == "王虚构"
    assert "This import is done by now." in client.post(address, {"row": "1"}).content.decode()


def test_two_columns_for_one_field_are_refused() -> None:
    client = people.signed_in(people.officer())
    run = run_of(client, as_csv(table(rows())))
    answer = client.post(reverse("import_columns", args=[run.pk]), {"column-0": "name", "column-1": "name"})
    assert "Two columns are “name”" in answer.content.decode()


def test_what_is_the_same_for_all_rows_is_checked_where_it_is_typed() -> None:
    client = people.signed_in(people.officer())
    run = run_of(client, as_csv(table(rows())))
    answer = client.post(reverse("import_columns", args=[run.pk]), choice(run, **{"same-place": "沈阳市"}))
    assert "Allowed: Dalian" in answer.content.decode()


def test_a_place_given_once_stands_for_all_rows() -> None:
    client = people.signed_in(people.officer())
    run = run_of(client, as_csv(table([{"姓名": "王虚构", "身份证号": people.identity_number()}])))
    client.post(reverse("import_columns", args=[run.pk]), choice(run, **{"same-place": "中山区"}))
    client.post(reverse("import_begin", args=[run.pk]))
    assert Talent.objects.get().place == people.place()


def test_the_refused_rows_come_back_mended_and_only_they_are_added() -> None:
    client = people.signed_in(people.officer())
    content = table([*rows(2), {"姓名": "=王虚构9", "身份证号": "1", "所在区县": "中山区"}])
    run = run_of(client, as_csv(content))
    client.post(reverse("import_columns", args=[run.pk]), choice(run))
    client.post(reverse("import_begin", args=[run.pk]))
    answer = client.get(reverse("import_refused", args=[run.pk, "csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    handed_back = list(csv.reader(io.StringIO(text)))
    assert handed_back[0] == ["姓名", "身份证号", "所在区县", "Row in the file", "What is wrong"]
    assert handed_back[1][:4] == ["'=王虚构9", "1", "中山区", "4"]
    assert "no resident identity number" in handed_back[1][4]
    number = people.identity_number(999)
    handed_back[1][1] = number
    upload(client, as_csv(handed_back, "utf-8-sig"), "mended.csv")
    mended = ImportRun.objects.latest("pk")
    assert set(mended.columns.values()) == {"name", "document_number", "place"}
    client.post(reverse("import_columns", args=[mended.pk]), choice(mended))
    client.post(reverse("import_begin", args=[mended.pk]))
    assert Talent.objects.latest("pk").name == "=王虚构9"
    assert Talent.objects.count() == 3


def test_the_refused_rows_come_as_a_workbook_without_formulas() -> None:
    officer = people.officer()
    run = imported(officer, [{"姓名": "=1+1", "身份证号": "1", "所在区县": "中山区"}])
    answer = people.signed_in(officer).get(reverse("import_refused", args=[run.pk, "xlsx"]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=1+1" in sheet


def test_html_in_a_table_is_shown_as_text_at_every_step() -> None:
    client = people.signed_in(people.officer())
    evil = "<script>alert(1)</script>"
    run = run_of(client, as_csv([["姓名", evil], [evil, evil], [evil, "x"]]), f"{evil}.csv")
    steps = [page(client, "import", run)]
    columns = {"column-0": "name", "column-1": "gender", "same-place": "中山区"}
    steps.append(client.post(reverse("import_columns", args=[run.pk]), columns, follow=True).content.decode())
    steps.append(client.get(reverse("imports")).content.decode())
    assert not [step for step in steps if "<script>alert" in step]
    assert "&lt;script&gt;alert(1)" in steps[1]


def test_an_empty_workbook_with_all_headings_is_there_to_be_filled_in() -> None:
    client = people.signed_in(people.officer())
    answer = client.get(reverse("import_empty", args=["talents"]))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert client.get(reverse("import_empty", args=["nothing"])).status_code == 404


# -- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("staff.xlsx", b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200, "a kind that is taken here: XLSX, CSV, TXT."),
        ("staff.xlsx", b"#!/bin/sh\nrm -rf /\n", "not a file of a kind that is taken here"),
        ("staff.csv", b"\x7fELF\x02\x01\x01\x00" + b"\x00" * 200, ""),
        ("staff.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 200, ""),
        ("staff.csv", b"", "empty"),
        ("staff.xlsx", as_xlsx([["姓名"], ["王"]])[:-300], ""),
    ],
)
def test_what_is_no_table_is_refused_by_its_content_whatever_it_is_called(
    name: str, content: bytes, words: str
) -> None:
    answer = upload(people.signed_in(people.officer()), content, name)
    assert answer.status_code == 200
    assert "Something is not right yet" in answer.content.decode()
    assert words in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx([["姓名"]]))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("xl/worksheets/sheet2.xml", b"0" * 200_000_000)
    answer = upload(people.signed_in(people.officer()), file.getvalue(), "bomb.xlsx")
    assert "unpacks to far more than it seems" in answer.content.decode()


def test_a_file_beyond_the_limit_is_refused(settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1000
    answer = upload(people.signed_in(people.officer()), as_csv(table(rows(50))))
    assert "too big" in answer.content.decode()


def test_two_gigabytes_are_refused_before_they_are_read() -> None:
    client = people.signed_in(people.officer())
    boundary = b"----x"
    head = b'--%s\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' % boundary

    class Endless(io.RawIOBase):
        """Begins as an upload, and would go on for two gigabytes."""

        taken = 0

        def read(self, size: int = -1) -> bytes:
            self.taken += size
            assert self.taken < 2**28, "the upload is read although it is refused"
            return head if self.taken == size else b"x" * size

    answer = client.generic(
        "POST",
        reverse("imports"),
        b"",
        f"multipart/form-data; boundary={boundary.decode()}",
        CONTENT_LENGTH=str(2**31),
        **{"wsgi.input": Endless()},
    )
    assert answer.status_code in (200, 400, 413)
    assert not ImportRun.objects.exists()


# -- whose it is -------------------------------------------------------------------------------------------------


ADDRESSES = [
    ("get", "import", ()),
    ("get", "import_refused", ("csv",)),
    ("post", "import_columns", ()),
    ("post", "import_headings", ()),
    ("post", "import_begin", ()),
    ("post", "import_remove", ()),
]


@pytest.mark.parametrize(("method", "name", "more"), ADDRESSES)
def test_somebody_elses_file_is_not_found_and_the_try_is_noted(method: str, name: str, more: tuple[str, ...]) -> None:
    run = received(people.officer(), as_csv(table(rows())))
    answer = getattr(people.signed_in(people.city_officer()), method)(reverse(name, args=[run.pk, *more]))
    assert answer.status_code == 404
    assert Event.objects.first().act == "audit.denied"


@pytest.mark.parametrize(("method", "name", "more"), ADDRESSES)
def test_nobody_reaches_an_import_without_signing_in(method: str, name: str, more: tuple[str, ...]) -> None:
    run = received(people.officer(), as_csv(table(rows())))
    assert getattr(Client(), method)(reverse(name, args=[run.pk, *more])).status_code == 302


@pytest.mark.parametrize("who", [people.auditor, people.leader, people.steward, people.former_officer, people.user])
def test_whoever_may_not_import_sees_no_import(who: Any) -> None:
    client = people.signed_in(who())
    assert client.get(reverse("imports")).status_code == 403
    assert client.get(reverse("import_empty", args=["talents"])).status_code == 403
    assert upload(client, as_csv(table(rows()))).status_code == 403


def test_whose_mandate_ran_out_meanwhile_is_told_so() -> None:
    officer = people.officer()
    run = received(officer, as_csv(table(rows())))
    officer.mandates.update(valid_until="2020-12-31")
    answer = people.signed_in(officer).post(reverse("import_columns", args=[run.pk]), choice(run))
    assert answer.status_code == 403
    assert ImportRun.objects.get().state == State.READ


def test_human_resources_are_offered_talents_and_not_organisations() -> None:
    shown = people.signed_in(people.hr()).get(reverse("imports")).content.decode()
    assert 'value="talents"' in shown
    assert 'value="organisations"' not in shown


def test_removed_files_are_gone_and_the_page_says_so() -> None:
    officer = people.officer()
    client, run = people.signed_in(officer), imported(officer, rows(1))
    client.post(reverse("import_remove", args=[run.pk]))
    assert not run.folder.path.exists()
    assert "were removed" in page(client, "import", run)
    assert client.get(reverse("import_refused", args=[run.pk, "csv"])).status_code == 404
    assert client.post(reverse("import_begin", args=[run.pk])).status_code == 302


@pytest.mark.parametrize("name", ["import_headings", "import_columns", "import_begin"])
def test_an_import_whose_files_were_removed_before_its_end_leads_to_the_page_that_says_so(name: str) -> None:
    officer = people.officer()
    client, run = people.signed_in(officer), chosen(officer, received(officer, as_csv(table(rows()))))
    client.post(reverse("import_remove", args=[run.pk]))
    answer = client.post(reverse(name, args=[run.pk]), {"row": "1"}, follow=True)
    assert "were removed" in answer.content.decode()


def test_pages_with_somebodys_secrets_are_kept_by_no_cache() -> None:
    officer = people.officer()
    client, run = people.signed_in(officer), received(officer, as_csv(table(rows())))
    assert "no-store" in client.get(reverse("import", args=[run.pk]))["Cache-Control"]


# -- what a page costs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.READ, State.CHECKED, State.DONE])
@pytest.mark.parametrize("count", [1, 60])
def test_a_page_takes_the_same_few_queries_however_long_the_file(
    state: State, count: int, django_assert_max_num_queries: Any
) -> None:
    officer = people.officer()
    run = received(officer, as_csv(table(rows(count, 性别="?"))))
    if state is not State.READ:
        run = actions.choose_columns(
            by=officer, run=run, columns={int(place): name for place, name in run.columns.items()}, constants={}
        )
        running.check(run, officer, running.Unwatched())
    if state is State.DONE:
        tasks.carry_out(by=officer, run=actions.begin(by=officer, run=run))
    client = people.signed_in(officer)
    with django_assert_max_num_queries(8):
        assert client.get(reverse("import", args=[run.pk])).status_code == 200
