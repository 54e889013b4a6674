"""Who can be asked: each app brings what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.utils.functional import Promise

from rencai.office.asker import Asker
from rencai.office.search.asked import Asked

SHOWN, SUGGESTED = 20, 5


class Hit(NamedTuple):
    title: str
    detail: str
    url: str


class Provider(NamedTuple):
    """A kind of thing that the box finds.

    find: the first `limit` things for this question that this person may see, the best first; none if the question
        is not for this provider. It is limited by `visible_to`, and costs the same in a large base as in a small one.
    how: by what it finds them for this person, each a line of help.
    everything: the address of the whole list for this question; "" if no list can show it.
    """

    name: str
    words: str | Promise
    find: Callable[[Asked, Asker, int], Sequence[Hit]]
    how: Callable[[Asker], Iterable[str | Promise]]
    everything: Callable[[Asked], str] = lambda asked: ""
    order: int = 100


class Group(NamedTuple):
    """What one provider found. `more`: it has more than these; `everything`: where they all are, if there is a list."""

    name: str
    words: str | Promise
    hits: Sequence[Hit]
    more: bool
    everything: str


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Called from an app's `ready()`."""
    _providers[provider.name] = provider


def found(asked: Asked, user: Asker) -> list[Group]:
    """The groups that found something, in the providers' order."""
    if not asked:
        return []
    limit = SUGGESTED if asked.typing else SHOWN
    groups = (_group(provider, asked, user, limit) for provider in _in_order())
    return [group for group in groups if group.hits]


def help_for(user: Asker) -> list[str | Promise]:
    """What this person can find, and by what."""
    return [line for provider in _in_order() for line in provider.how(user)]


def _in_order() -> list[Provider]:
    return sorted(_providers.values(), key=lambda provider: provider.order)


def _group(provider: Provider, asked: Asked, user: Asker, limit: int) -> Group:
    hits = provider.find(asked, user, limit + 1)
    more = len(hits) > limit
    return Group(provider.name, provider.words, hits[:limit], more, provider.everything(asked) if more else "")
