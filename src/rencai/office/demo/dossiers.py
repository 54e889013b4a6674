"""What the files of the demo city's cases say: the facts of each, and the decision of the policy pack on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from rencai.office.demo.applicants import Applicant, Known
from rencai.office.pack import the_pack
from rencai.office.recognition.classes import HIGH_LEVEL, NONE, SHORT, SHORTAGE
from rencai.office.recognition.finding import COMMITTED, PUBLICISED, SUPPORTED
from rencai.office.recognition.routes import NOTICE_DAYS
from rencai.policy import Decision
from rencai.policy.decision import ELIGIBLE

_RETIRED_AT: Final = 60
_REQUIRED_MONTHS: Final = (24, 36, 60)
_MISSED: Final = (
    {"experience_months": 8},
    {"post_matches_licence": False},
    {"post_in_catalogue": False},
    {"experience_months": 11},
)
"""By which fact an application for a talent in short supply does not carry."""
BY_PROCEDURE: Final = {PUBLICISED: NOTICE_DAYS, COMMITTED: True}


def measure_of(applicant: Applicant) -> str:
    return HIGH_LEVEL if applicant.high else SHORTAGE


def class_of(applicant: Applicant) -> str:
    """The class that is applied for."""
    return (applicant.known.category or "junior") if applicant.high else SHORT


def answers(applicant: Applicant, turn: int, carries: bool) -> dict[str, Any]:
    """What the applicant says, as JSON. `turn` varies it."""
    return _high(applicant.known) if applicant.high else _short(applicant.known, turn, carries)


def _short(known: Known, turn: int, carries: bool) -> dict[str, Any]:
    required = _REQUIRED_MONTHS[turn % len(_REQUIRED_MONTHS)]
    said: dict[str, Any] = {
        "post_in_catalogue": True,
        "post_matches_licence": True,
        "post_required_degree": "none" if known.degree in ("", "none") else "bachelor",
        "post_required_experience_months": required,
        "experience_months": required + 3 + turn * 7 % 90,
        "extra_study_months": 0,
    }
    return said if carries else said | _MISSED[turn % len(_MISSED)]


def _high(known: Known) -> dict[str, Any]:
    return {
        "honour_class": known.category or NONE,
        "honour_gained_after_arrival": False,
        "insured_in_dalian": True,
        "civil_servant": False,
        "works_on_front_line": True,
        "national_programme_won_in_dalian": False,
        "earlier_city_proof": True,
        "statutory_retirement_age": _RETIRED_AT,
        "retirement_extended": False,
    }


def facts(known: Known, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the record, the applicant and the procedure say together."""
    held = {
        "birth_date": known.birth_date,
        "degree": known.degree or None,
        "full_time": True,
        "contract_months": known.months,
        "contract_open_ended": known.open_ended,
        "monthly_wage": known.wage,
        "work_place": known.place_key,
        "employer_kind": known.employer_kind,
        "first_dalian_insurance_on": known.insured_since,
    }
    return {name: value for name, value in {**held, **said, **BY_PROCEDURE}.items() if value is not None}


def decided(known: Known, said: Mapping[str, Any], on: date) -> Decision:
    return the_pack().decide(facts(known, said), on=on)


def supports(decision: Decision, applicant: Applicant) -> str:
    """The class that the facts support; "" for none."""
    if not applicant.high:
        return SHORT if decision[SHORTAGE].status == ELIGIBLE else ""
    found = str(decision.derived.get(SUPPORTED) or NONE)
    return "" if found == NONE else found
