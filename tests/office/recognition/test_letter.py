"""The letter of a decision: in both languages, with the reasons; what is in it is text and nothing else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
import typst
from django.test import Client
from django.urls import reverse

from office import people
from office.recognition import cases
from rencai.office.asker import today
from rencai.office.audit.models import Event
from rencai.office.recognition import actions
from rencai.office.recognition.models import Case, Decision
from rencai.office.recognition.paper import letter, setting
from rencai.office.recognition.terms import Step, Verdict

pytestmark = pytest.mark.django_db
ADDRESS = "https://office.example/card/letters/1/x/"


def decided(verdict: str = Verdict.GRANT, reason: str = "", **answers: Any) -> Decision:
    """A case of Zhongshan, decided some weeks ago."""
    with time_machine.travel(today() - timedelta(days=40), tick=False):
        cases.district()
        clerk, head = people.officer(), people.officer()
        case = cases.submitted(**answers)
        if verdict == Verdict.GRANT:
            case = cases.prepared(case, clerk)
        with time_machine.travel(case.due_on, tick=False):
            actions.decide(by=head, case=case, version=case.version, verdict=verdict, reason=reason)
    return Decision.objects.select_related("case__talent", "case__organisation").get()


def data_of(decision: Decision, monkeypatch: Any) -> dict[str, Any]:
    """What is handed to the template."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(letter, "set_as_pdf", lambda template, data, made_at: found.append(data) or b"")
    letter.letter_pdf(decision, ADDRESS)
    return found[0]


def test_a_letter_stands_in_both_languages_with_the_same_reasons(monkeypatch: Any) -> None:
    chinese, english = data_of(decided(), monkeypatch)["versions"]
    assert (chinese["lang"], english["lang"]) == ("zh", "en")
    assert [len(one["reasons"]) for one in chinese["sections"]] == [len(one["reasons"]) for one in english["sections"]]
    assert chinese["title"] != english["title"]
    assert "Recognised as" in english["verdict"][0]


def test_each_condition_says_whether_it_is_met_with_value_threshold_and_article(monkeypatch: Any) -> None:
    _chinese, english = data_of(decided(), monkeypatch)["versions"]
    reasons = english["sections"][0]["reasons"]
    assert {one["state"] for one in reasons} == {"met"}
    contract = next(one for one in reasons if "48" in one["detail"])
    assert "36" in contract["detail"]
    assert all(one["article"] for one in reasons)


def test_a_refusal_says_which_condition_is_not_met_and_what_the_body_says(monkeypatch: Any) -> None:
    found = decided(Verdict.REFUSE, "合同期限不足（虚构）", contract_months=12)
    _chinese, english = data_of(found, monkeypatch)["versions"]
    failing = [one for one in english["sections"][0]["reasons"] if one["state"] == "not_met"]
    assert any("12" in one["detail"] and "36" in one["detail"] for one in failing)
    assert english["reason"] == "合同期限不足（虚构）"
    assert "refused" in english["verdict"][0]


def test_a_letter_says_until_when_one_may_appeal(monkeypatch: Any) -> None:
    from rencai.office.recognition.actions.answering import last_day_of_appeal

    found = decided()
    for version in data_of(found, monkeypatch)["versions"]:
        assert last_day_of_appeal(found).isoformat() in version["appeal"]


def test_the_letter_of_years_ago_says_what_was_frozen_though_the_rules_are_written_otherwise(monkeypatch: Any) -> None:
    found = decided()
    condition = found.record["outcomes"][found.case.measure]["conditions"][0]
    condition["met"], condition["value"] = False, "as it was then"
    english = data_of(found, monkeypatch)["versions"][1]
    first = english["sections"][0]["reasons"][0]
    assert first["state"] == "not_met"
    assert "as it was then" in first["detail"]


def test_the_same_decision_gives_the_same_bytes() -> None:
    found = decided()
    first = letter.letter_pdf(found, ADDRESS)
    assert first.startswith(b"%PDF-")
    assert letter.letter_pdf(found, ADDRESS) == first


