"""What can be imported: the one extension point. An app registers a kind of thing in AppConfig.ready().

A contribution is a class: its fields, how a row finds what is there already, how rows are written. Columns, errors,
progress, resuming and the refused rows are the same for all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rencai.office.asker import Asker, Warrant
from rencai.office.imports.cells import Reader


class Field(NamedTuple):
    """A field that a column can fill.

    Attributes:
        name: by which mappings keep it.
        label: what the office calls it.
        synonyms: other headings for it, Chinese and English.
        read: what turns a cell that is not empty into a value.
        required: a table without it cannot be imported.
        constant: one value may be given for all rows.
        example: a cell that is right.
    """

    name: str
    label: str | Promise
    synonyms: tuple[str, ...]
    read: Reader
    required: bool = False
    constant: bool = False
    example: str = ""

    def words(self) -> tuple[str, ...]:
        """Every heading by which it is known, in whatever language the page is."""
        return (self.name.replace("_", " "), *in_every_language(self.label), *self.synonyms)


@lru_cache(maxsize=512)
def in_every_language(label: str | Promise) -> tuple[str, ...]:
    """The label in each language of the office."""
    said = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.append(str(label))
    return tuple(said)


class Problem(NamedTuple):
    """Why a row is refused: the heading of its column ("" for the row as a whole), the cell, and the words."""

    column: str
    cell: str
    words: str

    def __str__(self) -> str:
        if not self.column:
            return self.words
        if not self.cell:
            return _("%(column)s: %(words)s") % {"column": self.column, "words": self.words}
        return _("%(column)s “%(cell)s”: %(words)s") % self._asdict()


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True)
class Row:
    """A row on its way in. `plan` gives it an outcome; `subject` is what a contribution needs in order to write it."""

    number: int
    cells: list[str]
    values: dict[str, Any]
    where: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Column (from 0) and heading by field."""
    problems: list[Problem] = field(default_factory=list)
    outcome: Outcome | None = None
    subject: Any = None
    warrant: Warrant | None = None

    def refuse(self, words: str, name: str = "") -> None:
        """Refuses the row, for its field `name` or as a whole."""
        place, heading = self.where.get(name, (-1, ""))
        cell = self.cells[place] if 0 <= place < len(self.cells) else ""
        self.problems.append(Problem(heading, cell, words))
        self.outcome = Outcome.REFUSED


class Written(NamedTuple):
    """What a batch did, for its event: numbers of things made, and of things changed with what changed in them."""

    created: list[int]
    before: dict[int, Mapping[str, Any]]
    after: dict[int, Mapping[str, Any]]


class Importable(ABC):
    """One kind of thing that can be imported. An object of it serves one reading of one file."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    rule: ClassVar[str | Promise]
    """How a row is recognised as something that is there already, as a sentence."""
    permission: ClassVar[str]
    row_permission: ClassVar[str]
    """What has to be held over each single thing, besides."""
    act: ClassVar[str]

    @classmethod
    def allowed(cls, by: Asker) -> bool:
        """Whether `by` may import such things anywhere."""
        return by.may(cls.permission) and by.may(cls.row_permission)

    @property
    @abstractmethod
    def fields(self) -> tuple[Field, ...]:
        """In the order in which an empty table has its columns."""

    @abstractmethod
    def plan(self, *, by: Asker, rows: Sequence[Row], lock: bool) -> None:
        """Gives each row that has no problem an outcome, a warrant and a subject, or a problem.

        Rows of one file come in order, batch by batch. A fixed number of queries for a batch.

        Args:
            lock: the rows found are about to be written.
        """

    @abstractmethod
    def write(self, rows: Sequence[Row]) -> Written:
        """Writes rows planned as created or updated, all of one warrant, within an act."""


_kinds: dict[str, type[Importable]] = {}


def register(kind: type[Importable]) -> None:
    _kinds[kind.name] = kind


def kinds() -> Iterator[type[Importable]]:
    """Every kind of thing that can be imported, in the order of registration."""
    return iter(_kinds.values())


def may_import(by: Asker) -> bool:
    """Whether there is anything that `by` may import."""
    return any(kind.allowed(by) for kind in kinds())


def kind_named(name: str) -> type[Importable]:
    """Raises KeyError where no app brings it."""
    return _kinds[name]
