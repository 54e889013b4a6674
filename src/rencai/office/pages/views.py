"""The frame's own pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rencai.office.pages.home import demo_roles, screen_for


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The home screen of whoever is signed in; else what this is and how to sign in."""
    if not request.user.is_authenticated:
        return render(request, "pages/welcome.html", {"demo_roles": demo_roles()})
    screen = screen_for(request.user)
    return screen(request) if screen else render(request, "pages/nothing_yet.html")


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For whatever watches the office: 200 when its database answers. It says nothing about anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
