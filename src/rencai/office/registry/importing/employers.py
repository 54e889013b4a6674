"""Which organisation of the base a row means by its credit code or its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from rencai.office.imports.cells import plain
from rencai.office.imports.importable import Row
from rencai.office.places.models import Organisation
from rencai.office.registry.importing.reach import Reach


class Employers:
    """Puts the Organisation into each row's values as `organisation`: None where the base has none."""

    def __init__(self) -> None:
        self._by_code: dict[str, Organisation] = {}
        self._by_name: dict[str, list[Organisation]] = defaultdict(list)
        self._looked_for: set[str] = set()

    def find(self, rows: Sequence[Row], reach: Reach) -> None:
        """One query at the most: for what earlier rows did not name."""
        self._load({row.values[key] for row in rows for key in ("employer_code", "employer") if key in row.values})
        own = self._own(reach)
        for row in rows:
            row.values["organisation"] = self._organisation(row) if _names_one(row) else own

    def _load(self, named: Iterable[str]) -> None:
        new = set(named) - self._looked_for
        self._looked_for |= new
        if new:
            for found in Organisation.objects.filter(Q(credit_code__in=new) | Q(name__in=new)).select_related("place"):
                self._keep(found)

    def _keep(self, found: Organisation) -> None:
        if found.credit_code not in self._by_code:
            self._by_code[found.credit_code] = found
            self._by_name[found.name].append(found)

    def _own(self, reach: Reach) -> Organisation | None:
        """Who acts for one employer alone need not name it."""
        if reach.own_employer is None:
            return None
        known = next((one for one in self._by_code.values() if one.pk == reach.own_employer), None)
        if known is None:
            known = Organisation.objects.select_related("place").get(pk=reach.own_employer)
            self._keep(known)
        return known

    def _organisation(self, row: Row) -> Organisation | None:
        code, name = row.values.get("employer_code"), row.values.get("employer", "")
        if code:
            found = self._by_code.get(code)
            if found is None:
                row.refuse(_("No organisation with this credit code is in the base. Import it first."), "employer_code")
            elif name and plain(name) not in (plain(found.name), plain(found.name_en)):
                row.refuse(_("With this credit code the base has %(name)s.") % {"name": found.name}, "employer")
            return found
        same = self._by_name.get(name, [])
        if len(same) > 1:
            row.refuse(_("Several organisations have this name. Give the credit code."), "employer")
        return same[0] if same else None


def _names_one(row: Row) -> bool:
    return "employer_code" in row.values or "employer" in row.values
