"""One delegation: how far it reaches, what was done to it, and what may be done to it now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rencai.office.asker import Refused, today
from rencai.office.editing import EditedMeanwhile
from rencai.office.pages.forms import refusals_into
from rencai.office.recognition import actions, papers
from rencai.office.recognition.authority import Handover, handed_over_if_stopped, place_names, scope_of
from rencai.office.recognition.bodies import Body, Delegation, Notice
from rencai.office.recognition.cases import Case
from rencai.office.recognition.decisions import Decision
from rencai.office.recognition.forms import authority as forms
from rencai.office.recognition.queries import DECIDE, HANDLE, JOINED_BODY
from rencai.office.recognition.scopes import LABELS, Change, changes, told
from rencai.office.recognition.terms import Standing
from rencai.office.recognition.views.authority import DELEGATE, require_form, sees_authority

JOINED = (
    *(f"body__{name}" for name in JOINED_BODY),
    "body__parent__place",
    "granted_by",
    "parent__body__place",
    "parent__body__organisation",
)


class Told(NamedTuple):
    """A notice to the body, in words."""

    notice: Notice
    words: str
    changes: list[Change]
    may_be_answered: bool


DONE: dict[str, str | Promise] = {
    "changed": pgettext_lazy("of a delegation", "changed"),
    "suspended": pgettext_lazy("of a delegation", "suspended"),
    "withdrawn": pgettext_lazy("of a delegation", "withdrawn"),
    "resumed": pgettext_lazy("of a delegation", "resumed"),
}


def _opened(request: HttpRequest, pk: int) -> Delegation:
    """Raises Refused for whoever does not see authority, Http404 where there is no such delegation."""
    if not sees_authority(request.user):  # type: ignore[arg-type]
        raise Refused()
    found: Delegation = get_object_or_404(Delegation.objects.select_related(*JOINED).prefetch_related("places"), pk=pk)
    return found


@never_cache
@require_safe
def delegation(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _opened(request, pk))


def _page(request: HttpRequest, found: Delegation, **more: Any) -> HttpResponse:
    """`more` brings forms that were sent and not taken."""
    user: Any = request.user
    names = place_names()
    sides = [name for name in LABELS if name != "standing"]
    answers = _acts_for(user, found.body, HANDLE)
    context = {
        "delegation": found,
        "runs": found.in_force(),
        "sides": told(scope_of(found, sides), names),
        "used": Decision.objects.granted().in_year(today().year).filter(delegation=found).count(),
        "under_way": Case.objects.under_way().filter(delegation=found).count(),
        "below": Delegation.objects.filter(parent=found).select_related(*(f"body__{name}" for name in JOINED_BODY)),
        "notices": [_told(one, names, answers) for one in found.notices.select_related("by", "answered_by")],
        "paper": papers.kept(found.commitment_sha256),
        "may_delegate": found.standing != Standing.WITHDRAWN and user.may(DELEGATE, found.body.above),
        "may_sign": found.standing != Standing.WITHDRAWN and _acts_for(user, found.body, DECIDE),
        "is_top": found.parent_id is None,
        **more,
    }
    return render(request, "recognition/authority/delegation.html", context)


def _acts_for(user: Any, body: Body, permission: str) -> bool:
    post = user.post(permission)
    return body.organisation_id in post.organisations if body.organisation_id else body.place_id in post.places


def _told(notice: Notice, names: dict[int, str], answers: bool) -> Told:
    open_still = not notice.answered_at and (notice.answer_until is None or notice.answer_until >= today())
    return Told(
        notice,
        str(DONE.get(notice.act, notice.act)),
        changes(notice.before, notice.after, names),
        answers and open_still,
    )


@require_form
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Narrows or widens. Where cases would leave the body, it is said first and asked for again."""
    user: Any = request.user
    found = _opened(request, pk)
    user.must(DELEGATE, found.body.above)
    form = forms.ChangedScopeForm(request.POST or None, delegation=found)
    context: dict[str, Any] = {}
    if form.is_valid():
        try:
            with refusals_into(form):
                moving = [] if form.cleaned_data["confirmed"] else _would_move(user, found, form)
                if not moving:
                    actions.change_delegation(by=user, delegation=found, **form.given())
                    messages.success(request, _("The authority of %(body)s is changed; it was told.") % {"body": found})
                    return redirect("delegation", pk)
                form.now(confirmed="True")
                context = {"moving": moving}
        except EditedMeanwhile as meanwhile:
            found = _opened(request, pk)
            form.add_error(None, meanwhile.messages[0])
            context = {"differences": form.answer_to(found, place_names())}
    context |= {"form": form, "delegation": found}
    return render(
        request, "recognition/authority/change.html", context, status=409 if context.get("differences") else 200
    )


