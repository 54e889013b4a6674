"""The documents as a reader follows them: files written, commands run, output compared, snippets executed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
from click.testing import CliRunner

from rencai.cli import cli

ROOT = Path(__file__).parent.parent
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
STATUS = re.compile(r"\s+# exit status (\d)$")
SMALLER = {"rencai policy demo": "rencai policy demo --people 2000"}
# Groups whose commands need no office; those of an office are only understood, not run.
RUN = {"match", "policy", "supervision", "--help", "--version"}


class Block(NamedTuple):
    """A fenced block: what it is, the file that it names (or nothing), its text and its line."""

    kind: str
    file: str
    text: str
    line: int


def documents() -> list[Path]:
    """Every page that is written by hand."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(page for page in pages if page != ROOT / "docs" / "benchmarks.md")


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        kind, _, file = found["info"].strip().partition(" ")
        yield Block(kind, file.strip(), found["text"], text.count("\n", 0, found.start()) + 1)


def follow(page: Path, folder: Path) -> None:
    """Does in `folder` what the page says; an AssertionError names the line that does not come true."""
    scope: dict[str, object] = {"__name__": "document"}
    for block in blocks(page):
        where = f"{page.name}:{block.line}"
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.kind == "console":
            for command, expected in conversations(block.text):
                converse(command, expected, where)
        elif block.kind in ("sh", "ini"):
            for words in rencai_commands(block.text):
                understood(words, where)
        elif block.kind == "python":
            exec(compile(block.text, where, "exec"), scope)  # noqa: S102 - the page is ours


def conversations(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block with the lines that shall appear."""
    command, expected = "", list[str]()
    for line in text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, expected
            command, expected = line[2:], []
        elif line.strip():
            expected.append(line)
    yield command, expected


def converse(command: str, expected: list[str], where: str) -> None:
    if not command.startswith("rencai "):
        assert command.split()[0] in ("make", "cat", "git", "cd"), f"{where}: nobody checks {command!r}"
        return
    if command.split()[1] not in RUN:
        understood(shlex.split(command)[1:], where)
        return
    status = STATUS.search(command)
    words = shlex.split(SMALLER.get(command, STATUS.sub("", command)))[1:]
    settings = {"RENCAI_LANG": "en", "COLUMNS": "100"}
    result = CliRunner().invoke(cli, words, env=settings)
    assert result.exit_code == int(status[1] if status else 0), f"{where}: {command}\n{result.output}"
    lines = iter([" ".join(line.split()) for line in result.output.splitlines()])
    for wanted in expected:
        pattern = re.compile(re.escape(" ".join(wanted.split())).replace("…", ".*"))
        assert any(pattern.fullmatch(line) for line in lines), (
            f"{where}: {command}\nno line {wanted!r} in\n{result.output}"
        )


def rencai_commands(text: str) -> Iterator[list[str]]:
    """The words after `rencai` of each line of a script or a systemd unit that calls it, first or by its path."""
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        found = re.search(r"(?:^|bin/|exec office )rencai ([^|>&;]*)", line.removeprefix("ExecStart="))
        if found and not line.lstrip().startswith("#"):
            yield shlex.split(found[1])


def understood(words: list[str], where: str) -> None:
    """Whether the command line knows these words, without doing what they say."""
    command: click.Command = cli
    context = cli.make_context("rencai", list(words))
    while isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        assert rest, f"{where}: rencai {' '.join(words)} names no command"
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None, f"{where}: there is no command {name!r}"
        command = found
        context = command.make_context(name, rest, parent=context)
