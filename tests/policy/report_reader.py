"""Reading a report back, as a person would: texts, tables, cards, charts."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from invented_simulation import simulation

from rencai.policy.report import write_report


class Page(HTMLParser):
    """What the report shows in one language: its texts, and the rows of its tables under their captions."""

    def __init__(self, html: str, lang: str) -> None:
        super().__init__()
        self.lang, self.inside, self.path = lang, False, []
        self.texts: list[str] = []
        self.tables: dict[str, list[list[tuple[str, str | None]]]] = {}
        self.cards: dict[str, str] = {}
        self.section = self.caption = self.card = ""
        self.sections: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "article":
            self.inside = given["id"] == self.lang
        if not self.inside or tag in {"meta", "input", "br"}:
            return
        self.path.append(tag)
        if tag == "section":
            self.section = str(given["id"]).removeprefix(f"{self.lang}-section-")
        if tag == "table":
            self.caption = ""
        if tag == "tr" and "tbody" in self.path:
            self.tables[self.caption].append([])
        if tag in {"td", "th"} and "tbody" in self.path:
            self.tables[self.caption][-1].append(("", None))
        if tag == "data":
            self.value = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.path:
            self.path.pop()
        if tag == "article":
            self.inside = False

    def handle_data(self, data: str) -> None:
        text = data.strip()
        if not self.inside or not text:
            return
        self.texts.append(text)
        if self.path[-1] == "caption":
            self.caption = text
            self.tables[text] = []
        elif self.path[-1] == "h2":
            self.sections[self.section] = text
        elif self.path[-1] == "dt":
            self.card = text
        elif self.path[-1] == "data" and "tbody" not in self.path:
            self.cards[self.card] = str(self.value)
        elif "tbody" in self.path:
            row = self.tables[self.caption][-1]
            shown, _ = row[-1]
            row[-1] = (shown or text, self.value if self.path[-1] == "data" else row[-1][1])

    def column(self, caption: str, at: int) -> list[Decimal]:
        """The exact numbers of a column of a table."""
        return [Decimal(row[at][1]) for row in self.tables[caption] if len(row) > at and row[at][1] is not None]


def report(folder: Path, lang: str = "en", **changed: Any) -> Page:
    return Page(write_report(simulation(**changed), folder).read_text(encoding="utf-8"), lang)


def html_of(folder: Path, **changed: Any) -> str:
    return write_report(simulation(**changed), folder).read_text(encoding="utf-8")


def scripts(html: str) -> Iterator[tuple[str, str]]:
    return ((kind, body) for kind, body in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL))


def charts(html: str) -> dict[str, Any]:
    return json.loads(next(body for kind, body in scripts(html) if "json" in kind))


def total(table: pa.Table, column: str, **where: Any) -> Decimal:
    for name, value in where.items():
        table = table.filter(pc.equal(table[name], pa.scalar(value, table.schema.field(name).type)))
    return Decimal(pc.sum(table[column]).as_py())
