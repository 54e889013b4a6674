"""Every page to which a role finds a way: it opens, axe finds nothing, and it fits a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from browser.visitor import Visitor, pattern

ROLES = ("talent", "hr", "district", "county", "city", "auditor", "leader", "steward")
AT_MOST = 60
"""Pages that one role is followed to; each pattern of address once."""


def pages_of(visitor: Visitor) -> list[str]:
    """An address for each kind of page that can be reached by links from the first one."""
    waiting, seen, found = ["/"], {"/"}, []
    while waiting and len(found) < AT_MOST:
        path = waiting.pop(0)
        response = visitor.go(path)
        assert response.status == 200, f"{path} answers {response.status}"
        found.append(path)
        for link in visitor.links():
            if pattern(link) not in seen:
                seen.add(pattern(link))
                waiting.append(link)
    return found


@pytest.mark.parametrize("role", ["", *ROLES])
def test_every_page_is_accessible_and_fits_a_desk_and_a_phone(visitor: Callable[..., Visitor], role: str) -> None:
    desk, phone = visitor(role), visitor(role, width=390, locale="zh-CN")
    wrong = []
    for path in pages_of(desk):
        for name, window in (("desk", desk), ("phone", phone)):
            window.go(path)
            wrong += [f"{name} {path}: {fault}" for fault in filter(None, [window.faults()])]
            wrong += [f"{name} {path} is too wide: {part}" for part in window.too_wide()]
    assert wrong == []
    assert desk.errors + phone.errors == []
