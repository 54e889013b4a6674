"""Under which mandate somebody may import a row: asked once for each place and employer, not once for each row."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from rencai.office.asker import Asker, Refused, Warrant
from rencai.office.imports.importable import Row


class Reach:
    """What `by` may import, row by row."""

    def __init__(self, by: Asker, *permissions: str) -> None:
        self._by, self._permissions = by, permissions
        self._found: dict[tuple[int | None, int | None, int | None], Warrant | None] = {}
        scope = by.scope(permissions[-1])
        alone = not scope.everything and not scope.places and len(scope.organisations) == 1
        self.own_employer = next(iter(scope.organisations)) if alone else None
        """The employer, of one who acts for one employer and nobody else."""

    def warrant(self, thing: Any) -> Warrant | None:
        """The mandate over a talent, organisation or place as it stands; None where there is none."""
        key = (thing.pk, getattr(thing, "place_id", None), getattr(thing, "organisation_id", None))
        if key not in self._found:
            self._found[key] = self._asked(thing)
        return self._found[key]

    def _asked(self, thing: Any) -> Warrant | None:
        try:
            warrants = [self._by.must(permission, thing) for permission in self._permissions]
        except Refused:
            return None
        return warrants[0]

    def over(self, thing: Any, row: Row, name: str) -> Warrant | None:
        """The mandate over `thing` as the row would have it; without one the row is refused, for its field `name`."""
        warrant = self.warrant(thing)
        if warrant is None:
            row.refuse(_("Your mandate does not reach %(place)s.") % {"place": thing.place}, name)
        return warrant
