"""The talent of the demo account: a record rich enough to show every state that a measure can be in.

Everything is counted back from the day on which the city is made, so that it comes out the same on any day.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from rencai.office.accounts.models import User
from rencai.office.demo.numbers import NO_PLACE, mailbox, phone, with_check_characters
from rencai.office.places.models import Organisation
from rencai.office.registry.entries import Entry
from rencai.office.registry.identity import Gender
from rencai.office.registry.models import (
    Consent,
    Education,
    Employment,
    Honour,
    Insurance,
    Movement,
    Skill,
    Statement,
    Talent,
    Title,
)

NAME: Final = "林博远"
_MONTHS: Final = 20
"""For how long the talent has been here."""
_OCCUPATION: Final = "2-02-07-12"
# Fact, value, body. What is left out is what the pages ask for: a first home, for example.
_STATED: Final[tuple[tuple[str, Any, str], ...]] = (
    ("recognised_category", "senior", "recognising-body"),
    ("recognised_as", "introduced", "recognising-body"),
    ("publicity_working_days", 5, "recognising-body"),
    ("earlier_city_proof", True, "recognising-body"),
    ("honour_gained_after_arrival", False, "recognising-body"),
    ("national_programme_won_in_dalian", False, "recognising-body"),
    ("individual_matter_submitted", True, "talent-office"),
    ("commitment_signed", True, "talent-office"),
    ("employer_consents", True, "employer"),
    ("civil_servant", False, "employer"),
    ("works_on_front_line", True, "employer"),
    ("credit_record_clear", True, "credit-platform"),
    ("has_dalian_hukou", True, "public-security"),
    ("statutory_retirement_age", 60, "human-resources"),
    ("shortage_stars", 0, "recognising-body"),
    ("key_staff", False, "employer"),
    ("child_school_stage", "primary", "education-bureau"),
    ("child_in_start_grade", True, "education-bureau"),
    ("school_choice_used", False, "education-bureau"),
)


def show(*, account: User, employer: Organisation, on: date) -> Talent:
    """Makes the talent of `account`, who works for `employer`."""
    arrived = (on - timedelta(days=30 * _MONTHS + 12)).replace(day=3)
    talent = _person(account, employer, on)
    for entry in (*_studies(on), *_work(employer, arrived, on), *_statements(arrived)):
        entry.talent = talent
        entry.attested_on = entry.attested_on or (arrived + timedelta(days=90) if entry.attested_by else None)
        entry.save()
    for source in (Consent.Source.INSURANCE, Consent.Source.DEGREE):
        Consent.objects.create(
            talent=talent, source=source, purpose="人才认定与待遇核查", given_on=arrived, until=on + timedelta(days=20)
        )
    return talent


def _person(account: User, employer: Organisation, on: date) -> Talent:
    born = date(on.year - 38, 4, 12)
    return Talent.objects.create(
        account=account,
        name=NAME,
        latin_name="Lin Boyuan",
        gender=Gender.MALE,
        birth_date=born,
        document_number=with_check_characters([f"{NO_PLACE}{born:%Y%m%d}001"])[0],
        phone=phone(99_000_001),
        mailbox=mailbox("linboyuan", 0),
        occupation_id=_OCCUPATION,
        place=employer.place,
        organisation=employer,
        recognised_category="senior",
        degree="doctor",
        invented=True,
        attested_by="public-security",
        attested_on=on - timedelta(days=500),
    )


def _studies(on: date) -> list[Entry]:
    """Three degrees of Double First-Class universities, a senior title, an honour that gives the class."""
    seen: dict[str, Any] = {"full_time": True, "double_first_class": True, "attested_by": "degree-registry"}
    seen["major"] = "船舶与海洋工程"
    year = on.year - 9
    doctor = date(year, 6, 25)
    title: dict[str, Any] = {"awarded_on": date(year + 5, 12, 20), "attested_by": "human-resources"}
    honour: dict[str, Any] = {"awarded_on": date(year + 6, 9, 1), "attested_by": "recognising-body"}
    return [
        Education(school="上海交通大学", degree="doctor", field="science_engineering", graduated_on=doctor, **seen),
        Education(school="上海交通大学", degree="master", graduated_on=date(year - 4, 6, 25), **seen),
        Education(school="大连理工大学", degree="bachelor", graduated_on=date(year - 7, 6, 25), **seen),
        Title(name="高级工程师", senior=True, **title),
        Honour(name="省级领军人才称号（虚构）", category="senior", **honour),
        Skill(name="船体放样"),
        Skill(name="项目管理"),
    ]


def _work(employer: Organisation, arrived: date, on: date) -> list[Entry]:
    same: dict[str, Any] = {"occupation_id": _OCCUPATION, "full_time": True, "attested_by": "employer"}
    before = Employment(
        employer_name="上海某船舶设计单位（虚构）",
        post="船舶工程师",
        started_on=date(on.year - 9, 8, 1),
        ended_on=arrived - timedelta(days=12),
        contract_months=36,
        **same,
    )
    now = Employment(
        organisation=employer,
        post="高级船舶工程师",
        started_on=arrived,
        contract_months=60,
        open_ended=False,
        ended_early=False,
        monthly_wage=Decimal(21800),
        **same,
    )
    insured = Insurance(organisation=employer, first_month=arrived.replace(day=1), attested_by="social-insurance")
    came = Movement(kind=Movement.Kind.ARRIVAL, on=arrived, elsewhere="上海市", place=employer.place)
    return [before, now, insured, came]


def _statements(arrived: date) -> list[Entry]:
    day = arrived + timedelta(days=60)
    return [
        Statement(fact=fact, value=value, stated_on=day, attested_by=body, attested_on=day)
        for fact, value, body in _STATED
    ]
