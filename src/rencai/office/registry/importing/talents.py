"""Talents from a table, each with their work of today and their highest degree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rencai.office.asker import Asker
from rencai.office.audit.differences import Values, differences, snapshot
from rencai.office.imports.importable import Field, Importable, Outcome, Row, Written
from rencai.office.registry.imported import wait_together
from rencai.office.registry.importing.careers import Careers, Changed
from rencai.office.registry.importing.employers import Employers
from rencai.office.registry.importing.matching import Known
from rencai.office.registry.importing.reach import Reach
from rencai.office.registry.importing.talent_fields import talent_fields
from rencai.office.registry.importing.words import Tables
from rencai.office.registry.importing.writing import insert, overwrite
from rencai.office.registry.models import Talent
from rencai.office.secrecy.keys import normalised

IDENTITY = ("name", "latin_name", "gender", "birth_date", "nationality", "document_kind", "document_number")
COMPARED = (*IDENTITY, "phone", "mailbox", "occupation", "place", "organisation", "degree")


@dataclass(slots=True)
class Plan:
    """What a row makes of a talent: the record as it will be, what changed in it, and the entries to write."""

    talent: Talent
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    entries: list[Changed] = field(default_factory=list)

    def outcome(self) -> Outcome:
        if self.talent.pk is None:
            return Outcome.CREATED
        return Outcome.UPDATED if self.after or self.entries else Outcome.UNCHANGED


class TalentImport(Importable):
    name = "talents"
    label = gettext_lazy("talents")
    rule = gettext_lazy(
        "A row and a record are the same person if they have the same identity document. Where one of them has none, "
        "the same name and phone, or the same name and mailbox, make them the same; and for a row without an identity "
        "document, the same name and birth date do, unless the employers differ. An empty cell changes nothing."
    )
    permission = "registry.import"
    row_permission = "registry.edit"
    act = "registry.imported"

    def __init__(self) -> None:
        self._fields = talent_fields(Tables())
        self._known = Known()
        self._employers = Employers()

    @property
    def fields(self) -> tuple[Field, ...]:
        return self._fields

    def plan(self, *, by: Asker, rows: Sequence[Row], lock: bool) -> None:
        reach = Reach(by, self.permission, self.row_permission)
        self._employers.find(rows, reach)
        self._known.find(rows, reach, lock=lock)
        careers = Careers([talent for row in rows if (talent := self._known.talent_of(row))])
        for row in rows:
            if not row.problems:
                self._plan(row, reach, careers)
            if not row.problems:
                self._known.remember(row)

    def _plan(self, row: Row, reach: Reach, careers: Careers) -> None:
        known = self._known.talent_of(row)
        if not self._stands_alone(row) or not _within(known, row, reach):
            return
        talent = known or Talent()
        old = snapshot(talent, COMPARED) if known else {}
        _take_over(talent, row, keep_document=self._known.by_identity(row))
        plan = Plan(
            talent, entries=[entry for entry in (careers.study(talent, row), careers.work(talent, row)) if entry]
        )
        _settle(talent, row)
        if row.problems:
            return
        if known:
            plan.before, plan.after = differences(old, snapshot(talent, COMPARED))
            _attested_stays(plan, row)
        row.warrant = reach.over(talent, row, "place" if "place" in row.where else "employer")
        if not row.problems:
            row.subject, row.outcome = plan, plan.outcome()

    def _stands_alone(self, row: Row) -> bool:
        """Whether the row can be recognised, and no row before it is about the same person."""
        if self._known.cannot_be_recognised(row):
            row.refuse(
                _(
                    "Give the number of an identity document, a phone, a mailbox or a birth date: without any, this "
                    "person could not be told from others of the same name."
                )
            )
        elif number := self._known.spoken_of_before(row):
            row.refuse(_("Row %(number)s is about the same person. Keep one of the two.") % {"number": number})
        return not row.problems

    def write(self, rows: Sequence[Row]) -> Written:
        plans: list[Plan] = [row.subject for row in rows]
        new = [plan.talent for plan in plans if plan.talent.pk is None]
        told = [plan for plan in plans if plan.talent.pk is not None]
        changed = [plan.talent for plan in told if plan.after]
        for talent in new + changed:
            talent.spell()
        insert(sorted(new, key=lambda talent: talent.document_number))  # so that two imports never block each other
        overwrite(changed)
        _write_entries(plans)
        return Written(
            [talent.pk for talent in new],
            {plan.talent.pk: plan.before | _of_entries(plan, "before") for plan in told},
            {plan.talent.pk: plan.after | _of_entries(plan, "after") for plan in told},
        )


def _within(known: Talent | None, row: Row, reach: Reach) -> bool:
    """Whether the importer may change the talent whom the row speaks of, if there is one."""
    if known is None or reach.warrant(known):
        return True
    row.refuse(_("This person is in the base, outside your mandate. Ask the office that is in charge of them."))
    return False


def _take_over(talent: Talent, row: Row, *, keep_document: bool) -> None:
    """What the row says of the person. A secret that is only written otherwise stays as it is."""
    kept = {"document_kind", "document_number"} if keep_document else set()
    for name in (*IDENTITY, "phone", "mailbox"):
        if name in row.values and name not in kept and not _same(getattr(talent, name), row.values[name]):
            setattr(talent, name, row.values[name])
    if "occupation" in row.values:
        talent.occupation_id = row.values["occupation"]


def _same(known: Any, told: Any) -> bool:
    return known == told or (isinstance(known, str) and normalised(known) == normalised(str(told)) and known != "")


def _settle(talent: Talent, row: Row) -> None:
    """The place, which is the employer's where there is one; then the rules of a talent."""
    place = row.values.get("place")
    if talent.organisation_id:
        talent.place_id = talent.organisation.place_id  # type: ignore[union-attr]
    elif place:
        talent.place = place
    if not talent.place_id:
        row.refuse(_("Name the place, or an employer that is in the base."), "place")
    elif place and place.pk != talent.place_id:
        row.refuse(
            _("The employer is in %(place)s, and with it the talent. Leave this empty, or correct the employer.")
            % {"place": talent.place},
            "place",
        )
    try:
        talent.clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            row.refuse(" ".join(messages), name)


def _attested_stays(plan: Plan, row: Row) -> None:
    """What somebody has seen on paper is not changed by a table."""
    if plan.talent.attested_by and set(plan.after) & set(IDENTITY):
        row.refuse(_("The identity has been attested and says otherwise. Correct it on the talent's page."), "name")


def _write_entries(plans: Sequence[Plan]) -> None:
    for plan in plans:
        for changed in plan.entries:
            changed.entry.talent = plan.talent
    by_model: dict[tuple[type[Any], bool], list[Any]] = {}
    for entry in (changed.entry for plan in plans for changed in plan.entries):
        by_model.setdefault((type(entry), entry.pk is None), []).append(entry)
    for (_model, new), entries in by_model.items():
        (insert if new else overwrite)(entries)
    wait_together([entry for (_model, new), entries in by_model.items() if new for entry in entries])


def _of_entries(plan: Plan, side: str) -> Values:
    """What changed in entries, for the event; of a new one, its number."""
    return {
        f"{type(changed.entry).__name__.lower()} {changed.entry.pk}": getattr(changed, side) for changed in plan.entries
    }
