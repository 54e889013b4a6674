"""A talent's screen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from office import people
from office.people import signed_in
from rencai.office.accounts.models import User
from rencai.office.asker import today
from rencai.office.registry.models import Employment, Statement, Talent

pytestmark = pytest.mark.django_db
ADDRESS = "/talents/my-support/"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def talent() -> Talent:
    """A recognised high-end talent who was introduced and works full-time; about a home nothing is known."""
    account = people.user("林一（虚构）")
    found = people.talent(
        name="林一",
        latin_name="Lin Yi",
        account=account,
        birth_date=date(1985, 6, 15),
        document_number=people.identity_number(),
        recognised_category="senior",
    )
    Employment.objects.create(
        talent=found,
        organisation=people.organisation(),
        full_time=True,
        started_on=today() - timedelta(days=400),
        contract_months=60,
        attested_by="employer",
        attested_on=today(),
    )
    stated("recognised_category", "senior", found, by="recognising-body")
    stated("recognised_as", "introduced", found)
    return found


def stated(fact: str, value: Any, talent: Talent, by: str = "") -> None:
    Statement.objects.create(
        talent=talent,
        fact=fact,
        value=value,
        stated_on=today() - timedelta(days=10),
        attested_by=by,
        attested_on=today() if by else None,
    )


def opened(talent: Talent, **headers: str) -> str:
    assert isinstance(talent.account, User)
    return text(signed_in(talent.account).get(ADDRESS, headers=headers))


def test_it_is_the_home_of_a_talent(talent: Talent) -> None:
    assert isinstance(talent.account, User)
    page = text(signed_in(talent.account).get("/"))
    assert "My support</h1>" in page
    assert "Lin Yi, by what your record says on" in page


def test_it_is_found_in_the_menu_of_a_talent_but_not_of_an_officer(talent: Talent) -> None:
    assert f'<li><a href="{ADDRESS}" aria-current="page">My support' in opened(talent)
    assert 'aria-current="page">My support' not in text(signed_in(people.officer()).get(ADDRESS))


def test_measures_stand_by_what_they_give_and_what_is_missing(talent: Talent) -> None:
    page = opened(talent)
    assert "could still be yours" in page
    assert "not for you at present" in page
    assert "What is missing, the most useful first" in page
    assert page.index("could still be yours") < page.index("not for you at present")


def test_a_fact_that_is_entered_changes_the_answer(talent: Talent) -> None:
    question = "Have you bought a commodity home in Dalian"
    assert question in opened(talent)
    stated("buys_first_home", False, talent)
    assert question not in opened(talent)


def test_every_condition_of_a_measure_can_be_read(talent: Talent) -> None:
    page = opened(talent)
    assert page.count('<details class="measure') >= 10
    assert page.count('<li class="reason ') > 30
    assert "Length of the contract: 60 months" in page
    assert "needed: at least 36 months" in page


def test_what_nobody_has_attested_is_said_to_be_stated_only(talent: Talent) -> None:
    page = opened(talent)
    assert "Stated only, nobody has attested it yet: recognised as introduced or local" in page.replace(
        "Recognised", "recognised"
    )
    assert "Stated only, nobody has attested it yet: length of the contract" not in page.replace("Length", "length")


def test_it_speaks_chinese(talent: Talent) -> None:
    page = opened(talent, **{"accept-language": "zh-CN"})
    assert "安家费" in page
    assert "合同期限" in page


def test_it_shows_only_ones_own_record(talent: Talent) -> None:
    people.talent(name="别人", recognised_category="top")
    stranger = people.user()
    page = text(signed_in(stranger).get(ADDRESS))
    assert "No record in the talent base is yours yet" in page
    assert "林一" not in page


def test_a_record_that_was_merged_away_is_not_shown(talent: Talent) -> None:
    Talent.objects.filter(pk=talent.pk).update(merged_into=people.talent())
    assert "No record in the talent base is yours yet" in opened(talent)


def test_a_visitor_is_asked_to_sign_in() -> None:
    assert Client().get(ADDRESS)["Location"].startswith("/account/login/")


def test_looking_changes_nothing(talent: Talent) -> None:
    assert isinstance(talent.account, User)
    assert signed_in(talent.account).post(ADDRESS).status_code == 405


def test_a_rich_record_takes_as_many_queries_as_a_poor_one(talent: Talent, django_assert_num_queries: Any) -> None:
    assert isinstance(talent.account, User)
    browser = signed_in(talent.account)
    browser.get(ADDRESS)
    with django_assert_num_queries(11):
        browser.get(ADDRESS)
    for fact in ("employer_consents", "civil_servant", "credit_record_clear", "has_dalian_hukou"):
        stated(fact, False, talent, by="employer")
    with django_assert_num_queries(11):
        browser.get(ADDRESS)


def test_who_holds_no_mandate_has_no_search_box(talent: Talent) -> None:
    assert 'role="search"' not in opened(talent)
    assert 'role="search"' in text(signed_in(people.officer()).get(ADDRESS))
