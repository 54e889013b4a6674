"""Applications of the demo talent and the demo employer, each made as they would make it today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.files.base import ContentFile

from rencai.office.accounts.models import User
from rencai.office.demo.bodies import Named
from rencai.office.demo.papers import page
from rencai.office.places.models import Organisation
from rencai.office.recognition import actions
from rencai.office.recognition.actions.applying import CONSENT_PAPER
from rencai.office.recognition.classes import HIGH_LEVEL, SHORT, SHORTAGE
from rencai.office.recognition.models import Case
from rencai.office.recognition.terms import BodyKind, State, Step, Verdict
from rencai.office.registry.actions import add_document
from rencai.office.registry.models import Talent

_HIGHER: Final = "leading"
_POST: Final[dict[str, Any]] = {
    "post_in_catalogue": True,
    "post_required_degree": "bachelor",
    "post_required_experience_months": 36,
}
_EXPERIENCE: Final[dict[str, Any]] = {"post_matches_licence": True, "experience_months": 52, "extra_study_months": 0}
_ASKED: Final = "请补充营业执照所列行业的证明（虚构）"
_REFERRED: Final = "情况复杂，提请上一级认定（虚构）"


def begin_applications(people: Mapping[str, User], bodies: list[Named], employer: Organisation) -> None:
    """Drafts, one that waits for consent, some under way; called within an act."""
    talent, hr = people["demo-talent"], people["demo-hr"]
    own = Talent.objects.get(account=talent)
    _begun(talent, own, SHORTAGE, SHORT, _POST)
    promotion = _begun(hr, own, HIGH_LEVEL, _HIGHER, {"honour_class": _HIGHER, "works_on_front_line": True})
    actions.submit(by=hr, case=promotion)
    first, second, third = _staff(employer)
    _begun(hr, first, SHORTAGE, SHORT, _POST)
    _submitted(hr, second, _POST | _EXPERIENCE)
    asked = _submitted(hr, third, _POST)
    actions.ask_applicant(by=_officers(bodies, asked).clerks[0], case=asked, what=_ASKED)
    _refer_one(bodies)


def _staff(employer: Organisation) -> list[Talent]:
    """Three for whom nobody applies yet."""
    free = Talent.objects.filter(organisation=employer, account=None, recognised_category="", recognition_cases=None)
    return list(free.order_by("pk")[:3])


def _begun(by: User, talent: Talent, measure: str, category: str, said: Mapping[str, Any]) -> Case:
    case = actions.open_case(by=by, talent=talent, measure=measure, category=category)
    return actions.save_answers(by=by, case=case, answers=said)


def _submitted(hr: User, talent: Talent, said: Mapping[str, Any]) -> Case:
    """With the consent that the talent has signed."""
    case = _begun(hr, talent, SHORTAGE, SHORT, said)
    upload = ContentFile(page(f"consent {case.pk}"), name="同意书（虚构）.pdf")
    paper = add_document(by=hr, talent=talent, title="本人同意书（虚构）", upload=upload)
    actions.add_evidence(by=hr, case=case, condition=CONSENT_PAPER, document=paper)
    return actions.submit(by=hr, case=case)


def _officers(bodies: list[Named], case: Case) -> Any:
    return next(one.officers for one in bodies if one.body.pk == case.body_id)


def _refer_one(bodies: list[Named]) -> None:
    """A district has referred a case up, so that the city decides it."""
    ready = Case.objects.filter(state=State.OPEN, step=Step.OPINION, route=BodyKind.DISTRICT).order_by("-pk")
    case = ready.filter(place__key="ganjingzi").first() or ready.first()
    if case is not None:
        by = _officers(bodies, case).approvers[0]
        actions.decide(by=by, case=case, version=case.version, verdict=Verdict.REFER, reason=_REFERRED)
