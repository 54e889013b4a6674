"""What waits because of the talent base comes with the act that causes it, and goes with the one that settles it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from office import people
from rencai.office.asker import Refused, today
from rencai.office.audit.models import Event
from rencai.office.imports.models import ImportRun, State
from rencai.office.inbox import actions as inbox
from rencai.office.inbox.models import Item
from rencai.office.jobs import schedule
from rencai.office.jobs.actions import start
from rencai.office.jobs.worker import run_waiting
from rencai.office.pack import bodies
from rencai.office.registry import actions, noticing
from rencai.office.registry.models import Consent, Talent

pytestmark = pytest.mark.django_db
BORN = date(1990, 5, 17)
SCHOOL = {"degree": "master", "school": "大连虚构大学"}


def waiting(kind: str) -> list[Item]:
    return list(Item.objects.open().filter(kind=kind))


def education(talent: Talent, by: Any = None) -> Any:
    return actions.add_entry(by=by or people.officer(), talent=talent, kind="education", values=SCHOOL)


def test_an_entry_that_nobody_has_attested_waits_where_the_talent_is() -> None:
    talent = people.talent(name="王小明（虚构）")
    education(talent)
    (item,) = waiting("attest")
    assert item.words == "王小明（虚构）: education, 大连虚构大学"
    assert item.page == f"/talents/{talent.pk}/"
    assert item in Item.objects.visible_to(people.officer())
    assert item not in Item.objects.visible_to(people.officer("xigang"))
    assert item.deadline > today()


@pytest.mark.parametrize(
    ("kind", "values", "english", "chinese"),
    [
        ("movement", {"kind": "arrival", "on": date(2026, 3, 1)}, "arrival, 2026-03-01", "来连，2026-03-01"),
        (
            "statement",
            {"fact": "full_time", "value": True, "stated_on": date(2026, 3, 1)},
            "statement, full-time work yes",
            "全职工作 是",
        ),
    ],
)
def test_an_entry_waits_in_the_language_of_whoever_reads(
    kind: str, values: dict[str, Any], english: str, chinese: str
) -> None:
    actions.add_entry(by=people.officer(), talent=people.talent(name="王小明（虚构）"), kind=kind, values=values)
    (item,) = waiting("attest")
    assert english in item.words
    with translation.override("zh-hans"):
        assert chinese in item.words
        assert not re.search("[a-z]", item.words)


def test_the_talents_own_hr_does_not_see_what_only_officers_attest() -> None:
    company = people.organisation()
    education(people.talent(organisation=company))
    assert not Item.objects.visible_to(people.hr(company)).exists()


def test_attesting_the_entry_on_its_page_takes_it_out() -> None:
    entry = education(people.talent())
    actions.attest_entry(by=people.officer(), entry=entry, body=bodies()[0][0])
    assert waiting("attest") == []


def test_attesting_from_the_inbox_attests_and_takes_it_out() -> None:
    entry, officer = education(people.talent()), people.officer()
    (item,) = waiting("attest")
    inbox.decide(by=officer, item=item, decision="attest", choice=bodies()[0][0])
    entry.refresh_from_db()
    item.refresh_from_db()
    assert (entry.attested_by, item.done_by, item.outcome) == (bodies()[0][0], officer, "attest")
    assert set(Event.objects.values_list("act", flat=True)[:2]) == {"inbox.decided", "registry.entry_attested"}


def test_nobody_attests_their_own_record_from_the_inbox() -> None:
    officer = people.officer()
    education(people.talent(account=officer), by=people.city_officer())
    (item,) = waiting("attest")
    with pytest.raises(Refused):
        inbox.decide(by=officer, item=item, decision="attest", choice=bodies()[0][0])
    assert waiting("attest") == [item]


def test_an_entry_that_is_corrected_waits_anew_and_one_that_is_removed_no_longer() -> None:
    officer = people.officer()
    entry = education(people.talent())
    entry = actions.attest_entry(by=officer, entry=entry, body=bodies()[0][0])
    entry = actions.correct_entry(by=officer, entry=entry, version=entry.version, values={"school": "另一所虚构大学"})
    assert len(waiting("attest")) == 1
    actions.remove_entry(by=officer, entry=entry, reason="entered twice")
    assert waiting("attest") == []


def test_what_waits_moves_with_the_talent() -> None:
    talent = people.talent()
    education(talent)
    city = people.city_officer()
    talent.refresh_from_db()
    actions.correct_talent(by=city, talent=talent, version=talent.version, values={"place": people.place("xigang")})
    assert Item.objects.visible_to(people.officer("xigang")).count() == 1
    assert not Item.objects.visible_to(people.officer()).exists()


def looked_for(work: Any) -> dict[str, Any]:
    """What a run of the schedule's work finds."""
    job = start(by=None, task=work, title="Notice", arguments={})
    run_waiting()
    job.refresh_from_db()
    assert job.result is not None, job.message
    return dict(job.result)


def alike(**values: Any) -> tuple[Talent, Talent]:
    return people.talent(name="李雷（虚构）", **values), people.talent(name="李雷（虚构）", **values)


@pytest.mark.parametrize("shared", [{"birth_date": BORN}, {"phone": "13800000000"}])
def test_two_records_with_one_name_and_one_birth_date_or_phone_are_likely_duplicates(shared: dict[str, Any]) -> None:
    older, younger = alike(**shared)
    assert looked_for(noticing.find_duplicates)["found"] == 1
    (item,) = waiting("duplicate")
    assert (item.about_id, item.details["other"]) == (str(younger.pk), older.pk)
    assert item.page == f"/talents/{younger.pk}/merge/"
    assert Event.objects.first().after == {"kind": "duplicate", "count": 1}


