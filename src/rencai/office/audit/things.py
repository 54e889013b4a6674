"""What the log's pages know of the places, people and things it speaks of: apps above say it in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.apps import apps
from django.urls import NoReverseMatch, reverse

_addresses: dict[str, str] = {}
_places: list[Callable[[], Mapping[int, str]]] = []
_people: list[Callable[[str], int | None]] = []


def declare(addresses: Mapping[str, str]) -> None:
    """By kind (`app.model`), the name of the address of one thing's page, which takes its number."""
    _addresses.update(addresses)


def declare_places(names: Callable[[], Mapping[int, str]]) -> None:
    """How the log's pages learn the names of places, by number."""
    _places[:] = [names]


def declare_people(find: Callable[[str], int | None]) -> None:
    """How the log's pages find the number of an account by its name."""
    _people[:] = [find]


def address_of(kind: str, number: str) -> str:
    """Where the thing has its page; "" if nowhere."""
    try:
        return reverse(_addresses[kind], args=[number]) if kind in _addresses else ""
    except NoReverseMatch:
        return ""


def kind_in_words(kind: str) -> str:
    """`registry.talent` as a reader of the page would call it; as it stands if no app knows it any more."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind


def places() -> Mapping[int, str]:
    return _places[0]() if _places else {}


def person(account_name: str) -> int | None:
    return _people[0](account_name) if _people else None
