"""The words for each act. An app declares its acts in its `acts` table; what is not declared cannot be recorded."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

_words: dict[str, str | Promise] = {}
_details: dict[str, str | Promise] = {}


def declare(acts: Mapping[str, str | Promise], details: Mapping[str, str | Promise] | None = None) -> None:
    """Called from an app's `ready()`. The words follow a person's name: "… corrected a talent's record".

    `details` are the words for keys and codes in an event's before and after that no field of the thing explains.
    """
    _words.update(acts)
    _details.update(details or {})


def detail(code: str) -> str:
    return str(_details.get(code, code))


def words(act: str) -> str:
    return str(_words.get(act, act))


def declared(act: str) -> bool:
    return act in _words


def every() -> Mapping[str, str | Promise]:
    return dict(_words)
