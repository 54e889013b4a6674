"""The one screen that each person comes back to. Each app says in AppConfig.ready() whose it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

View = Callable[[HttpRequest], HttpResponse]


class Screen(NamedTuple):
    order: int
    fits: Callable[[Any], bool]
    view: View


class DemoRole(NamedTuple):
    """Somebody as whom a visitor of the demo city signs in with one click (POST `key` as `role` to demo_sign_in)."""

    key: str
    label: str | Promise
    shows: str | Promise


_screens: list[Screen] = []
_demo_roles: dict[str, DemoRole] = {}


def register(order: int, fits: Callable[[Any], bool], view: View) -> None:
    """Shows `view` at the office's first address to those whom `fits` accepts; the lowest `order` wins."""
    _screens.append(Screen(order, fits, view))
    _screens.sort(key=lambda screen: screen.order)


def screen_for(user: Any) -> View | None:
    """The home screen of the signed-in `user`; None if no app has one for them."""
    return next((screen.view for screen in _screens if screen.fits(user)), None)


def offer(*roles: DemoRole) -> None:
    """Offers these roles on the welcome page of the demo city, in this order."""
    _demo_roles.update({role.key: role for role in roles})


def demo_roles() -> list[DemoRole]:
    return list(_demo_roles.values())
