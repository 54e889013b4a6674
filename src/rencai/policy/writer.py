"""Columns of SQL, layer upon layer: equal expressions become one column, computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rencai.policy.dialects import Dialect
from rencai.policy.types import INT64, Type


class Sql(NamedTuple):
    """SQL text and the layer of columns that it needs: 0 is the table itself."""

    text: str
    layer: int = 0

    @property
    def simple(self) -> bool:
        return self.text.isidentifier() or self.text.isdigit()


class Writer:
    """Writes expressions of one day's plan; equal expressions become one column, whichever plan asks for them."""

    def __init__(self, dialect: Dialect, columns: Mapping[str, Sql], on: date) -> None:
        self.dialect = dialect
        self.columns = columns
        self.on = on
        self.layers: list[dict[str, str]] = []

    def column(self, sql: Sql) -> Sql:
        """`sql` as a column of its own, so that it can be used many times and is computed once."""
        if sql.simple:
            return sql
        while len(self.layers) <= sql.layer:
            self.layers.append({})
        layer = self.layers[sql.layer]
        name = layer.get(sql.text)
        if name is None:
            name = layer[sql.text] = f"c{sum(map(len, self.layers)) + 1}"
        return Sql(name, sql.layer + 1)

    def source(self, table: str) -> str:
        """`table` with all columns that have been asked for, as a nested SELECT."""
        found = table
        for depth, layer in enumerate(self.layers):
            inner = ",\n  ".join(f"{text} AS {name}" for text, name in layer.items())
            found = f"(SELECT *,\n  {inner}\nFROM {found}{self.dialect.fence}) AS layer{depth + 1}"
        return found

    def sql(self, template: str, *parts: Sql, **named: Sql) -> Sql:
        """A piece of SQL made of others."""
        text = template.format(*(part.text for part in parts), **{key: part.text for key, part in named.items()})
        return Sql(text, max([part.layer for part in (*parts, *named.values())], default=0))

    def whole(self, value: int) -> Sql:
        text = str(value) if abs(value) > INT64 else self.dialect.literal.format(n=value)
        return Sql(f"({text})" if value < 0 else text)

    def null(self, kind: Type) -> Sql:
        names = {"boolean": "BOOLEAN", "date": "DATE", "text": self.dialect.text}
        return Sql(f"CAST(NULL AS {names.get(kind.kind, self.dialect.whole)})")

    def junction(self, word: str, parts: Sequence[Sql]) -> Sql:
        if len(parts) == 1:
            return parts[0]
        return Sql("(" + f" {word} ".join(part.text for part in parts) + ")", max(part.layer for part in parts))

    def divided(self, above: Sql, below: Sql, *, wide: bool) -> Sql:
        """The whole quotient of two numbers that are not negative."""
        if wide and self.dialect.name == "spark":
            above, below = self.column(above), self.column(below)
        return self.sql(self.dialect.divide_wide if wide else self.dialect.divide, a=above, b=below)
