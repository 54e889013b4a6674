"""The kinds of things that wait for somebody. Apps declare theirs in `ready()`; nothing else can be put in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

Words = str | Promise


class Decision(NamedTuple):
    """What can be decided in the list itself, by one button, with one choice beside it where `choices` gives some.

    Attributes:
        name: as the item keeps it.
        label: on the button.
        done: what the row says afterwards.
        act: called with by, item and choice (""), within the act that takes the item out; it may refuse.
        choices: values with their words, and what they are, where there is something to choose.
    """

    name: str
    label: Words
    done: Words
    act: Callable[..., object] | None = None
    choices: Callable[[], Iterable[tuple[str, str]]] | None = None
    choice_label: Words = ""

    def options(self) -> SafeString:
        """The choices as the options of a select, which stands in every row of a list."""
        return format_html_join("", '<option value="{}">{}</option>', self.choices() if self.choices else ())


class Kind(NamedTuple):
    """What an item can be about.

    Attributes:
        name: as items keep it.
        title: what is to be done, as a heading says it.
        words: of one item, in the language of the page: what waits, and whose it is.
        page: of one item: the path where it is worked on.
        permission: whoever holds it where the item lies sees the item; of a personal kind: whoever may get such.
        personal: items are for one person each.
        exact: only a mandate for just that place or organisation sees them, not one for a place above it.
        decisions: what can be decided without leaving the list.
    """

    name: str
    title: Words
    words: Callable[[Any], str]
    page: Callable[[Any], str]
    permission: str
    personal: bool = False
    exact: bool = False
    decisions: tuple[Decision, ...] = ()

    def decision(self, name: str) -> Decision:
        """Raises LookupError where this kind has no such decision."""
        found = next((decision for decision in self.decisions if decision.name == name), None)
        if found is None:
            raise LookupError(name)
        return found


_kinds: dict[str, Kind] = {}


def declare(*kinds: Kind) -> None:
    _kinds.update({kind.name: kind for kind in kinds})


def named(name: str) -> Kind:
    """Raises LookupError where no app declares such a kind."""
    return _kinds[name]


def every() -> list[Kind]:
    return list(_kinds.values())


def shared() -> list[Kind]:
    """The kinds that wait for whoever holds their permission."""
    return [kind for kind in _kinds.values() if not kind.personal]


def of(user: Any) -> list[Kind]:
    """The kinds of which `user` may get any, by a mandate."""
    return [kind for kind in _kinds.values() if user.may(kind.permission)]
