"""An application while it is written: saved as it is typed, with what the rules find beside it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BoundField, DateInput, TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rencai.office.accounts.models import User
from rencai.office.asker import Refused, today
from rencai.office.audit.denial import visible_or_404
from rencai.office.pack import fact_word, value_word
from rencai.office.pages.forms import refusals_into
from rencai.office.recognition import actions
from rencai.office.recognition.actions.applying import CONSENT_PAPER, WRITTEN
from rencai.office.recognition.asking import Group, groups_of
from rencai.office.recognition.cases import Case, Evidence
from rencai.office.recognition.classes import BY_MEASURE
from rencai.office.recognition.finding import finding_of
from rencai.office.recognition.forms.applying import CATEGORY, UPLOAD, WithdrawForm, WritingForm
from rencai.office.recognition.queries import APPLY
from rencai.office.recognition.telling import Outlook
from rencai.office.recognition.terms import State
from rencai.office.registry import actions as registry
from rencai.office.uploads import refused

JOINED = (
    "talent__place",
    "talent__organisation",
    "talent__occupation",
    "place",
    "organisation",
    "delegation",
    "opened_by",
)
LONGEST_TITLE, LONGEST_NUMBER = 120, 18


class Part(NamedTuple):
    """A condition on the page: what is asked, what the record holds attested, and what is put forward for it."""

    group: Group
    questions: list[BoundField]
    attested: list[tuple[str, str]]
    evidence: list[Evidence]
    upload: BoundField


class Sheet(NamedTuple):
    """Everything that stands on the page."""

    case: Case
    outlook: Outlook
    groups: list[Group]
    asked: list[str]


def own_case(request: HttpRequest, pk: int) -> Case:
    """The case of this page's address, for whoever applies.

    Raises:
        Http404: it is not for this person.
        Refused: they may see it, but it is not theirs.
    """
    user: Any = request.user
    found: Case = visible_or_404(Case.objects.select_related(*JOINED), user, pk=pk)
    user.must(APPLY, found)
    return found


def sheet_of(case: Case) -> Sheet:
    finding = finding_of(case, today())
    outlook = Outlook(finding)
    groups = [*groups_of(finding, anew=outlook.anew), *_consent_paper(case)]
    facts = finding.decision.facts
    asked = [name for group in groups for name in group.facts if facts.get(name) is None or name in finding.unattested]
    return Sheet(case, outlook, groups, asked)


def _consent_paper(case: Case) -> list[Group]:
    """Of a talent without an account, the paper that they have signed."""
    if not case.by_employer or case.owner_id is not None:
        return []
    return [Group(CONSENT_PAPER, "", _("The talent agrees to this application, on a paper that they have signed"), ())]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole application on one page; it needs no script."""
    user: Any = request.user
    case = own_case(request, pk)
    if case.state not in WRITTEN:
        messages.warning(request, _("This application is handed in; it cannot be changed any more."))
        return redirect("recognition_case", pk)
    if request.method != "POST":
        return _page(request, sheet_of(case))
    sheet = sheet_of(case)
    form = kept(request, sheet)
    if not form.errors and request.POST.get("then") == "submit":
        with refusals_into(form):
            return _submitted(request, actions.submit(by=user, case=case))
    if form.errors:
        return _page(request, sheet_of(own_case(request, pk)), form)
    messages.success(request, _("Your application is saved. You can go on at any time."))
    return redirect("write_application", pk)


def _submitted(request: HttpRequest, case: Case) -> HttpResponse:
    if case.state == State.CONSENT:
        messages.success(request, _("The talent is asked to agree. Once they do, the application is on its way."))
    else:
        messages.success(
            request, _("Your application is handed in. Its number is %(number)s.") % {"number": case.number}
        )
    return redirect("recognition_case", case.pk)


@never_cache
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """One field of the page, kept as soon as it is typed; answers with what the rules find now."""
    case = own_case(request, pk)
    form = kept(request, sheet_of(case))
    sheet = sheet_of(own_case(request, pk))
    name = request.headers.get("HX-Trigger-Name", "")
    errors = [str(error) for field, found in form.errors.items() for error in found if field in (name, "__all__")]
    context = {"case": case, "outlook": sheet.outlook, "errors": errors, "oob": True}
    if name.startswith(UPLOAD):
        parts = {part.upload.name: part for part in parts_of(sheet, blank_form(request, sheet))}
        template = "recognition/applying/evidence.html"
        return render(request, template, context | {"part": parts.get(name)}, status=422 if errors else 200)
    return render(request, "recognition/applying/saved.html", context, status=422 if errors else 200)