def _would_move(user: Any, found: Delegation, form: forms.ChangedScopeForm) -> list[Handover]:
    """Which cases the change would hand over: it is made, looked at, and taken back."""
    here = list(Case.objects.under_way().filter(delegation=found).values_list("pk", flat=True))
    if not here:
        return []
    with transaction.atomic():
        actions.change_delegation(by=user, delegation=found, **form.given())
        moved = Case.objects.filter(pk__in=here).exclude(body=found.body_id).order_by()
        numbers = Counter(moved.values_list("body_id", flat=True))
        transaction.set_rollback(True)
    bodies = Body.objects.select_related(*JOINED_BODY).in_bulk(list(numbers))
    return [Handover(number, bodies[pk]) for pk, number in numbers.items()]


class Stop(NamedTuple):
    """An act on the whole of a delegation: what it is called, and what is said when it is done."""

    act: Callable[..., Delegation]
    title: str | Promise
    button: str | Promise
    done: str | Promise
    hands_over: bool


STOPS = {
    "suspend": Stop(
        actions.suspend_delegation,
        gettext_lazy("Suspend the authority of %(body)s"),
        gettext_lazy("Suspend"),
        gettext_lazy("The authority of %(body)s is suspended; it was told."),
        True,
    ),
    "withdraw": Stop(
        actions.withdraw_delegation,
        gettext_lazy("Withdraw the authority of %(body)s"),
        gettext_lazy("Withdraw for good"),
        gettext_lazy("The authority of %(body)s is withdrawn; it was told."),
        True,
    ),
    "resume": Stop(
        actions.resume_delegation,
        gettext_lazy("Let the authority of %(body)s hold again"),
        gettext_lazy("Let it hold again"),
        gettext_lazy("The authority of %(body)s holds again; it was told."),
        False,
    ),
}


@require_form
def stop(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Suspends, withdraws or resumes; the page says beforehand how many cases go where."""
    user: Any = request.user
    found = _opened(request, pk)
    user.must(DELEGATE, found.body.above)
    asked = STOPS[what]
    words = {"body": found}
    form = forms.StopForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            asked.act(by=user, delegation=found, **form.cleaned_data)
            messages.success(request, str(asked.done) % words)
            return redirect("delegation", pk)
    context = {
        "form": form,
        "delegation": found,
        "title": str(asked.title) % words,
        "button": asked.button,
        "what": what,
        "moving": handed_over_if_stopped(found) if asked.hands_over else [],
        "hands_over": asked.hands_over,
    }
    return render(request, "recognition/authority/stop.html", context)


@require_form
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """The body signs its letter of commitment."""
    user: Any = request.user
    found = _opened(request, pk)
    if not _acts_for(user, found.body, DECIDE):
        raise Refused(_("Only whoever decides for the body signs its letter of commitment."))
    form = forms.CommitmentForm(request.POST or None, request.FILES or None)
    form.fields["paper"].answer(request)  # type: ignore[attr-defined]
    if form.is_valid():
        with refusals_into(form):
            actions.sign_commitment(by=user, delegation=found, **form.cleaned_data)
            messages.success(request, _("The letter of commitment is signed."))
            return redirect("delegation", pk)
    return render(request, "recognition/authority/commit.html", {"form": form, "delegation": found})


@never_cache
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed letter as it was kept."""
    found = _opened(request, pk)
    kept = papers.kept(found.commitment_sha256)
    if kept is None:
        raise Http404(_("There is no such page, or it is not for you."))
    answer = FileResponse(
        default_storage.open(kept.path), filename=kept.path.rpartition("/")[2], content_type=kept.media_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return answer


@require_form
def answer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The body answers a notice."""
    user: Any = request.user
    found = _opened(request, pk)
    notice = get_object_or_404(Notice.objects.select_related("by"), pk=number, delegation=found)
    if not _acts_for(user, found.body, HANDLE):
        raise Refused(_("Only the body itself answers what it was told."))
    form = forms.AnswerForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            actions.answer_notice(by=user, notice=notice, **form.cleaned_data)
            messages.success(request, _("The answer is sent."))
            return redirect("delegation", pk)
    context = {"form": form, "delegation": found, "told": _told(notice, place_names(), False)}
    return render(request, "recognition/authority/answer.html", context)
