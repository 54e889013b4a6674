"""An employer's screen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from office import people
from office.people import signed_in
from rencai.office.asker import today
from rencai.office.pack import choice_word
from rencai.office.registry.models import Education, Skill, Talent
from rencai.office.registry.screens.our_people import SHOWN, unattested

pytestmark = pytest.mark.django_db
ADDRESS = "/talents/our-people/"


def text(response: Any) -> str:
    return str(response.content.decode())


def test_it_is_the_home_of_human_resources() -> None:
    employer = people.organisation(name="大连虚构造船公司")
    people.talent(name="周一", organisation=employer)
    page = text(signed_in(people.hr(employer)).get("/"))
    assert "Our people</h1>" in page
    assert "大连虚构造船公司" in page
    assert "周一" in page


def test_an_officer_and_a_leader_have_other_homes() -> None:
    for account in (people.officer(), people.leader()):
        assert "Our people</h1>" not in text(signed_in(account).get("/"))


def test_people_of_another_employer_are_not_there() -> None:
    people.talent(name="吴二", organisation=people.organisation())
    assert "吴二" not in text(signed_in(people.hr()).get(ADDRESS))


def test_the_words_of_degree_and_category_are_the_packs() -> None:
    employer = people.organisation()
    people.talent(organisation=employer, degree="doctor", recognised_category="senior")
    page = text(signed_in(people.hr(employer)).get(ADDRESS))
    assert "doctor" in page.lower()
    assert choice_word("category", "senior") in page
    chinese = text(signed_in(people.hr(employer)).get(ADDRESS, headers={"accept-language": "zh-CN"}))
    assert "博士" in chinese


def test_where_nobody_is_entered_the_page_says_how_to_begin() -> None:
    page = text(signed_in(people.hr()).get(ADDRESS))
    assert "Nobody is entered yet" in page
    assert "Everything that is entered has been attested." in page
    assert "Nothing waits for you." in page


def test_entries_that_nobody_attested_stand_beside_the_latest_first() -> None:
    employer = people.organisation()
    talent = people.talent(name="郑三", organisation=employer)
    Education.objects.create(talent=talent, degree="master", school="虚构大学")
    Skill.objects.create(talent=talent, name="焊接", attested_by="employer", attested_on=today())
    found = unattested(Talent.objects.filter(organisation=employer))
    assert [(entry.name, entry.talent_id) for entry in found] == [("郑三", talent.pk)]
    assert "Nobody has confirmed these entries." in text(signed_in(people.hr(employer)).get(ADDRESS))


def test_more_entries_than_fit_are_said_to_be_more() -> None:
    talent = people.talent(organisation=people.organisation())
    for number in range(SHOWN + 3):
        Skill.objects.create(talent=talent, name=f"技能{number}")
    found = unattested(Talent.objects.filter(pk=talent.pk))
    assert len(found) == SHOWN + 1
    assert "There are more" in text(signed_in(people.hr(talent.organisation)).get(ADDRESS))


def test_what_is_late_says_so_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    employer = people.organisation()
    account = people.hr(employer)
    from rencai.office.inbox.models import Item

    kind = next(iter(name for name in _personal_kinds()))
    Item.objects.create(
        kind=kind,
        about_kind="registry.talent",
        about_id="1",
        user=account,
        deadline=today() - timedelta(days=1),
        details=_details(),
    )
    assert "Late:" in text(signed_in(account).get(ADDRESS))


def _personal_kinds() -> list[str]:
    from rencai.office.inbox import kinds

    return [kind.name for kind in kinds.every() if kind.personal]


def _details() -> dict[str, Any]:
    return {"refused": 3, "file": "名单.csv", "name": "名单.csv", "run": 1, "count": 3}


@pytest.mark.parametrize("make", [people.user, people.former_officer, people.steward, people.officer])
def test_who_keeps_nobodys_records_is_told_so(make: Any) -> None:
    response = signed_in(make()).get(ADDRESS)
    assert response.status_code == 403
    assert "for those who keep the records" in text(response)


def test_a_visitor_is_asked_to_sign_in() -> None:
    assert Client().get(ADDRESS)["Location"].startswith("/account/login/")


def test_names_are_shown_as_text() -> None:
    employer = people.organisation()
    people.talent(name="<script>alert(1)</script>", organisation=employer)
    assert "<script>alert" not in text(signed_in(people.hr(employer)).get(ADDRESS))


def test_many_people_take_as_many_queries_as_few(django_assert_num_queries: Any) -> None:
    employer = people.organisation()
    browser = signed_in(people.hr(employer))
    people.talent(organisation=employer)
    browser.get(ADDRESS)
    with django_assert_num_queries(9):
        browser.get(ADDRESS)
    for _ in range(6):
        Skill.objects.create(talent=people.talent(organisation=employer), name="焊接")
    with django_assert_num_queries(9):
        browser.get(ADDRESS)
