"""Every page to which a role finds a way: it opens, axe finds nothing, and it fits a desk and a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from browser.visitor import Visitor, pattern

ROLES = ("talent", "hr", "district", "county", "city", "auditor", "leader", "steward")
AT_MOST = 150
"""Kinds of pages to which one role is followed."""
# What a role must find a way to, whatever else it finds.
FOUND = {
    "": ("/recognition/notices/", "/recognition/notices/#/"),
    "talent": (
        "/recognition/", "/recognition/begin/#/", "/recognition/#/write/", "/recognition/#/withdraw/",
        "/recognition/#/consent/", "/recognition/cases/#/", "/recognition/recognised/#/",
        "/recognition/recognised/#/card/", "/recognition/decisions/#/",
    ),
    "hr": ("/recognition/", "/recognition/people/", "/recognition/begin/#/", "/recognition/#/write/"),
    "district": (
        "/recognition/cases/", "/recognition/cases/#/", "/recognition/decisions/#/", "/recognition/recognised/",
        "/recognition/recognised/#/", "/recognition/authority/", "/recognition/authority/#/",
        "/supervision/checks/", "/supervision/checks/#/",
    ),
    "city": (
        "/supervision/", "/supervision/bodies/#/", "/supervision/bodies/#/decisions/",
        "/supervision/bodies/#/measures/", "/supervision/alerts/", "/supervision/alerts/#/",
        "/supervision/campaigns/", "/supervision/campaigns/#/", "/supervision/campaigns/#/waiting/",
        "/supervision/campaigns/#/proof/", "/supervision/measures/", "/supervision/measures/#/",
    ),
}  # fmt: skip


def pages_from(visitor: Visitor) -> Iterator[str]:
    """Stands on one page of each kind that can be reached by links from the first one; gives its address."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        assert len(seen) <= AT_MOST, "the ways do not end"
        path = waiting.pop(0)
        assert visitor.go(path).status == 200, f"{path} does not open"
        yield path
        for link in visitor.links():
            if pattern(link) not in seen:
                seen.add(pattern(link))
                waiting.append(link)


def faults_of(visitor: Visitor, path: str) -> list[str]:
    found = [f"{path}: {fault}" for fault in filter(None, [visitor.faults()])]
    return found + [f"{path} is too wide: {part}" for part in visitor.too_wide()]


@pytest.mark.parametrize("role", ["", *ROLES])
def test_every_page_is_accessible_and_fits_and_speaks_chinese(visitor: Callable[..., Visitor], role: str) -> None:
    desk, phone = visitor(role), visitor(role, width=390, locale="zh-CN")
    english = visitor(role, width=390)
    wrong, missing = [], set(FOUND.get(role, ()))
    for path in pages_from(desk):
        missing.discard(pattern(path))
        wrong += faults_of(desk, path)
        phone.go(path)
        wrong += faults_of(phone, path) + [f"{path} is not in Chinese: {text}" for text in phone.untranslated()]
        english.go(path)
        wrong += [f"{path} is too wide in English: {part}" for part in english.too_wide()]
    assert wrong == []
    assert not missing, "no way leads there"
    assert desk.errors + phone.errors == []
