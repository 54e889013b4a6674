"""The work of today and the degree that a row tells of, as entries of the talent's record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from rencai.office.asker import today
from rencai.office.audit.differences import Values, differences, snapshot
from rencai.office.imports.importable import Row
from rencai.office.registry.entries import Education, Employment, Entry
from rencai.office.registry.in_step import foremost, highest
from rencai.office.registry.models import Talent

WORK = ("post", "full_time", "contract_months", "open_ended", "monthly_wage")
STUDY = {
    "major": "major",
    "graduated_on": "graduated_on",
    "full_time_study": "full_time",
    "double_first_class": "double_first_class",
}
"""Fields of an education by the field of a table."""


class Changed:
    """An entry that is written with its talent, and what of it changed (nothing, for a new one)."""

    def __init__(self, entry: Entry, before: Values, after: Values) -> None:
        self.entry, self.before, self.after = entry, before, after


class Careers:
    """The current work and the education of some talents: two queries."""

    def __init__(self, talents: Sequence[Talent]) -> None:
        numbers = [talent.pk for talent in talents]
        self._works: dict[int | None, list[Employment]] = defaultdict(list)
        self._studies: dict[int | None, list[Education]] = defaultdict(list)
        if not numbers:
            return
        for work in Employment.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today()), talent__in=numbers):
            self._works[work.talent_id].append(work)
        for study in Education.objects.filter(talent__in=numbers):
            self._studies[study.talent_id].append(study)

    def study(self, talent: Talent, row: Row) -> Changed | None:
        """The education that the row tells of, if it says anything new; the talent's highest degree follows."""
        degree = row.values.get("degree")
        if degree is None:
            if "school" in row.values:
                row.refuse(_("A school needs the degree that was earned there."), "school")
            return None
        school = row.values.get("school", "")
        held = self._studies[talent.pk] if talent.pk else []
        study = next((one for one in held if one.degree == degree and _same_school(one.school, school)), None)
        talent.degree = highest({degree, *(one.degree for one in held)})
        values = {field: row.values[name] for name, field in STUDY.items() if name in row.values}
        return _changed(
            study or Education(degree=degree), ({"school": school} if school else {}) | values, row, "degree"
        )

    def work(self, talent: Talent, row: Row) -> Changed | None:
        """The employment that the row tells of, if it says anything new; place and employer of the talent follow."""
        organisation, name = row.values["organisation"], row.values.get("employer", "")
        if organisation is None and not name:
            if said := [field for field in ("started_on", *WORK) if field in row.values]:
                row.refuse(_("Work needs an employer."), said[0])
            return None
        held = self._works[talent.pk] if talent.pk else []
        work = _same_work(held, organisation, name, row.values.get("started_on"))
        if work is None and "started_on" not in row.values:
            self._without_entry(talent, row, held)
            return None
        entry = work or _new_work(organisation, name)
        changed = _changed(entry, _work_values(row), row, "employer")
        if foremost([*held, entry]) is entry:
            talent.organisation = organisation
        return changed

    def _without_entry(self, talent: Talent, row: Row, held: Sequence[Employment]) -> None:
        """Without the day on which work began there is no entry of it: only the employer of the talent."""
        organisation = row.values["organisation"]
        if held or organisation is None or any(field in row.values for field in WORK):
            row.refuse(_("Give the day on which this work started."), "employer")
        else:
            talent.organisation = organisation


def _same_school(known: str, told: str) -> bool:
    return known == told or not known or not told


def _same_work(held: Sequence[Employment], organisation: Any, name: str, started_on: Any) -> Employment | None:
    """The work of today for this employer; where there are several, the one that started on that day."""
    same = [
        work
        for work in held
        if (work.organisation_id == organisation.pk if organisation else work.employer_name == name)
    ]
    return next((work for work in same if work.started_on == started_on), same[0] if same else None)


def _new_work(organisation: Any, name: str) -> Employment:
    return Employment(organisation=organisation, employer_name="" if organisation else name)


def _work_values(row: Row) -> dict[str, Any]:
    values = {field: row.values[field] for field in ("started_on", *WORK) if field in row.values}
    if "occupation" in row.values:
        values["occupation_id"] = row.values["occupation"]
    return values


def _ends_before_it_starts(entry: Entry) -> bool:
    return isinstance(entry, Employment) and entry.ended_on is not None and entry.ended_on < entry.started_on


def _changed(entry: Any, values: dict[str, Any], row: Row, name: str) -> Changed | None:
    """`entry` with `values`; None if that changes nothing. What somebody has attested is not changed by a table."""
    fields = [field.removesuffix("_id") for field in values]
    old = snapshot(entry, fields)
    for field, value in values.items():
        setattr(entry, field, value)
    if entry.pk is None:
        return Changed(entry, {}, {})
    if _ends_before_it_starts(entry):
        row.refuse(_("The record says that this work ends on %(day)s.") % {"day": entry.ended_on}, "started_on")
    before, after = differences(old, snapshot(entry, fields))
    if not after:
        return None
    if entry.attested_by:
        row.refuse(_("An entry that has been attested says otherwise. Correct it on the talent's page."), name)
    return Changed(entry, before, after)
