"""The city on one page, its tables as files, and the movements behind its figures."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rencai.office import asker
from rencai.office.insight.chart import chart
from rencai.office.insight.city import City
from rencai.office.insight.forms import MovementFilter
from rencai.office.pages.paging import page_of
from rencai.office.registry.models import Movement
from rencai.office.sheets.writing import Kind, as_csv


@require_GET
def city(request: HttpRequest) -> HttpResponse:
    """The leader's one screen."""
    user = asker.of(request)
    user.must("insight.view")
    found = City(user)
    return render(request, "insight/city.html", {"city": found, "chart": chart(found.by_month)})


@require_GET
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One table of the page as CSV."""
    user = asker.of(request)
    user.must("insight.view")
    found = City(user).tables.get(name)
    if found is None:
        raise Http404(_("There is no such table."))
    rows = [[line.label, *(cell.number for cell in line.cells)] for line in found.lines if not line.is_sum]
    kinds = [Kind.TEXT] + [Kind.WHOLE] * (len(found.headings) - 1)
    content = b"".join(as_csv(found.headings, kinds, [rows]))
    disposition = f'attachment; filename="{found.name}.csv"'
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


@require_GET
def movements(request: HttpRequest) -> HttpResponse:
    """Who came and who left, the latest first."""
    user = asker.of(request)
    user.must("insight.view")
    form = MovementFilter(request.GET)
    found = form.narrowed(Movement.objects.visible_to(user)).select_related("talent__place", "place")
    return render(request, "insight/movements.html", {"form": form, "page": page_of(found, request)})
