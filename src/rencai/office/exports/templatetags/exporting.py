"""The way from a list's page to its files."""

from __future__ import annotations

from typing import Any

from django import template

from rencai.office.exports.exportable import PERMISSION

register = template.Library()


@register.inclusion_tag("exports/links.html", takes_context=True)
def take_away(context: template.Context, name: str) -> dict[str, Any]:
    """Links to the list `name` as its page is filtered; nothing for those who may not export."""
    request: Any = context["request"]
    return {"request": request, "list": name, "may_export": request.user.may(PERMISSION)}
