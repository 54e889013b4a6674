"""The one address of all exports."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rencai.office.audit import origin
from rencai.office.exports import actions, streaming
from rencai.office.exports.exportable import PERMISSION, Exportable, list_named
from rencai.office.sheets.writing import XLSX_ROWS, TooManyRows

SECRETS = "secrets"
"""The parameter by which somebody asks for what is masked otherwise."""


@never_cache
@require_safe
def export(request: HttpRequest, name: str, suffix: str) -> HttpResponseBase:
    """The list `name`, filtered as its page is by the same parameters."""
    user: Any = request.user
    exportable = _list(name)
    secrets = bool(exportable.secret_permission) and SECRETS in request.GET
    permissions = [PERMISSION, *([exportable.secret_permission] if secrets else [])]
    for permission in permissions:
        user.must(permission)
    found = exportable.rows(user, request.GET, permissions)
    if suffix == "xlsx" and found.order_by()[: XLSX_ROWS + 1].count() > XLSX_ROWS:
        return _too_many(request, name)
    filters = {key: request.GET.getlist(key) for key in request.GET if key != SECRETS}
    place = actions.begin(by=user, exportable=exportable, suffix=suffix, filters=filters, secrets=secrets)
    columns = [column._replace(shown=None) if column.secret and secrets else column for column in exportable.columns()]
    from_where = origin.current.get()

    def ended(rows: int, whole: bool) -> None:
        token = origin.current.set(from_where)
        try:
            actions.end(by=user, exportable=exportable, rows=rows, whole=whole, place=place)
        finally:
            origin.current.reset(token)

    try:
        answer: HttpResponseBase = streaming.export(found, columns, suffix, str(exportable.label), ended=ended)
    except TooManyRows:
        return _too_many(request, name)
    return answer


def _list(name: str) -> Exportable:
    try:
        return list_named(name)
    except KeyError:
        raise Http404 from None


def _too_many(request: HttpRequest, name: str) -> HttpResponseBase:
    return render(request, "exports/too_many.html", {"name": name, "most": XLSX_ROWS}, status=400)
