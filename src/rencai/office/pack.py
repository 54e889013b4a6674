"""The policy pack (政策包) by which this office works, and its words in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from rencai.messages import Message
from rencai.policy import Pack, load_pack
from rencai.policy.person import checked_value
from rencai.policy.wording import names_age, quantity_words

Choices = list[tuple[str, str]]


def the_pack() -> Pack:
    """The pack that the setting names, read once."""
    return _read(settings.POLICY_PACK)


@lru_cache(maxsize=4)
def _read(name: str) -> Pack:
    return load_pack(name)


def worded(text: Mapping[str, str]) -> str:
    """A text of the pack in the language of the page; in English where it has no other."""
    return text.get(_language()) or text.get("en") or next(iter(text.values()), "")


def _language() -> str:
    return (translation.get_language() or "en")[:2]


def choices(name: str) -> Choices:
    """The values of the pack's choice `name` with their words; none where the pack has no such choice."""
    found = the_pack().rules.choices.get(name)
    return [(value, worded(found.labels[value])) for value in found.values] if found else []


def choice_word(name: str, value: str) -> str:
    """What the pack calls `value` of the choice `name`; the value itself where it does not know it."""
    found = the_pack().rules.choices.get(name)
    return worded(found.labels[value]) if found and value in found.labels else value


def bodies() -> Choices:
    """Who can attest a fact (证明机构), by the pack."""
    return [(key, worded(text)) for key, text in the_pack().rules.bodies.items()]


def body_word(key: str) -> str:
    text = the_pack().rules.bodies.get(key)
    return worded(text) if text else key


def fact_word(name: str) -> str:
    """What the pack calls a fact."""
    fact = the_pack().rules.facts.get(name)
    return worded(fact.label) if fact else name


def fact_value(name: str, value: Any) -> Any:
    """`value` in the type of the pack's fact `name`: a truth value, number, text, choice or day.

    Raises:
        KeyError: the pack asks for no such fact.
        ValueError: the value is none of the fact; says why, in the language of the page.
    """
    found = checked_value(value, the_pack().rules.facts[name].type)
    if isinstance(found, Message):
        raise ValueError(found.text(_language()))
    return found


def value_word(name: str, value: Any) -> str:
    """A value of the fact `name` as the page shows it: a number with its unit."""
    fact = the_pack().rules.facts.get(name)
    if fact and fact.type.choices:
        return choice_word(fact.type.choices.name, str(value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if fact and fact.type.is_number:
        with suppress(InvalidOperation):  # a statement made before the pack said that the fact is a number
            return quantity_words(Decimal(str(value)), fact.type.unit, _language(), of_age=names_age(name))
    return str(value)
