"""The menu of every page. Each app says in AppConfig.ready() what it puts there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
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


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    """Puts `item` into the menu; its address stands there once."""
    _items[item.url_name] = item


def items_for(user: Any) -> list[Item]:
    """What the signed-in `user` finds in the menu, in order."""
    fitting = sorted((item for item in _items.values() if item.fits(user)), key=lambda item: item.order)
    return [item._replace(badge=partial(item.badge, user)) if item.badge else item for item in fitting]


def holding(items: list[Item], path: str) -> str:
    """The url_name of the item at or below whose address `path` lies; "" where none is."""
    addresses = {reverse(item.url_name): item.url_name for item in items}
    return max(((at, name) for at, name in addresses.items() if path.startswith(at)), default=("", ""))[1]
