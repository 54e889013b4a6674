"""What every page's template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from rencai.office.pages import menu

OWN_NAMES = {"en": "English", "zh-hans": "中文"}


def office(request: HttpRequest) -> dict[str, Any]:
    """DEMO; LANGUAGE_CODE; `other_language` (code and own name); `menu_items`, asked for only when drawn."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "DEMO": settings.DEMO,
        "LANGUAGE_CODE": current,
        "other_language": next((code, name) for code, name in OWN_NAMES.items() if code != current),
        "menu_items": SimpleLazyObject(lambda: _menu(request)),
    }


def _menu(request: HttpRequest) -> list[menu.Item]:
    user = getattr(request, "user", None)
    return menu.items_for(user) if user and user.is_authenticated else []
