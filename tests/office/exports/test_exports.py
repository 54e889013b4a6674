"""Lists leave the office as files: whole, as filtered, within the mandate, without secrets, and on record."""

from __future__ import annotations

import csv
import io
from typing import Any

import pyarrow as pa
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from office import people
from rencai.office.accounts.models import User
from rencai.office.audit import chain
from rencai.office.audit.models import Event
from rencai.office.exports import streaming, views
from rencai.office.exports.exportable import every
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db


def taken(by: User, name: str = "talents", suffix: str = "csv", **filters: str) -> Any:
    return people.signed_in(by).get(reverse("export", args=[name, suffix]), filters)


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def names(answer: Any) -> set[str]:
    return {row["name"] for row in rows(answer)}


def test_a_list_leaves_within_the_mandate_and_no_further() -> None:
    here, there = people.talent(), people.talent(place=people.place("xigang"))
    assert names(taken(people.officer("zhongshan"))) == {here.name}
    assert names(taken(people.city_officer())) == {here.name, there.name}


def test_human_resources_take_their_own_people() -> None:
    works = people.organisation()
    own = people.talent(organisation=works)
    people.talent()
    assert names(taken(people.hr(works))) == {own.name}


def test_whoever_was_merged_away_is_in_no_list() -> None:
    kept = people.talent()
    people.talent(merged_into=kept)
    assert names(taken(people.officer())) == {kept.name}


def test_cells_say_what_a_page_would_say() -> None:
    works = people.organisation(name="大连虚构公司")
    people.talent(name="王小明（虚构）", gender="f", degree="doctor", organisation=works, occupation_id="2-02-10-03")
    (row,) = rows(taken(people.officer()))
    assert (row["gender"], row["highest degree"], row["place"], row["employer"]) == (
        "female", "doctorate", "Zhongshan", "大连虚构公司",
    )  # fmt: skip
    assert (row["occupation code"], row["unified social credit code"]) == ("2-02-10-03", works.credit_code)
    assert row["number"] == str(Talent.objects.get().pk)


def test_headings_and_cells_are_in_the_language_of_the_page() -> None:
    people.talent(gender="f")
    client = people.signed_in(people.officer())
    answer = client.get(reverse("export", args=["talents", "csv"]), headers={"accept-language": "zh-hans"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "中山区" in text
    assert "姓名" in text.splitlines()[0]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_each_kind_of_file_has_all_rows_over_several_batches(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "FIRST", 2)
    monkeypatch.setattr(streaming, "LATER", 3)
    expected = [people.talent().name for _ in range(9)]
    answer = taken(people.officer(), suffix=suffix)
    content = b"".join(answer.streaming_content)
    if suffix == "csv":
        found = [row["name"] for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]
    elif suffix == "parquet":
        found = parquet.read_table(pa.BufferReader(content)).column("name").to_pylist()
    else:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        found = [row[sheet[0].index("name")] for row in sheet[1:]]
    assert found == expected
    assert f".{suffix}" in answer["Content-Disposition"]


def test_a_formula_in_a_name_leaves_as_text() -> None:
    people.talent(name='=HYPERLINK("http://example.com")')
    assert names(taken(people.officer())) == {'\'=HYPERLINK("http://example.com")'}


# -- secrets -----------------------------------------------------------------------------------------------------


def with_secrets() -> Talent:
    number = people.identity_number(77)
    return people.talent(document_number=number, phone="13800001234", mailbox="wang@example.com")


def test_secrets_are_masked_although_the_asker_might_look_at_them() -> None:
    talent = with_secrets()
    (row,) = rows(taken(people.officer()))
    assert row["number of the identity document"] == "*" * 14 + talent.document_number[-4:]
    assert row["phone"] == "*******1234"
    assert "wang" not in str(row.values())


def test_whoever_may_look_at_secrets_takes_them_by_asking_and_that_is_noted() -> None:
    talent = with_secrets()
    (row,) = rows(taken(people.officer(), secrets="1"))
    assert (row["number of the identity document"], row["phone"]) == (talent.document_number, "13800001234")
    begun = Event.objects.filter(act="registry.exported").get()
    assert begun.after["secrets"] is True


@pytest.mark.parametrize("who", [people.auditor, people.hr])
def test_whoever_may_not_look_at_secrets_cannot_take_them(who: Any) -> None:
    with_secrets()
    by = who()
    assert taken(by, secrets="1").status_code == 403
    assert not Event.objects.filter(act="registry.exported").exists()


def test_with_secrets_only_those_leave_whose_secrets_are_theirs_to_see() -> None:
    here = with_secrets()
    people.talent(place=people.place("xigang"))
    both = people.officer("zhongshan")
    second = people.holder("auditor", people.place("xigang")).mandates.get()
    type(second).objects.filter(pk=second.pk).update(holder=both)
    assert len(rows(taken(both))) == 2
    assert names(taken(both, secrets="1")) == {here.name}


# -- the record --------------------------------------------------------------------------------------------------


def test_an_event_tells_the_filter_before_the_first_row_and_another_the_rows_after_the_last() -> None:
    officer = people.officer()
    for _ in range(3):
        people.talent()
    answer = taken(officer, degree="doctor", q="210202198506151234")
    begun = Event.objects.first()
    assert (begun.act, begun.actor_id, begun.place_id) == ("registry.exported", officer.pk, people.place().pk)
    assert begun.after == {
        "list": "talents", "format": "csv", "filter": {"degree": ["doctor"], "q": ["…"]}, "secrets": False,
    }  # fmt: skip
    found = rows(answer)
    ended = Event.objects.first()
    assert (ended.act, ended.after) == ("exports.ended", {"list": "talents", "rows": len(found), "whole": True})
    assert ended.address == begun.address
    assert not chain.verify().faults


def test_a_reader_who_leaves_is_noted_with_the_rows_that_were_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "FIRST", 2)
    for _ in range(5):
        people.talent()
    answer = taken(people.officer())
    stream = iter(answer.streaming_content)
    next(stream)
    next(stream)
    del stream
    for close in answer._resource_closers:
        close()
    assert Event.objects.first().after == {"list": "talents", "rows": 2, "whole": False}


# -- what it costs -----------------------------------------------------------------------------------------------


def test_no_query_stays_open_and_each_batch_takes_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "FIRST", 2)
    monkeypatch.setattr(streaming, "LATER", 4)
    for _ in range(10):
        people.talent()
    columns = next(one for one in every() if one.name == "talents").columns()
    with CaptureQueriesContext(connection) as queries:
        sizes = [len(batch) for batch in streaming.batches(Talent.objects.all(), columns)]
    assert sizes == [2, 4, 4]
    keys = [query["sql"] for query in queries if "LIMIT" in query["sql"]]
    assert len(queries) == 7
    assert len(keys) == 4
    assert not any("JOIN" in sql for sql in keys)


