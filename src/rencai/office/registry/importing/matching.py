"""Who of the base a row speaks of, and which row has spoken of the same person before.

Rows and records with an identity document are told apart by it. Where one of the two has none, name and phone, or
name and mailbox, make them the same person; and for a row without one, name and birth date do, unless the employers
differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rencai.office.imports.importable import Row
from rencai.office.registry.identity import DocumentKind
from rencai.office.registry.importing.reach import Reach
from rencai.office.registry.models import Talent
from rencai.office.secrecy.fields import BlindIndexField

Key = tuple[Any, ...]


def _fingerprint(column: str, text: str) -> str:
    return cast(BlindIndexField, Talent._meta.get_field(column)).fingerprint(text)


class Keys:
    """By what a row can be recognised: `identity` alone, or any of the others."""

    def __init__(self, row: Row) -> None:
        values = row.values
        name, organisation = values.get("name", ""), values.get("organisation")
        self.identity: Key | None = None
        if number := values.get("document_number"):
            kind = values.get("document_kind", DocumentKind.RESIDENT)
            self.identity = (kind, _fingerprint("document_index", number))
        self.others: list[Key] = [
            (column, name, _fingerprint(column, values[field]))
            for field, column in (("phone", "phone_index"), ("mailbox", "mailbox_index"))
            if field in values
        ]
        if "birth_date" in values:
            self.others.append(("birth_date", name, values["birth_date"], organisation.pk if organisation else None))

    def __bool__(self) -> bool:
        return bool(self.identity or self.others)


class Known:
    """The talents of the base that a batch of rows speaks of, and what earlier rows of the file spoke of."""

    def __init__(self) -> None:
        self._keys: dict[int, Keys] = {}
        self._talents: dict[int, Talent] = {}
        self._by_identity: set[int] = set()
        self._spoken: dict[int, int] = {}
        """Number of the row by what it is recognised by; below zero if that row has an identity document."""

    def find(self, rows: Sequence[Row], reach: Reach, *, lock: bool) -> None:
        """Looks for the talents of `rows`: four queries at the most."""
        self._keys = {row.number: Keys(row) for row in rows}
        self._talents, self._by_identity = {}, set()
        found = Talent.objects.select_for_update(of=("self",)) if lock else Talent.objects.all()
        self._find_by_identity(rows, found)
        self._find_otherwise([row for row in rows if row.number not in self._talents], found, reach)

    def talent_of(self, row: Row) -> Talent | None:
        return self._talents.get(row.number)

    def by_identity(self, row: Row) -> bool:
        """Whether the row and its talent have the same identity document."""
        return row.number in self._by_identity

    def _find_by_identity(self, rows: Sequence[Row], found: QuerySet[Talent]) -> None:
        wanted = [keys.identity[1] for keys in self._keys.values() if keys.identity]
        by_identity: dict[Key, Talent] = {}
        for talent in found.filter(document_index__in=wanted).order_by("pk") if wanted else ():
            key = (talent.document_kind, talent.document_index)
            if key not in by_identity or by_identity[key].merged_into_id:
                by_identity[key] = talent
        kept = _kept(by_identity.values(), found)
        for row in rows:
            identity = self._keys[row.number].identity
            if identity in by_identity:
                self._talents[row.number] = kept[by_identity[identity].pk]
                self._by_identity.add(row.number)

    def _find_otherwise(self, rows: Sequence[Row], found: QuerySet[Talent], reach: Reach) -> None:
        """Only among those whom the importer may change: of others nobody shall learn in this way."""
        candidates = self._candidates(rows, found.filter(merged_into__isnull=True), reach)
        for row in rows:
            keys = self._keys[row.number]
            same = {
                talent.pk: talent
                for key in keys.others
                for talent in candidates.get(key[:3], ())
                if _fits(talent, keys, key)
            }
            if len(same) > 1:
                row.refuse(_("Several people in the base answer to this. Give the number of the identity document."))
            elif same:
                self._talents[row.number] = next(iter(same.values()))

    def _candidates(self, rows: Sequence[Row], current: QuerySet[Talent], reach: Reach) -> dict[Key, list[Talent]]:
        keys = [key for row in rows for key in self._keys[row.number].others]
        asked = [
            (column, current.filter(**{f"{column}__in": {key[2] for key in keys if key[0] == column}}))
            for column in ("phone_index", "mailbox_index")
        ]
        nameless = [one for row in rows if not (one := self._keys[row.number]).identity]
        born = [key for one in nameless for key in one.others if key[0] == "birth_date"]
        names, days = {key[1] for key in born}, {key[2] for key in born}
        asked.append(("birth_date", current.filter(name__in=names, birth_date__in=days)))
        found: dict[Key, list[Talent]] = defaultdict(list)
        for column, talents in asked:
            for talent in talents.order_by("pk"):
                if reach.warrant(talent):
                    found[column, talent.name, getattr(talent, column)].append(talent)
        return found

    def cannot_be_recognised(self, row: Row) -> bool:
        """Whether the same row, sent again, would be taken for somebody new."""
        return not self._keys[row.number]

    def spoken_of_before(self, row: Row) -> int | None:
        """The number of the earlier row that speaks of the same person."""
        keys = self._keys[row.number]
        for mark, alone in self._marks(row, keys):
            number = self._spoken.get(mark, row.number)
            if abs(number) != row.number and (alone or not (keys.identity and number < 0)):
                return abs(number)
        return None

    def remember(self, row: Row) -> None:
        """The row is accepted: no later one may speak of the same person."""
        keys = self._keys[row.number]
        for mark, _alone in self._marks(row, keys):
            self._spoken.setdefault(mark, -row.number if keys.identity else row.number)

    def _marks(self, row: Row, keys: Keys) -> Iterable[tuple[int, bool]]:
        """Hashes of what the row is recognised by (a million rows are remembered), and whether it settles it alone."""
        if talent := self._talents.get(row.number):
            yield hash(("pk", talent.pk)), True
        if keys.identity:
            yield hash(keys.identity), True
        yield from ((hash(key), False) for key in keys.others)


def _fits(talent: Talent, keys: Keys, key: Key) -> bool:
    """Whether a record that shares `key` with a row can be the same person's."""
    if keys.identity and talent.document_index:
        return False
    if key[0] != "birth_date":
        return True
    return not keys.identity and (None in (key[3], talent.organisation_id) or key[3] == talent.organisation_id)


def _kept(talents: Iterable[Talent], found: QuerySet[Talent]) -> dict[int, Talent]:
    """Each talent by number; for a record that was merged away, the one that it was merged into in the end."""
    kept = {talent.pk: talent for talent in talents}
    while merged := {talent.merged_into_id for talent in kept.values() if talent.merged_into_id}:
        into = {talent.pk: talent for talent in found.filter(pk__in=merged).order_by("pk")}
        kept = {number: into.get(talent.merged_into_id, talent) for number, talent in kept.items()}  # type: ignore[arg-type]
    return kept
