"""Text that is found by how it begins, through its index, on every database.

A database that sorts by a language's rules cannot use its index for "begins with". So such columns are kept in the
order of their characters' numbers: on SQLite that is how text is compared, on PostgreSQL it is the collation "C".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import lookups

if TYPE_CHECKING:
    Text = models.CharField[Any, Any]
else:
    Text = models.CharField

LAST = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)


class PrefixField(Text):
    """A text of which `field__prefix="…"` finds the rows that begin so, letter case included."""

    def db_parameters(self, connection: Any) -> Any:
        """The collation is the database's own concern: a migration is the same for all."""
        found = super().db_parameters(connection)
        return {**found, "collation": "C" if connection.vendor == "postgresql" else None}


@PrefixField.register_lookup
class Prefix(lookups.BuiltinLookup[Any]):
    """`column >= begin AND column < the text after all that begin so`: one walk through the index."""

    lookup_name = "prefix"
    prepare_rhs = True

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, given = self.process_lhs(compiler, connection)
        if not isinstance(self.rhs, str):
            raise TypeError("a prefix is a text")
        end = after(self.rhs)
        if end is None:
            return f"{column} >= %s", [*given, self.rhs]
        return f"({column} >= %s AND {column} < %s)", [*given, self.rhs, *given, end]


def after(prefix: str) -> str | None:
    """The first text after all that begin with `prefix`; None where nothing comes after."""
    for end in range(len(prefix), 0, -1):
        number = ord(prefix[end - 1]) + 1
        if number in SURROGATES:
            number = SURROGATES.stop
        if number <= LAST:
            return prefix[: end - 1] + chr(number)
    return None