def test_a_sheet_that_cannot_hold_the_list_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "XLSX_ROWS", 2)
    for _ in range(3):
        people.talent()
    answer = taken(people.officer(), suffix="xlsx")
    assert answer.status_code == 400
    assert "Take it as CSV" in answer.content.decode()
    assert not Event.objects.filter(act="registry.exported").exists()


# -- who ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["talents", "organisations", "audit"])
@pytest.mark.parametrize("who", [people.leader, people.steward, people.former_officer, people.user])
def test_whoever_may_not_export_takes_no_list(name: str, who: Any) -> None:
    assert taken(who(), name).status_code == 403


def test_nobody_takes_a_list_without_signing_in() -> None:
    assert Client().get(reverse("export", args=["talents", "csv"])).status_code == 302


def test_the_audit_log_leaves_with_auditors_alone() -> None:
    assert taken(people.officer(), "audit").status_code == 403
    answer = taken(people.auditor(), "audit")
    found = rows(answer)
    assert {row["act"] for row in found} >= {"added a place", "exported a list"}


def test_organisations_leave_as_their_page_filters_them() -> None:
    school = people.organisation(kind="school", name="虚构学校")
    people.organisation()
    people.organisation(kind="school", place=people.place("xigang"))
    assert names(taken(people.officer(), "organisations", kind="school")) == {school.name}


@pytest.mark.parametrize(("name", "suffix"), [("cats", "csv"), ("talents", "exe"), ("../talents", "csv")])
def test_what_is_no_list_or_no_kind_of_file_is_not_found(name: str, suffix: str) -> None:
    assert people.signed_in(people.officer()).get(f"/export/{name}.{suffix}").status_code == 404


def test_talents_leave_as_their_page_filters_them() -> None:
    doctor = people.talent(degree="doctor")
    people.talent(degree="master")
    assert names(taken(people.officer(), degree="doctor")) == {doctor.name}


@pytest.mark.parametrize("name", ["talents", "organisations", "audit"])
def test_a_filter_that_is_nonsense_breaks_no_export(name: str) -> None:
    answer = taken(people.auditor(), name, place="nowhere", degree="?", kind="?", first="?", act="?")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("page", "name"), [("organisations", "organisations"), ("audit_log", "audit"), ("talents", "talents")]
)
def test_a_list_leads_to_its_files_with_the_filter_of_its_page(page: str, name: str) -> None:
    people.organisation(kind="school")
    people.talent()
    shown = people.signed_in(people.auditor()).get(reverse(page), {"kind": "school", "after": ""}).content.decode()
    for suffix in ("csv", "xlsx", "parquet"):
        assert f"/export/{name}.{suffix}?kind=school" in shown


def test_whoever_may_not_export_is_offered_no_file() -> None:
    people.organisation()
    assert "/export/" not in people.signed_in(people.leader()).get(reverse("organisations")).content.decode()
