"""Organisations from a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rencai.office.asker import Asker
from rencai.office.audit.differences import Values, differences, snapshot
from rencai.office.imports.cells import CellError, number_kept_as_text, text
from rencai.office.imports.importable import Field, Importable, Outcome, Row, Written
from rencai.office.places.models import Industry, Kind, Organisation, checked_credit_code
from rencai.office.registry.importing import headings, words
from rencai.office.registry.importing.reach import Reach
from rencai.office.registry.importing.writing import insert, overwrite

COMPARED = ("credit_code", "name", "name_en", "kind", "policy_kind", "industry", "place")


class Plan(NamedTuple):
    organisation: Organisation
    before: Values
    after: Values


class OrganisationImport(Importable):
    name = "organisations"
    label = gettext_lazy("organisations")
    rule = gettext_lazy(
        "A row and an organisation of the base are the same if they have the same unified social credit code. An empty "
        "cell changes nothing."
    )
    permission = "registry.import"
    row_permission = "places.edit_organisations"
    act = "registry.imported"

    def __init__(self) -> None:
        self._fields = organisation_fields(words.Tables())
        self._spoken: dict[str, int] = {}

    @property
    def fields(self) -> tuple[Field, ...]:
        return self._fields

    def plan(self, *, by: Asker, rows: Sequence[Row], lock: bool) -> None:
        reach = Reach(by, self.permission, self.row_permission)
        every = Organisation.objects.select_for_update(of=("self",)) if lock else Organisation.objects.all()
        codes = [row.values["credit_code"] for row in rows]
        known = {found.credit_code: found for found in every.filter(credit_code__in=codes).order_by("pk")}
        for row in rows:
            self._plan(row, reach, known)

    def _plan(self, row: Row, reach: Reach, known: dict[str, Organisation]) -> None:
        code = row.values["credit_code"]
        if (earlier := self._spoken.get(code, row.number)) != row.number:
            row.refuse(_("Row %(number)s is about the same one. Keep one of the two.") % {"number": earlier})
            return
        found = known.get(code)
        if found is not None and not reach.warrant(found):
            row.refuse(_("This organisation is in the base, outside your mandate."), "credit_code")
            return
        organisation = found or Organisation()
        old = snapshot(organisation, COMPARED) if found else {}
        _take_over(organisation, row)
        if row.problems or not (warrant := reach.over(organisation, row, "place")):
            return
        before, after = differences(old, snapshot(organisation, COMPARED)) if found else ({}, {})
        row.subject, row.warrant = Plan(organisation, before, after), warrant
        row.outcome = Outcome.CREATED if not found else Outcome.UPDATED if after else Outcome.UNCHANGED
        self._spoken[code] = row.number

    def write(self, rows: Sequence[Row]) -> Written:
        plans: list[Plan] = [row.subject for row in rows]
        new = [plan.organisation for plan in plans if plan.organisation.pk is None]
        changed = [plan for plan in plans if plan.organisation.pk is not None]
        for organisation in (plan.organisation for plan in plans):
            organisation.spell()
        insert(new)
        overwrite([plan.organisation for plan in changed])
        return Written(
            [organisation.pk for organisation in new],
            {plan.organisation.pk: plan.before for plan in changed},
            {plan.organisation.pk: plan.after for plan in changed},
        )


def _take_over(organisation: Organisation, row: Row) -> None:
    """What the row says; then what an organisation cannot be without."""
    for name in COMPARED:
        if name in row.values:
            setattr(organisation, name, row.values[name])
    if not organisation.place_id:
        row.refuse(_("The place is missing."), "place")
    if not organisation.industry:
        row.refuse(_("The industry is missing."), "industry")


def credit_code(cell: str) -> str:
    try:
        return checked_credit_code(number_kept_as_text(cell))
    except ValidationError as error:
        raise CellError(" ".join(error.messages)) from None


def _of(name: str) -> Any:
    return Organisation._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _known(name: str) -> tuple[str, ...]:
    return headings.split(headings.ORGANISATIONS[name])


def organisation_fields(tables: words.Tables) -> tuple[Field, ...]:
    """The columns that a table of organisations may have."""
    return (
        Field(
            "credit_code",
            _of("credit_code"),
            _known("credit_code"),
            credit_code,
            required=True,
            example="91210200MA00000000",
        ),
        Field("name", _of("name"), _known("name"), text(120), required=True, example="某某公司"),
        Field("name_en", _of("name_en"), _known("name_en"), text(160)),
        Field("kind", _of("kind"), _known("kind"), words.one_of(Kind, words.KINDS), constant=True, example="用人单位"),
        Field(
            "policy_kind",
            _of("policy_kind"),
            _known("policy_kind"),
            words.one_of_the_pack("employer_kind", {}),
            constant=True,
        ),
        Field(
            "industry",
            _of("industry"),
            _known("industry"),
            words.one_of(Industry, words.INDUSTRY_NAMES),
            constant=True,
            example="制造业",
        ),
        Field("place", _of("place"), _known("place"), tables.place, constant=True, example="中山区"),
    )