INJECTIONS = (
    '#read("/etc/passwd")',
    '#import "@preview/anything:1.0.0"',
    "#panic()",
    "*bold* _soft_ $x^2$ = heading",
    '"}) #eval("1+1")',
    "\\u{41} // comment",
    "<label> @reference",
    "`raw` ~ --- ...",
)


@pytest.mark.parametrize("name", INJECTIONS)
def test_a_name_is_set_as_it_is_and_never_run(name: str) -> None:
    plain = {"title": "x", "author": "x", "number": "1", "digest": ["0" * 32], "qr": QR, "versions": []}
    version: dict[str, Any] = {
        "lang": "en",
        "region": "gb",
        "office": name,
        "title": name,
        "facts": [[name, name]],
        "verdict": [name, name],
        "reason_label": name,
        "reason": name,
        "sections": [
            {
                "title": name,
                "status": name,
                "reasons": [{"state": "met", "word": name, "text": name, "detail": name, "article": name}],
            }
        ],
        "appeal_label": name,
        "appeal": name,
        "check": name,
        "digest_label": name,
    }
    content = setting.set_as_pdf("letter", plain | {"versions": [version]}, datetime(2026, 3, 2))
    assert content.startswith(b"%PDF-")
    assert b"root:x:0:0" not in content
    told = typst.query(
        str(setting.FOLDER / "letter.typ"),
        "heading",
        root=str(setting.FOLDER),
        font_paths=[str(setting.FOLDER / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(plain | {"versions": [version]})},
    )
    assert json.loads(told) == []


QR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>'


def test_a_letter_cannot_read_a_file_outside_its_folder(tmp_path: Path) -> None:
    """Were text ever run, there is still nothing to be read."""
    stolen = tmp_path / "stolen.typ"
    stolen.write_text('#read("/etc/passwd")', encoding="utf-8")
    with pytest.raises(typst.TypstError):
        typst.compile(str(stolen), root=str(tmp_path))


def test_the_talent_takes_their_letter_and_that_is_an_event() -> None:
    found = decided()
    account = found.case.talent.account
    response = people.signed_in(account).get(reverse("recognition_letter", args=[found.pk]))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    event = Event.objects.get(act="recognition.letter_made")
    assert event.actor_id == account.pk


def test_whoever_may_not_see_the_decision_gets_no_letter() -> None:
    found = decided()
    for stranger in (people.user(), people.officer("xigang")):
        response = people.signed_in(stranger).get(reverse("recognition_letter", args=[found.pk]))
        assert response.status_code == 404
    assert not Event.objects.filter(act="recognition.letter_made").exists()


def test_a_letter_of_a_case_that_was_returned_is_set_too() -> None:
    found = decided(Verdict.RETURN, "请补充材料（虚构）")
    assert Case.objects.get().step in (Step.INTAKE, Step.ORIGINALS)
    assert letter.letter_pdf(found, ADDRESS).startswith(b"%PDF-")


def test_anybody_checks_a_letter_and_learns_nothing_of_the_person() -> None:
    found = decided()
    response = Client().get(reverse("check_letter", args=[found.pk, found.digest]))
    assert response.status_code == 200
    text = response.content.decode()
    assert found.case.number in text
    assert found.case.talent.name not in text


@pytest.mark.parametrize("digest", ["0" * 64, "x", "a" * 500])
def test_a_letter_with_another_digest_was_never_sent(digest: str) -> None:
    found = decided()
    assert Client().get(reverse("check_letter", args=[found.pk, digest])).status_code == 404
    assert Client().get(reverse("check_letter", args=[found.pk + 1, found.digest])).status_code == 404


def test_a_decision_that_was_changed_afterwards_checks_no_more() -> None:
    found = decided()
    Decision.objects.filter(pk=found.pk).update(category="top")
    assert Client().get(reverse("check_letter", args=[found.pk, found.digest])).status_code == 404
