"""The addresses of the API that no router answers: its page for readers, and all others."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.views.decorators.http import conditional_page, require_safe

from rencai.office.api.problems import KINDS, fault, problem

View = Callable[..., HttpResponse]


@login_not_required
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Every operation and every problem, for people."""
    from rencai.office.api.routers import api

    document = api.get_openapi_schema()
    listed = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "api/operations.html", {"operations": listed, "problems": KINDS})


@login_not_required
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    return problem(request, HTTPStatus.NOT_FOUND)


nothing_here.csrf_exempt = True  # type: ignore[attr-defined]


def for_programs(pattern: URLPattern) -> URLPattern:
    """`pattern` open to those without a session, with an ETag by content, and telling every failure as a problem."""
    view: Any = pattern.callback
    pattern.callback = conditional_page(_telling(view))
    pattern.callback.login_required = False  # type: ignore[attr-defined]
    pattern.callback.csrf_exempt = True  # type: ignore[attr-defined]
    return pattern


def _telling(view: View) -> View:
    @functools.wraps(view)
    def telling(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Exception as exception:
            return fault(request, exception)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return problem(request, HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": response["Allow"]})
        return response

    return telling
