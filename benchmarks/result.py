"""What a figure reports, and how it reads: a table on the terminal, a page in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

Text = dict[str, str]
WORDS: dict[str, Text] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
HEADINGS: dict[str, Text] = {
    "figure": {"en": "Figure", "zh": "指标"},
    "target": {"en": "Target", "zh": "目标"},
    "measured": {"en": "Measured", "zh": "实测"},
    "peer": {"en": "Beside it", "zh": "对照"},
    "verdict": {"en": "Result", "zh": "结果"},
}
VERDICTS: dict[bool | None, Text] = {
    True: {"en": "met", "zh": "达到"},
    False: {"en": "missed", "zh": "未达到"},
    None: {"en": "for information", "zh": "供参考"},
}


@dataclass(frozen=True)
class Row:
    """One line of the table. `met` is None where nothing was promised."""

    figure: Text
    target: Text | str
    measured: Text | str
    peer: Text | str = ""
    met: bool | None = None

    def cells(self, lang: str) -> tuple[str, ...]:
        texts = (self.figure, self.target, self.measured, self.peer, VERDICTS[self.met])
        return tuple(text if isinstance(text, str) else text[lang] for text in texts)


@dataclass
class Figure:
    """One figure: its rows and what has to be said about them."""

    name: str
    rows: list[Row] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


def words(name: str, **values: object) -> Text:
    """A text of `words.yaml` in both languages, its places filled."""
    return {lang: text.format(**values) for lang, text in WORDS[name].items()}


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 0.995 else f"{value * 1000:.0f} ms"


def megabytes(value: float) -> str:
    return f"{value:,.0f} MB"


def show(figures: Sequence[Figure], lang: str) -> None:
    table = Table()
    for heading in HEADINGS.values():
        table.add_column(heading[lang], overflow="fold")
    for figure in figures:
        for row in figure.rows:
            *cells, verdict = row.cells(lang)
            colour = {True: "green", False: "red", None: "dim"}[row.met]
            table.add_row(*cells, f"[{colour}]{verdict}[/]")
        table.add_section()
    console = Console()
    console.print(table)
    for figure in figures:
        for note in figure.notes:
            console.print(f"{figure.name}: {note[lang]}", style="dim", highlight=False)


def page(figures: Sequence[Figure], machine: Text) -> str:
    """The page of both languages, Markdown."""
    return "\n".join(
        [
            "# Benchmarks · 性能测试\n",
            "Written by `make bench`; every figure ran on one machine, in one run, beside its peer.\n",
            "由 `make bench` 写成；所有指标与对照在同一台机器、同一次运行中测得。\n",
            *_half(figures, machine, "en", "## English\n"),
            *_half(figures, machine, "zh", "## 中文\n"),
        ]
    )


def _half(figures: Sequence[Figure], machine: Text, lang: str, title: str) -> list[str]:
    heads = [heading[lang] for heading in HEADINGS.values()]
    lines = [title, machine[lang] + "\n", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    lines += [f"| {' | '.join(row.cells(lang))} |" for figure in figures for row in figure.rows]
    notes = [note[lang] for figure in figures for note in figure.notes]
    return [*lines, "", *(f"- {note}" for note in notes), ""]
