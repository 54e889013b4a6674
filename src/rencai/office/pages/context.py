"""What every page's template may use."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from rencai.office.pages import menu


class Language(NamedTuple):
    """A language of the office: Django's code, the tag for `lang`, and its name in itself."""

    code: str
    tag: str
    name: str


ENGLISH, CHINESE = Language("en", "en", "English"), Language("zh-hans", "zh-Hans", "中文")


def office(request: HttpRequest) -> dict[str, Any]:
    """DEMO; the page's `language` and the other one; `menu`, asked for only when drawn."""
    chinese = (translation.get_language() or "").startswith("zh")
    here, other = (CHINESE, ENGLISH) if chinese else (ENGLISH, CHINESE)
    return {
        "DEMO": settings.DEMO,
        "language": here,
        "other_language": other,
        "finds_others": SimpleLazyObject(lambda: _finds_others(request)),
        "menu": SimpleLazyObject(lambda: _menu(request)),
    }


def _finds_others(request: HttpRequest) -> bool:
    """Whoever holds no mandate has only their own record, and needs no search box."""
    user: Any = getattr(request, "user", None)
    return bool(user and user.is_authenticated and user.may("places.view_organisations"))


def _menu(request: HttpRequest) -> list[menu.Line]:
    user = getattr(request, "user", None)
    return menu.lines_for(user, request.path) if user and user.is_authenticated else []
