"""Recognition as whoever applies sees it: their applications, how to begin one, and one on its way."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rencai.office import asker
from rencai.office.asker import Asker, Refused, today
from rencai.office.pack import fact_word, value_word
from rencai.office.pages.forms import refusals_into
from rencai.office.pages.paging import Page, page_of
from rencai.office.recognition import actions
from rencai.office.recognition.actions.answering import last_day_of_appeal
from rencai.office.recognition.actions.applying import WRITTEN
from rencai.office.recognition.actions.handling import may_read
from rencai.office.recognition.cases import Case
from rencai.office.recognition.classes import classes_of
from rencai.office.recognition.decisions import Decision, Recognition
from rencai.office.recognition.finding import finding_of
from rencai.office.recognition.forms.applying import AppealForm, ApplicationFilter, BeginForm, PeopleFilter
from rencai.office.recognition.offers import why_not
from rencai.office.recognition.queries import APPLY
from rencai.office.recognition.telling import Outlook, reasons_of, title_of
from rencai.office.recognition.terms import State, Verdict
from rencai.office.recognition.told import days_left, way_of
from rencai.office.recognition.views.writing import own_case
from rencai.office.registry.models import Talent
from rencai.office.registry.screens.my_support import own_record
from rencai.office.registry.views.people import opened

JOINED = ("talent", "body__place", "body__organisation")
FINAL = (Verdict.GRANT, Verdict.REFUSE)


class Row(NamedTuple):
    """An application in a list, with what is applied for in words."""

    case: Case
    title: str


def applies(user: Asker) -> bool:
    """The menu shows the page to human resources, and to those without a mandate. No query."""
    return bool(user.post(APPLY).organisations) or not user.may("places.view_organisations")


@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """The asker's own applications and recognitions; for human resources, those of their people."""
    user = asker.of(request)
    talent = own_record(user)
    employers = user.post(APPLY).organisations
    context: dict[str, Any] = {"talent": talent, "employers": employers}
    if talent is not None:
        own = Case.objects.visible_to(user).filter(talent=talent).select_related(*JOINED)
        context["own"] = _rows(own.defer("answers"))
        context["recognitions"] = _recognitions(user, talent)
    if employers:
        form = ApplicationFilter(request.GET)
        page = page_of(form.applied(_of_people(user, employers)), request)
        context |= {"form": form, "page": page, "rows": _rows(page.rows)}
    return render(request, "recognition/applying/applications.html", context)


def _of_people(user: Asker, employers: Any) -> Any:
    return Case.objects.visible_to(user).filter(organisation__in=employers).select_related(*JOINED).defer("answers")


def _rows(cases: Any) -> list[Row]:
    return [Row(case, title_of(case)) for case in cases]


def _recognitions(user: Asker, talent: Talent) -> list[Recognition]:
    return list(Recognition.objects.visible_to(user).filter(talent=talent).select_related("decision"))


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """For which of their people human resources may begin an application.

    Raises:
        Refused: the asker applies for nobody but themselves.
    """
    user = asker.of(request)
    employers = user.post(APPLY).organisations
    if not employers:
        raise Refused(_("This page is for those who apply on behalf of an employer's people."))
    form = PeopleFilter(request.GET)
    found = Talent.objects.listed_to(user).filter(organisation__in=employers)
    page: Page[Talent] = page_of(form.applied(found.select_related("occupation")), request)
    return render(request, "recognition/applying/people.html", {"form": form, "page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """An application of one talent: their own, or on their behalf."""
    user: Any = request.user
    talent = opened(request, pk)
    user.must(APPLY, talent)
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_into(form):
            measure = form.cleaned_data["measure"]
            case = actions.open_case(by=user, talent=talent, measure=measure, category=_only_class(measure))
            return redirect("write_application", case.pk)
    pending = Case.objects.visible_to(user).pending().filter(talent=talent)
    context = {"form": form, "talent": talent, "own": talent.account_id == user.pk, "pending": _rows(pending)}
    return render(request, "recognition/applying/begin.html", context)


def _only_class(measure: str) -> str:
    known = classes_of(measure)
    return known[0][0] if len(known) == 1 else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The talent reads what their employer applies for on their behalf, and agrees.

    Raises:
        Refused: the asker is not the talent.
    """
    user: Any = request.user
    case = own_case(request, pk)
    if case.owner_id != user.pk:
        raise Refused(_("Only the talent can agree to this."))
    if case.consented_at or case.state not in (State.DRAFT, State.CONSENT):
        return redirect("recognition_case", pk)
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_into(form):
            actions.consent(by=user, case=case)
            messages.success(request, _("You have agreed."))
            return redirect("recognition_case", pk)
    return render(request, "recognition/applying/consent.html", {"case": case, "form": form} | _content(case))


def _content(case: Case) -> dict[str, Any]:
    """What the employer has written, to be read before agreeing."""
    outlook = Outlook(finding_of(case, today()))
    return {
        "title": title_of(case),
        "answers": _answers(case),
        "evidence": list(case.evidence.select_related("document")),
        "outlook": outlook,
    }


def _answers(case: Case) -> list[tuple[str, str]]:
    return [(fact_word(name), value_word(name, value)) for name, value in case.answers.items()]


def application(request: HttpRequest, case: Case, form: AppealForm | None = None) -> HttpResponse:
    """One application on its way, for whoever applies; `case` comes with its parts prefetched."""
    user: Any = request.user
    may = user.may(APPLY, case)
    if may and case.state == State.DRAFT:
        return redirect("write_application", case.pk)
    decision = next(iter(case.decisions.all()), None)
    context = {
        "case": case,
        "title": title_of(case),
        "way": way_of(case),
        "days_left": days_left(case),
        "owed": next((one for one in case.pauses.all() if one.ended_on is None), None),
        "may_write": may and case.state in WRITTEN,
        "may_withdraw": may and case.is_pending,
        "asks_consent": case.state == State.CONSENT and case.owner_id == user.pk,
        "answers": _answers(case),
        "evidence": list(case.evidence.all()),
        "may_read": not why_not(lambda: may_read(user, case)),
        "sent": form,
        **_decided(decision, may, form),
    }
    return render(request, "recognition/applying/application.html", context, status=422 if form else 200)


def _decided(decision: Decision | None, may: bool, form: AppealForm | None) -> dict[str, Any]:
    if decision is None:
        return {}
    last_day = last_day_of_appeal(decision)
    appeal = getattr(decision, "appeal", None)
    open_to_appeal = may and appeal is None and decision.verdict in FINAL and today() <= last_day
    return {
        "decision": decision,
        "recognition": getattr(decision, "recognition", None),
        "reasons": reasons_of(decision),
        "appeal": appeal,
        "last_day": last_day,
        "appeal_form": (form or AppealForm()) if open_to_appeal else None,
    }