def kept(request: HttpRequest, sheet: Sheet) -> WritingForm:
    """Keeps what was sent and is right; the form says what is not."""
    user: Any = request.user
    case = sheet.case
    form = WritingForm(request.POST, request.FILES, case=case, groups=sheet.groups, asked=sheet.asked, request=request)
    _saves_as_it_is_typed(form)
    form.is_valid()
    answers, category = _changed(case, form.given()), form.category()
    if answers or category not in (None, case.category):
        with refusals_into(form):
            actions.save_answers(by=user, case=case, answers=answers, category=category)
    words = {group.key: group.words for group in sheet.groups}
    for key, file in form.uploads().items():
        _put_forward(user, case, form, key, words[key], file)
    _taken_out(user, case, form, request.POST.get("remove", ""))
    return form


def _changed(case: Case, given: dict[str, Any]) -> dict[str, Any]:
    """What differs from what is kept: the same again is no event."""
    return {name: value for name, value in given.items() if _kept_as(value) != case.answers.get(name)}


def _kept_as(value: Any) -> Any:
    return None if value == "" else value if isinstance(value, bool | int | None) else str(value)


def _put_forward(user: User, case: Case, form: WritingForm, key: str, title: str, file: Any) -> None:
    try:
        document = registry.add_document(by=user, talent=case.talent, title=title[:LONGEST_TITLE], upload=file)
        actions.add_evidence(by=user, case=case, condition=key, document=document)
    except ValidationError as problem:
        form.add_error(f"{UPLOAD}{key}", problem.messages)
    except Refused as refusal:
        form.add_error(f"{UPLOAD}{key}", str(refusal))


def _taken_out(user: User, case: Case, form: WritingForm, number: str) -> None:
    known = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    found = case.evidence.filter(pk=int(number)).first() if known else None
    if found is not None:
        with refusals_into(form):
            actions.remove_evidence(by=user, evidence=found)


def blank_form(request: HttpRequest, sheet: Sheet) -> WritingForm:
    """With what the case and the record hold already."""
    facts = sheet.outlook.finding.decision.facts
    held = {name: facts[name] for name in sheet.asked if facts.get(name) is not None}
    form = WritingForm(
        case=sheet.case,
        groups=sheet.groups,
        asked=sheet.asked,
        request=request,
        initial=held | {CATEGORY: sheet.case.category},
    )
    _saves_as_it_is_typed(form)
    return form


def _page(request: HttpRequest, sheet: Sheet, sent: WritingForm | None = None) -> HttpResponse:
    case, form = sheet.case, sent or blank_form(request, sheet)
    context = {
        "case": case,
        "form": form,
        "parts": parts_of(sheet, form),
        "outlook": sheet.outlook,
        "words": BY_MEASURE[case.measure].words,
        "owed": case.pauses.filter(ended_on__isnull=True).first() if case.state == State.OWED else None,
        "may_submit": case.state in (State.DRAFT, State.OWED),
    }
    status = 413 if refused(request) else 422 if sent else 200
    return render(request, "recognition/applying/write.html", context, status=status)


def _saves_as_it_is_typed(form: WritingForm) -> None:
    """Each field is sent alone, one after the other."""
    address = reverse("save_application", args=[form.case.pk])
    for name, field in form.fields.items():
        upload = name.startswith(UPLOAD)
        told = f"#evidence-{name.removeprefix(UPLOAD)}" if upload else f"#said-{name}"
        field.widget.attrs |= {
            "hx-post": address,
            "hx-trigger": "input changed delay:700ms, change" if _is_typed(field.widget) else "change",
            "hx-params": f"csrfmiddlewaretoken,{name}",
            "hx-target": told,
            "hx-swap": "outerHTML" if upload else "innerHTML",
            "hx-sync": "closest form:queue all",
        } | ({"hx-encoding": "multipart/form-data"} if upload else {})


def _is_typed(widget: Any) -> bool:
    return isinstance(widget, TextInput) and not isinstance(widget, DateInput)


def parts_of(sheet: Sheet, form: WritingForm) -> list[Part]:
    facts, by_condition = sheet.outlook.finding.decision.facts, _evidence(sheet.case)
    return [
        Part(
            group=group,
            questions=[form[name] for name in group.facts if name in form.fields],
            attested=[
                (fact_word(name), value_word(name, facts[name])) for name in group.facts if name not in form.fields
            ],
            evidence=by_condition.get(group.key, []),
            upload=form[f"{UPLOAD}{group.key}"],
        )
        for group in sheet.groups
    ]


def _evidence(case: Case) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    for one in case.evidence.select_related("document"):
        found.setdefault(one.condition, []).append(one)
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The applicant wants it no more."""
    user: Any = request.user
    case = own_case(request, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_into(form):
            actions.withdraw(by=user, case=case, reason=form.cleaned_data["reason"])
            messages.success(request, _("The application is withdrawn. Your record stays as it is."))
            return redirect("applications")
    return render(request, "recognition/applying/withdraw.html", {"case": case, "form": form})
