"""What apps that build on the talent base hang on a record: rows that go along with it, and links on its page."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.dispatch import Signal
from django.urls import reverse
from django.utils.functional import Promise

merging = Signal()
"""`kept`, `absorbed`: two records are about to be made one; a receiver may refuse it with a ValidationError."""
parted = Signal()
"""`kept`, `absorbed`: two records are two again, within the act."""


class Link(NamedTuple):
    """A link on the page of every talent; its address takes the talent's number."""

    words: str | Promise
    url_name: str


_rows: list[type[models.Model]] = []
_links: dict[str, Link] = {}
MY_SUPPORT, OUR_PEOPLE = "my_support", "our_people"
_ways_on: dict[str, dict[str, Link]] = {MY_SUPPORT: {}, OUR_PEOPLE: {}}


def goes_along(*kinds: type[models.Model]) -> None:
    """Rows with a `talent` that go with a record into the other, and back when the two are split."""
    _rows.extend(model for model in kinds if model not in _rows)


def rows() -> tuple[type[models.Model], ...]:
    return tuple(_rows)


def link(one: Link) -> None:
    _links[one.url_name] = one


def links(talent: int) -> list[tuple[str | Promise, str]]:
    """Words and addresses for the page of the talent of this number."""
    return [(one.words, reverse(one.url_name, args=[talent])) for one in _links.values()]


def way_on(screen: str, one: Link) -> None:
    """A link from a talent's or an employer's screen to another; its address takes no number."""
    _ways_on[screen][one.url_name] = one


def ways_on(screen: str) -> list[tuple[str | Promise, str]]:
    """Words and addresses for one of the screens."""
    return [(one.words, reverse(one.url_name)) for one in _ways_on[screen].values()]
