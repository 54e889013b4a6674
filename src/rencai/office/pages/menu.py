"""The menu of every page. Each app says in AppConfig.ready() what it puts there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise

Fits = Callable[[Any], bool]


class Item(NamedTuple):
    """One line of the menu, for those who hold the permission `needs`, or whom the function `needs` accepts."""

    label: str | Promise
    url_name: str
    needs: str | Fits
    order: int = 100
    badge: Callable[..., str] | None = None
    """Given the user: what stands beside the label, such as how much waits there. One cheap query at the most."""

    def fits(self, user: Any) -> bool:
        return bool(self.needs(user) if callable(self.needs) else user.may(self.needs))


class Line(NamedTuple):
    """A line as one person sees it; it is current on its own page and on those below."""

    label: str | Promise
    address: str
    badge: str
    is_current: bool


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    """Puts `item` into the menu; its address stands there once."""
    _items[item.url_name] = item


def lines_for(user: Any, path: str) -> list[Line]:
    """What the signed-in `user` finds in the menu of the page at `path`, in order."""
    fitting = sorted((item for item in _items.values() if item.fits(user)), key=lambda item: item.order)
    found = [(item, reverse(item.url_name)) for item in fitting]
    current = max((address for _, address in found if path.startswith(address)), default="")
    return [
        Line(item.label, address, item.badge(user) if item.badge else "", address == current) for item, address in found
    ]