def test_the_same_name_alone_makes_no_duplicate() -> None:
    people.talent(name="李雷（虚构）", birth_date=BORN, phone="13800000000")
    people.talent(name="李雷（虚构）", birth_date=date(1991, 1, 1), phone="13900000000")
    people.talent(name="韩梅梅（虚构）", birth_date=BORN, phone="13800000000")
    people.talent(name="李雷（虚构）")
    people.talent(name="李雷（虚构）")
    assert looked_for(noticing.find_duplicates)["found"] == 0


def test_only_what_changed_since_the_last_run_is_looked_at() -> None:
    alike(birth_date=BORN)
    assert looked_for(noticing.find_duplicates)["seen"] == 2
    assert looked_for(noticing.find_duplicates)["seen"] == 0
    third = people.talent(name="李雷（虚构）", birth_date=BORN)
    assert looked_for(noticing.find_duplicates)["seen"] == 1
    assert {item.about_id for item in waiting("duplicate")} >= {str(third.pk)}


def test_a_run_looks_at_so_many_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "MOST", 1)
    alike(birth_date=BORN)
    assert [looked_for(noticing.find_duplicates)["seen"] for _ in range(3)] == [1, 1, 0]
    assert len(waiting("duplicate")) == 1


def test_two_who_were_told_apart_do_not_come_back() -> None:
    _older, younger = alike(birth_date=BORN)
    looked_for(noticing.find_duplicates)
    inbox.decide(by=people.officer(), item=waiting("duplicate")[0], decision="not-same")
    younger.save()
    assert looked_for(noticing.find_duplicates)["seen"] == 1
    assert waiting("duplicate") == []


@pytest.mark.parametrize("kept", [0, 1])
def test_merging_the_two_takes_it_out_and_what_else_waits_goes_along(kept: int) -> None:
    two = alike(birth_date=BORN)
    education(two[1 - kept])
    looked_for(noticing.find_duplicates)
    actions.merge(by=people.officer(), kept=two[kept], absorbed=two[1 - kept], reason="one person")
    assert waiting("duplicate") == []
    assert list(Item.objects.open().concerning(two[kept])) == waiting("attest")


def consent(days: int, talent: Talent | None = None) -> Consent:
    return actions.give_consent(
        by=people.officer(),
        talent=talent or people.talent(),
        source="insurance",
        purpose="检查资格",
        until=today() + timedelta(days=days),
        paper="授权书（虚构）",
    )


def test_a_consent_that_runs_out_within_thirty_days_waits_until_its_day() -> None:
    soon = consent(30)
    consent(31)
    assert looked_for(noticing.watch_consents) == {"found": 1}
    (item,) = waiting("consent")
    assert (item.about_id, item.deadline) == (str(soon.pk), soon.until)
    assert "social insurance" in item.words
    assert item.page == f"/talents/{soon.talent_id}/"


def test_a_consent_given_anew_or_withdrawn_no_longer_waits() -> None:
    talent = people.talent()
    old, other = consent(5, talent), consent(6)
    looked_for(noticing.watch_consents)
    consent(400, talent)
    assert [item.about_id for item in waiting("consent")] == [str(other.pk)]
    actions.withdraw_consent(by=people.officer(), consent=other, paper="撤回书（虚构）")
    assert waiting("consent") == []
    assert looked_for(noticing.watch_consents) == {"found": 0}
    assert not Item.objects.open().about(old).exists()


def test_a_consent_that_may_run_out_is_not_put_in_again() -> None:
    consent(5)
    looked_for(noticing.watch_consents)
    inbox.decide(by=people.officer(), item=waiting("consent")[0], decision="let-end")
    assert looked_for(noticing.watch_consents) == {"found": 0}


def an_import(owner: Any, **values: Any) -> ImportRun:
    given = {"kind": "talents", "name": "a.xlsx", "sha256": "0" * 64, "size": 1, "rows": 3, "heading_row": 1}
    return ImportRun.objects.create(owner=owner, folder_name="x", **(given | values))


def test_refused_rows_wait_for_whoever_imported_and_for_nobody_else() -> None:
    owner = people.hr()
    run = an_import(owner, state=State.DONE, counts={"created": 1, "refused": 2})
    (item,) = waiting("refused-rows")
    assert (item.words, item.page) == ("a.xlsx: 2 rows were refused", f"/import/{run.pk}/")
    assert item in Item.objects.visible_to(owner)
    assert item not in Item.objects.visible_to(people.city_officer())
    run.removed_at = run.made_at
    run.save()
    assert waiting("refused-rows") == []


@pytest.mark.parametrize("values", [{"state": State.RUNNING, "counts": {"refused": 2}}, {"state": State.DONE}])
def test_an_import_that_goes_on_or_refused_nothing_leaves_nothing(values: dict[str, Any]) -> None:
    an_import(people.hr(), **values)
    assert waiting("refused-rows") == []


def test_the_office_looks_for_duplicates_every_hour_and_for_consents_every_day() -> None:
    table = schedule.table()
    assert table[noticing.find_duplicates.path][0] == timedelta(hours=1)
    assert table[noticing.watch_consents.path][0] == timedelta(days=1)
