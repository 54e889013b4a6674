"""The frame's own pages."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rencai.office.pages.home import demo_roles, screen_for


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The home screen of whoever is signed in; else what this is and how to sign in."""
    if not request.user.is_authenticated:
        return render(request, "pages/welcome.html", {"demo_roles": demo_roles()})
    screen = screen_for(request.user)
    return screen(request) if screen else render(request, "pages/nothing_yet.html")
