"""Invented bodies, applications and the facts that carry them, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from office import people
from rencai.office.accounts.models import User
from rencai.office.asker import today
from rencai.office.inbox.deadlines import working_days
from rencai.office.places.models import Organisation
from rencai.office.recognition import actions
from rencai.office.recognition.classes import HIGH_LEVEL
from rencai.office.recognition.models import Body, Case, Delegation
from rencai.office.recognition.terms import BodyKind, Step
from rencai.office.registry.actions import add_document
from rencai.office.registry.models import Document, Talent

FACTS = {
    "honour_class": "junior",
    "honour_gained_after_arrival": False,
    "contract_months": 48,
    "contract_open_ended": False,
    "insured_in_dalian": True,
    "civil_servant": False,
    "works_on_front_line": True,
    "full_time": True,
    "work_place": "zhongshan",
    "employer_kind": "other",
    "first_dalian_insurance_on": "2022-03-01",
    "national_programme_won_in_dalian": False,
    "earlier_city_proof": True,
    "statutory_retirement_age": 60,
    "retirement_extended": False,
}
"""Carries a young elite in Zhongshan, once the notice has run."""


def city_body() -> Body:
    found = Body.objects.filter(kind=BodyKind.CITY).first()
    return found or actions.name_body(by=None, kind=BodyKind.CITY, place=people.city())


def city_delegation() -> Delegation:
    found = Delegation.objects.filter(body=city_body()).first()
    return found or delegation_of(city_body())


def delegation_of(body: Body, **scope: Any) -> Delegation:
    given = {"valid_from": date(2020, 1, 1)} | scope
    delegation = actions.delegate(by=None, body=body, reason="for a test", **given)
    delegation.commitment_signed_on = date(2020, 1, 1)
    delegation.save()
    return delegation


def district(key: str = "zhongshan", **scope: Any) -> Delegation:
    """A district to which the city has handed its authority down."""
    city_delegation()
    body = actions.name_body(by=None, kind=BodyKind.DISTRICT, place=people.place(key), parent=city_body())
    return delegation_of(body, **scope)


def employer(organisation: Organisation, **scope: Any) -> Delegation:
    """An employer that recognises its own people."""
    city_delegation()
    body = actions.name_body(
        by=None, kind=BodyKind.EMPLOYER, place=organisation.place, organisation=organisation, parent=city_body()
    )
    return delegation_of(body, **({"own_staff": True} | scope))


def applicant(**values: Any) -> tuple[User, Talent]:
    """Somebody with an account and an employer in Zhongshan."""
    account = people.user("申请人（虚构）")
    organisation = values.pop("organisation", None) or people.organisation()
    born = date(today().year - 35, 1, 15)
    return account, people.talent(organisation=organisation, account=account, birth_date=born, **values)


def paper(talent: Talent, by: User, text: str = "evidence") -> Document:
    """A document of the talent's record."""
    content = f"%PDF-1.4\n%{text}\n%%EOF\n".encode()
    return add_document(by=by, talent=talent, title="证明（虚构）", upload=SimpleUploadedFile("paper.pdf", content))


def draft(account: User, talent: Talent, **answers: Any) -> Case:
    case = actions.open_case(by=account, talent=talent, measure=HIGH_LEVEL, category="junior")
    return actions.save_answers(by=account, case=case, answers=FACTS | answers)


def submitted(account: User | None = None, talent: Talent | None = None, **answers: Any) -> Case:
    if account is None or talent is None:
        account, talent = applicant()
    return actions.submit(by=account, case=draft(account, talent, **answers))


def prepared(case: Case, clerk: User, until: str = Step.OPINION) -> Case:
    """The case at the step `until`, every step before it done by `clerk` on the day that it may end."""
    import time_machine

    case = Case.objects.get(pk=case.pk)
    while case.step != until:
        day = today()
        if case.step == Step.NOTICE:
            assert case.due_on is not None
            day = case.due_on
        with time_machine.travel(day, tick=False):
            case = actions.finish_step(by=clerk, case=case, version=case.version, note="会议通过（虚构）")
    return case


def later(day: date | None, days: int) -> date:
    assert day is not None
    return working_days(day, days)


def sector(bureau: Organisation, **scope: Any) -> Delegation:
    """The authority of a sector, for the whole city."""
    city_delegation()
    body = actions.name_body(
        by=None, kind=BodyKind.SECTOR, place=people.city(), organisation=bureau, parent=city_body()
    )
    return delegation_of(body, **scope)
