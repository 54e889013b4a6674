"""Documents come in checked, are opened by few, and go out as files that no browser runs."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from office import people
from office.registry.test_pages import browser, last_act, page
from office.test_uploads import EXE, PDF, package
from rencai.office.asker import Refused
from rencai.office.registry import actions
from rencai.office.registry.models import Document, Talent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def handed_in(talent: Talent, by: Any = None, data: bytes = PDF, name: str = "学位证书.pdf") -> Document:
    user = by or people.officer()
    return actions.add_document(by=user, talent=talent, title="学位证书", upload=ContentFile(data, name=name))


def test_a_document_is_kept_by_its_content_and_never_by_its_name(settings: Any) -> None:
    document = handed_in(people.talent(), name="../../../evil.pdf")
    assert document.file.name.startswith(f"documents/{document.sha256[:2]}/{document.sha256}")
    assert (document.name, document.media_type, document.size) == ("evil.pdf", "application/pdf", len(PDF))
    assert document.file.read() == PDF


def test_what_a_document_is_decides_whether_it_is_taken() -> None:
    with pytest.raises(ValidationError, match="not a file of a kind"):
        handed_in(people.talent(), data=EXE)
    assert not Document.objects.exists()


def test_a_document_goes_out_as_a_file_to_be_kept_and_the_look_is_noted() -> None:
    talent = people.talent()
    document = handed_in(talent)
    answer = browser(people.officer()).get(reverse("document", args=[talent.pk, document.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert last_act() == "registry.document_seen"


def test_documents_are_opened_by_the_office_the_owner_and_whoever_handed_them_in() -> None:
    employer = people.organisation()
    owner = people.user()
    talent = people.talent(organisation=employer, account=owner)
    hr, other_hr = people.hr(employer), people.hr(employer)
    document = handed_in(talent, by=hr)
    for who in (people.officer(), owner, hr):
        assert actions.open_document(by=who, document=document) == document
    for who in (other_hr, people.leader(), people.auditor(), people.officer("xigang")):
        with pytest.raises(Refused):
            actions.open_document(by=who, document=document)
    address = reverse("document", args=[talent.pk, document.pk])
    assert address not in page(other_hr, "talent", talent.pk)
    assert address in page(hr, "talent", talent.pk)


def test_an_employer_does_not_remove_a_document_that_it_may_not_open() -> None:
    employer, owner = people.organisation(), people.user()
    talent, hr = people.talent(organisation=employer, account=owner), people.hr(employer)
    document, own = handed_in(talent, by=owner), handed_in(talent, by=hr)
    address = reverse("remove_entry", args=[talent.pk, "document", document.pk])
    assert address not in page(hr, "talent", talent.pk)
    answer = browser(hr).post(address, {"reason": "away with it", "version": 1})
    assert "Documents are open to the talent" in answer.content.decode()
    assert set(Document.objects.all()) == {document, own}
    actions.remove_entry(by=hr, entry=own, reason="the wrong file")
    assert Document.objects.get() == document


def test_whoever_handed_a_document_in_and_left_opens_it_no_more() -> None:
    employer = people.organisation()
    talent, hr = people.talent(organisation=employer), people.hr(employer)
    document = handed_in(talent, by=hr)
    Talent.objects.filter(pk=talent.pk).update(organisation=people.organisation())
    with pytest.raises(Refused):
        actions.open_document(by=hr, document=document)


def test_a_document_of_the_early_morning_is_told_by_the_day_in_the_office() -> None:
    talent = people.talent()
    with time_machine.travel("2026-03-02T02:00:00+08:00", tick=False):
        handed_in(talent)
    assert "2026-03-02" in page(people.officer(), "talent", talent.pk)


def send(talent: Talent, data: bytes, name: str = "学位证书.pdf") -> Any:
    form = {"title": "学位证书（虚构）", "upload": SimpleUploadedFile(name, data)}
    return browser(people.officer()).post(reverse("add_document", args=[talent.pk]), form)


def test_a_document_is_handed_in_on_its_page_attested_and_removed(
    django_capture_on_commit_callbacks: Any, tmp_path: Any
) -> None:
    talent = people.talent()
    assert send(talent, PDF).status_code == 302
    document = Document.objects.get()
    client = browser(people.officer())
    attest = reverse("attest_entry", args=[talent.pk, "document", document.pk])
    assert client.post(attest, {"body": "degree-registry", "version": 1}).status_code == 302
    assert "the online degree register" in page(people.officer(), "talent", talent.pk)
    remove = reverse("remove_entry", args=[talent.pk, "document", document.pk])
    assert [path for path in tmp_path.rglob("*") if path.is_file()]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(remove, {"reason": "a mistake", "version": 2}).status_code == 302
    assert not Document.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (EXE, "This is not a file of a kind that is taken here"),
        (b"", "The submitted file is empty."),
        (package("xl/workbook.xml", content=b"\x00" * (64 * 2**20)), "unpacks to far more than it seems"),
        (package("xl/workbook.xml", "xl/vbaProject.bin"), "contains macros"),
    ],
)
def test_a_refused_file_says_why_and_the_rest_of_the_form_is_kept(data: bytes, told: str) -> None:
    answer = send(people.talent(), data)
    shown = answer.content.decode()
    assert told in shown
    assert 'value="学位证书（虚构）"' in shown
    assert not Document.objects.exists()


@pytest.mark.parametrize("size", [1200, 20_000_000])
def test_a_file_beyond_the_limit_says_so_and_the_rest_of_the_form_is_kept(settings: Any, size: int) -> None:
    settings.UPLOAD_LIMIT = 1000
    answer = send(people.talent(), PDF + b"\x00" * size)
    shown = answer.content.decode()
    assert answer.status_code == 413
    assert "The file is too big" in shown
    assert 'value="学位证书（虚构）"' in shown
    assert not Document.objects.exists()
