"""The public notice, for everybody: no account is needed to read it, nor to object."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rencai.office.pages.forms import refusals_into
from rencai.office.pages.paging import page_of
from rencai.office.recognition import actions
from rencai.office.recognition.forms.notices import ObjectionForm
from rencai.office.recognition.publicity import in_notice, must_not_be_too_many, publicised


@login_not_required
@never_cache
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Who is about to be recognised."""
    page = page_of(in_notice(), request)
    context = {"page": page, "rows": [publicised(stage) for stage in page.rows]}
    return render(request, "recognition/case/notices.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice, and the form to object."""
    stage = get_object_or_404(in_notice(), case=pk)
    form = ObjectionForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            must_not_be_too_many()
            actions.object_to(case=stage.case, **form.given())
            messages.success(request, _("Your objection has arrived. The body looks into it before it decides."))
            return redirect("notice", pk)
    context = {"notice": publicised(stage), "form": form}
    return render(request, "recognition/case/notice.html", context)
