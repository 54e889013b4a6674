"""The words for each act. An app declares its acts in its `acts` table; what is not declared cannot be recorded."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

_words: dict[str, str | Promise] = {}


def declare(acts: Mapping[str, str | Promise]) -> None:
    """Called from an app's `ready()`. The words follow a person's name: "… corrected a talent's record"."""
    _words.update(acts)


def words(act: str) -> str:
    return str(_words.get(act, act))


def declared(act: str) -> bool:
    return act in _words


def every() -> Mapping[str, str | Promise]:
    return dict(_words)
