"""What is known of a talent on a day, where it comes from, and what is missing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from office import people
from rencai.office.pack import the_pack
from rencai.office.registry import actions
from rencai.office.registry.derivations import DERIVED
from rencai.office.registry.facts import facts_of
from rencai.office.registry.models import (
    Education,
    Employment,
    Honour,
    Insurance,
    Statement,
    Talent,
    Title,
)

pytestmark = pytest.mark.django_db
DAY = date(2024, 6, 15)


def person(**values: Any) -> Talent:
    """Somebody who has long been in the base."""
    talent = people.talent(**values)
    Talent.objects.filter(pk=talent.pk).update(added_at=datetime(2019, 1, 1, tzinfo=timezone.get_current_timezone()))
    talent.refresh_from_db()
    return talent


def known(talent: Talent, name: str, on: date = DAY) -> Any:
    return facts_of(talent, on).facts.get(name)


def work(talent: Talent, **values: Any) -> Employment:
    given = {"organisation": people.organisation(), "started_on": date(2020, 3, 10)}
    return Employment.objects.create(talent=talent, **(given | values))


def test_every_derived_fact_is_one_that_the_pack_asks_for() -> None:
    assert set(DERIVED) <= set(the_pack().rules.facts)


def test_of_somebody_of_whom_only_the_name_is_known_nearly_everything_is_missing() -> None:
    sheet = facts_of(person(), DAY)
    assert dict(sheet.facts) == {"is_foreigner": False}
    assert set(sheet.missing) == set(the_pack().rules.facts) - {"is_foreigner"}


def test_the_pack_decides_with_the_facts_as_they_are() -> None:
    talent = person(birth_date=date(1985, 6, 15))
    work(talent, full_time=True, contract_months=60, open_ended=False, monthly_wage=Decimal("12000.50"))
    Education.objects.create(talent=talent, degree="doctor", field="medicine", graduated_on=date(2015, 6, 30))
    decision = the_pack().decide(facts_of(talent, DAY).facts, on=DAY)
    assert decision.derived["age"] == 39
    assert decision.derived["doctorate_makes_young_elite"] is True
    assert facts_of(talent, DAY).facts["monthly_wage"] == Decimal("12000.50")


def test_every_known_fact_has_an_origin() -> None:
    talent = person(birth_date=date(1985, 6, 15))
    work(talent, full_time=True)
    sheet = facts_of(talent, DAY)
    assert set(sheet.origins) == set(sheet.facts)
    assert not set(sheet.facts) & set(sheet.missing)


def test_an_origin_names_the_entry_and_who_attested_it_when() -> None:
    talent = person()
    entry = Education.objects.create(
        talent=talent,
        degree="master",
        graduated_on=date(2010, 7, 1),
        attested_by="degree-registry",
        attested_on=date(2024, 1, 5),
    )
    origin = facts_of(talent, DAY).origins["degree"]
    assert (origin.kind, origin.number) == ("education", entry.pk)
    assert (origin.attested_by, origin.attested_on) == ("degree-registry", date(2024, 1, 5))


def test_before_it_was_attested_an_entry_was_only_stated() -> None:
    talent = person()
    Education.objects.create(
        talent=talent,
        degree="master",
        graduated_on=date(2010, 7, 1),
        attested_by="degree-registry",
        attested_on=date(2024, 1, 5),
    )
    assert facts_of(talent, date(2024, 1, 4)).origins["degree"].attested_by == ""


# study


def test_a_degree_counts_from_the_day_of_graduation() -> None:
    talent = person()
    Education.objects.create(talent=talent, degree="bachelor", graduated_on=date(2010, 7, 1), full_time=True)
    Education.objects.create(talent=talent, degree="master", graduated_on=date(2013, 7, 1), full_time=False)
    assert [known(talent, "degree", day) for day in (date(2010, 6, 30), date(2012, 1, 1), date(2013, 7, 1))] == [
        None,
        "bachelor",
        "master",
    ]
    assert (known(talent, "full_time_degree"), known(talent, "graduated_on")) == (False, date(2013, 7, 1))


def test_a_degree_without_a_day_counts_from_the_day_on_which_it_was_entered() -> None:
    talent = person()
    entry = Education.objects.create(talent=talent, degree="master")
    entered = timezone.localdate(entry.entered_at)
    assert known(talent, "degree", DAY) is None
    assert known(talent, "degree", entered) == "master"


def test_who_holds_a_lower_degree_has_no_doctorate() -> None:
    talent = person()
    assert known(talent, "doctorate_field") is None
    Education.objects.create(talent=talent, degree="master", graduated_on=date(2013, 7, 1))
    assert known(talent, "doctorate_field") == "none"


def test_a_truth_that_nobody_entered_is_missing_and_not_no() -> None:
    talent = person()
    Education.objects.create(talent=talent, degree="doctor", graduated_on=date(2013, 7, 1))
    work(talent)
    Title.objects.create(talent=talent, name="工程师", senior=False, awarded_on=date(2015, 1, 1))
    Honour.objects.create(talent=talent, name="虚构奖", awarded_on=date(2015, 1, 1))
    sheet = facts_of(talent, DAY)
    for name in ("double_first_class", "full_time_degree", "doctorate_field", "full_time", "contract_months",
                 "contract_open_ended", "monthly_wage", "senior_title", "honour_class", "insured_in_dalian",
                 "consecutive_insured_months", "has_dalian_hukou"):  # fmt: skip
        assert name in sheet.missing


def test_a_senior_title_and_the_highest_honour_count_from_their_day() -> None:
    talent = person()
    Title.objects.create(talent=talent, name="高级工程师", senior=True, awarded_on=date(2024, 6, 15))
    Honour.objects.create(talent=talent, name="甲", category="junior", awarded_on=date(2015, 1, 1))
    Honour.objects.create(talent=talent, name="乙", category="leading", awarded_on=date(2024, 6, 15))
    assert (known(talent, "senior_title"), known(talent, "honour_class")) == (True, "leading")
    before = date(2024, 6, 14)
    assert (known(talent, "senior_title", before), known(talent, "honour_class", before)) == (None, "junior")


# work


def test_where_and_for_whom_somebody_works_is_that_of_the_day() -> None:
    talent = person()
    work(talent, organisation=people.organisation(place=people.place("xigang")), ended_on=date(2022, 5, 31))
    work(
        talent,
        organisation=people.organisation(place=people.place("zhuanghe"), policy_kind="dmu"),
        started_on=date(2023, 1, 1),
    )
    assert [known(talent, "work_place", day) for day in (date(2022, 5, 31), date(2022, 6, 1), DAY)] == [
        "xigang",
        None,
        "zhuanghe",
    ]
    assert known(talent, "employer_kind") == "dmu"


def test_without_an_entry_of_work_the_head_of_the_record_tells_the_employer() -> None:
    talent = person(organisation=people.organisation(policy_kind="health_unit"))
    assert (known(talent, "work_place"), known(talent, "employer_kind")) == ("zhongshan", "health_unit")
    assert facts_of(talent, DAY).origins["work_place"].kind == "talent"
    assert known(talent, "work_place", date(2018, 12, 31)) is None


def test_a_place_that_the_pack_does_not_know_is_missing() -> None:
    talent = person()
    work(talent, organisation=people.organisation(place=people.place("jinpu")))
    assert "work_place" in facts_of(talent, DAY).missing


def test_an_employer_outside_the_base_has_no_place_here() -> None:
    talent = person()
    work(talent, organisation=None, employer_name="异地虚构公司")
    assert {"work_place", "employer_kind"} <= set(facts_of(talent, DAY).missing)


@pytest.mark.parametrize(
    ("on", "months"),
    [(date(2020, 3, 10), 0), (date(2020, 4, 9), 0), (date(2020, 4, 10), 1), (date(2021, 3, 10), 12), (DAY, 51)],
)
def test_months_of_full_time_work_are_whole_months(on: date, months: int) -> None:
    talent = person()
    work(talent, full_time=True)
    assert known(talent, "full_time_months", on) == months


def test_part_time_work_has_no_full_time_months() -> None:
    talent = person()
    work(talent, full_time=False)
    assert (known(talent, "full_time"), known(talent, "full_time_months")) == (False, None)


def test_a_contract_ended_early_is_told_from_the_day_after() -> None:
    talent = person()
    work(talent, ended_on=date(2024, 3, 31), ended_early=True)
    assert known(talent, "contract_ended_early", date(2024, 3, 31)) is False
    assert known(talent, "contract_ended_early") is True
    assert known(talent, "contract_ended_early_on") == date(2024, 3, 31)


def test_of_a_contract_that_ended_it_is_not_guessed_whether_early() -> None:
    talent = person()
    work(talent, ended_on=date(2024, 3, 31))
    assert {"contract_ended_early", "contract_ended_early_on"} <= set(facts_of(talent, DAY).missing)


# insurance


def insured(talent: Talent, *periods: tuple[date, date | None], **values: Any) -> None:
    for first, last in periods:
        Insurance.objects.create(talent=talent, first_month=first, last_month=last, **values)


def test_months_of_insurance_run_without_a_gap_up_to_the_day() -> None:
    talent = person()
    insured(
        talent,
        (date(2018, 1, 1), date(2019, 12, 1)),
        (date(2023, 1, 1), date(2023, 10, 1)),
        (date(2023, 11, 1), None),
    )
    assert known(talent, "first_dalian_insurance_on") == date(2018, 1, 1)
    assert known(talent, "insured_in_dalian") is True
    assert known(talent, "consecutive_insured_months") == 18
    assert known(talent, "insured_months_in_three_years") == 18
    assert known(talent, "consecutive_insured_months", date(2019, 12, 31)) == 24
    assert known(talent, "insured_in_dalian", date(2020, 1, 1)) is False
    assert known(talent, "consecutive_insured_months", date(2020, 1, 1)) == 0
    assert known(talent, "insured_months_in_three_years", date(2020, 1, 1)) == 24


def test_months_paid_twice_count_once() -> None:
    talent = person()
    insured(talent, (date(2024, 1, 1), date(2024, 6, 1)), (date(2024, 3, 1), date(2024, 6, 1)))
    assert known(talent, "consecutive_insured_months") == 6
    assert known(talent, "insured_months_in_three_years") == 6


def test_insurance_elsewhere_or_commercial_is_none_in_this_city() -> None:
    talent = person()
    insured(talent, (date(2020, 1, 1), None), in_city=False)
    insured(talent, (date(2020, 1, 1), None), commercial=True)
    sheet = facts_of(talent, DAY)
    assert sheet.facts["commercially_insured"] is True
    assert {"insured_in_dalian", "first_dalian_insurance_on", "consecutive_insured_months"} <= set(sheet.missing)


# statements


def test_a_statement_holds_from_its_day_until_its_last() -> None:
    talent = person()
    Statement.objects.create(
        talent=talent, fact="buys_first_home", value=True, stated_on=date(2024, 1, 1), valid_until=date(2024, 6, 15)
    )
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 15), date(2024, 6, 16))
    assert [known(talent, "buys_first_home", day) for day in days] == [None, True, True, None]


def test_the_latest_attested_statement_counts_before_a_later_one_that_is_not() -> None:
    talent = person()
    Statement.objects.create(
        talent=talent,
        fact="shortage_stars",
        value=3,
        stated_on=date(2023, 1, 1),
        attested_by="recognising-body",
        attested_on=date(2023, 1, 2),
    )
    Statement.objects.create(talent=talent, fact="shortage_stars", value=5, stated_on=date(2024, 1, 1))
    assert known(talent, "shortage_stars") == 3


def test_what_is_attested_comes_before_what_is_stated_whichever_way_it_is_held() -> None:
    talent = person()
    insured(talent, (date(2024, 1, 1), None))
    stated = Statement.objects.create(
        talent=talent, fact="consecutive_insured_months", value=40, stated_on=date(2024, 6, 1)
    )
    assert known(talent, "consecutive_insured_months") == 40
    Insurance.objects.update(attested_by="social-insurance", attested_on=date(2024, 6, 2))
    assert known(talent, "consecutive_insured_months") == 6
    Statement.objects.filter(pk=stated.pk).update(attested_by="social-insurance", attested_on=date(2024, 6, 2))
    assert known(talent, "consecutive_insured_months") == 40


def test_a_statement_that_the_pack_cannot_read_any_more_is_missing() -> None:
    talent = person()
    Statement.objects.create(talent=talent, fact="recognised_category", value="baron", stated_on=date(2024, 1, 1))
    assert "recognised_category" in facts_of(talent, DAY).missing


@pytest.mark.parametrize(
    ("fact", "given", "value"),
    [
        ("statutory_retirement_age", "60", 60),
        ("local_average_monthly_wage", "8123.45", Decimal("8123.45")),
        ("programme_selected_on", "2023-05-06", date(2023, 5, 6)),
        ("recognised_as", "local", "local"),
        ("civil_servant", False, False),
    ],
)
def test_a_stated_value_comes_back_in_the_type_of_the_pack(fact: str, given: Any, value: Any) -> None:
    talent = person()
    values = {"fact": fact, "value": given, "stated_on": date(2024, 1, 1)}
    actions.add_entry(by=people.officer(), talent=talent, kind="statement", values=values)
    assert known(talent, fact) == value
    assert type(known(talent, fact)) is type(value)


@pytest.mark.parametrize(("nationality", "foreign"), [("CN", False), ("HK", False), ("TW", False), ("DE", True)])
def test_a_foreigner_is_no_national_of_china(nationality: str, foreign: bool) -> None:
    assert known(person(nationality=nationality), "is_foreigner") is foreign


def test_the_facts_of_a_full_record_cost_as_many_queries_as_those_of_an_empty_one(
    django_assert_num_queries: Any,
) -> None:
    empty, full = person(), person()
    for year in range(2000, 2020):
        work(full, started_on=date(year, 1, 1))
        insured(full, (date(year, 1, 1), date(year, 6, 1)))
        Statement.objects.create(talent=full, fact="shortage_stars", value=1, stated_on=date(year, 1, 1))
    for talent in (empty, full):
        talent = Talent.objects.select_related("place", "organisation").get(pk=talent.pk)
        with django_assert_num_queries(6):
            facts_of(talent, DAY)
