"""The words that a report on a simulation needs: titles, conditions, groups and units, in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rencai.messages import Message
from rencai.policy.decide import AMOUNT_KNOWN, HIGHEST
from rencai.policy.model import Measure

if TYPE_CHECKING:
    from rencai.policy.pack import Pack

NO_GROUP = Message("not stated")
ALL_MEASURES = Message("all measures")


class ReportWords:
    """Looks names up in the packs of a simulation."""

    pack: Pack
    reformed: Pack | None

    def _measure(self, name: str) -> Measure | None:
        packs = [self.pack, *([self.reformed] if self.reformed else [])]
        return next((pack.rules.measures[name] for pack in packs if name in pack.rules.measures), None)

    def measure_title(self, measure: str, lang: str) -> str:
        found = self._measure(measure)
        return found.title[lang] if found else ALL_MEASURES.text(lang)

    def condition_text(self, measure: str, name: str, lang: str) -> str:
        """What the condition says; also for conditions that follow from another measure."""
        found = self._measure(measure)
        for condition in found.conditions if found else ():
            if condition.name == name:
                return condition.text[lang]
        if name.startswith("without-"):
            return Message("No double benefit: {title} is not received", title=self.measure_title(name[8:], lang)).text(
                lang
            )
        return (HIGHEST if name.startswith("highest-of-") else AMOUNT_KNOWN)[lang]

    def group_text(self, column: str, value: Any, lang: str) -> str:
        """A group's label where the column is a choice fact or named as a choice set, else the value itself."""
        if value is None:
            return NO_GROUP.text(lang)
        rules = self.pack.rules
        choices = rules.facts[column].type.choices if column in rules.facts else rules.choices.get(column)
        if choices is not None and value in choices.labels:
            return choices.labels[value][lang]
        return str(value)

    def column_text(self, column: str, lang: str) -> str:
        fact = self.pack.rules.facts.get(column)
        return fact.label[lang] if fact else column

    def unit_text(self, unit: str, lang: str) -> str:
        """A unit's word without a number: months, 个月."""
        from rencai.policy.wording import CURRENCIES_ZH, ONE_OR_MANY

        if unit in ONE_OR_MANY:
            return Message(ONE_OR_MANY[unit][1].template, n="", age="").text(lang).strip()
        if lang == "zh":
            return CURRENCIES_ZH.get(unit, unit)
        return unit.replace("_", " ")
