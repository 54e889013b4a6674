"""One case: the officer's page with the finding, the evidence and the decision, and what others see of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rencai.office.asker import today
from rencai.office.audit.denial import visible_or_404
from rencai.office.inbox.models import Item
from rencai.office.prepared import PreparedFor
from rencai.office.recognition import inbox
from rencai.office.recognition.cases import Case
from rencai.office.recognition.finding import Finding, finding_of
from rencai.office.recognition.forms import case as forms
from rencai.office.recognition.offers import Offers, acts_for_the_body, offers_of
from rencai.office.recognition.queries import APPLY
from rencai.office.recognition.terms import State
from rencai.office.recognition.told import answers_of, days_left, papers_of, way_of
from rencai.office.recognition.views import applying
from rencai.office.recognition.whole import whole_case

WAITING = PreparedFor(
    lambda user, pk: (
        Item.objects.visible_to(user)
        .open()
        .filter(kind=inbox.CASE)
        .exclude(about_id=str(pk))
        .order_by("deadline", "pk")[:1]
    ),
    numbers=1,
)


class Opened(NamedTuple):
    """A case as its officer has it before them."""

    case: Case
    finding: Finding
    offers: Offers


def opened(request: HttpRequest, pk: int) -> Case:
    """The case of this page's address, if this person may see it; else 404, and an event."""
    user: Any = request.user
    return whole_case(user, pk) or visible_or_404(Case.objects.all(), user, pk=pk)


@never_cache
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """To whoever applies, their application; to all others, the case."""
    user: Any = request.user
    found = opened(request, pk)
    if applies(user, found) and not acts_for_the_body(user, found):
        return applying.application(request, found)
    return page(request, found)


def applies(user: Any, found: Case) -> bool:
    """The talent, who opened it, and human resources of the employer."""
    theirs = user.pk in (found.owner_id, found.opened_by_id)
    return theirs or found.organisation_id in user.post(APPLY).organisations


def page(request: HttpRequest, found: Case, form: forms.CaseForm | None = None, **more: Any) -> HttpResponse:
    """The officer's page; `form` is one that was sent and not taken."""
    user: Any = request.user
    finding, offers = finding_of(found, found.decided_on or today()), offers_of(user, found)
    under_way = found.state in (State.OPEN, State.OWED)
    context = {
        "case": found,
        "finding": finding,
        "offers": offers,
        "forms": forms_for(Opened(found, finding, offers), form) if under_way else {},
        "refused_form": form,
        "way": way_of(found),
        "papers": papers_of(found, finding),
        "answers": answers_of(found, finding),
        "days_left": days_left(found),
        "under_way": under_way,
        "following": next_case(user, found),
        **more,
    }
    return render(request, "recognition/case/case.html", context, status=409 if more.get("differences") else 200)


def forms_for(shown: Opened, sent: forms.CaseForm | None = None) -> dict[str, forms.CaseForm]:
    """The forms that are open to this person, by name; the one that was sent instead of a blank one."""
    found, offers = shown.case, shown.offers
    made: dict[str, forms.CaseForm] = {}
    if not offers.finish:
        made["step"] = forms.StepForm(case=found)
    if not offers.handle:
        made["wait"] = forms.AskForm(case=found) if found.state == State.OPEN else forms.ResumeForm(case=found)
        made["confirm"] = forms.ConfirmForm(case=found)
    if offers.verdicts:
        made["decide"] = forms.DecisionForm(case=found, finding=shown.finding, verdicts=offers.verdicts)
    return {name: sent if sent and type(sent) is type(form) else form for name, form in made.items()}


def next_case(user: Any, found: Case) -> Item | None:
    """The case that waits most urgently for this person, beside this one."""
    return next(iter(WAITING(user, found.pk)), None)
