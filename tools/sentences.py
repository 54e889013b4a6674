"""Rencai's own sentences: the templates of `rencai.messages.Message`, wherever the command line or a report speaks."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

from catalogue import Found, Key

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "rencai"
OFFICE = SOURCE / "office"

# Which argument of which function is a sentence.
SENTENCES = {
    "Message": 0,
    "say": 0,
    "error": 0,
    "InputError": 0,
    "_refused": 0,
    "table_error": 0,
    "supervision_error": 0,
    "matching_error": 0,
    "pack_error": 1,
    "fail": 1,
}
# Functions whose `template` is SQL.
NOT_SENTENCES = {"sql", "add"}
# A module of the office that imports one of these speaks through Message; what the others say is Django's.
SPEAKING = {"rencai.messages", "rencai.command", "rencai.terminal"}


class _Reader(ast.NodeVisitor):
    """Collects the sentences of one file. A name stands for every text that its function gives it."""

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[str] = []
        self.unknown: list[str] = []
        self.scopes: list[ast.AST] = [tree]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)]
        if "template" in names and node.name not in SENTENCES and node.name not in NOT_SENTENCES | {"__init__"}:
            self.unknown.append(node.name)
        self.scopes.append(node)
        self.generic_visit(node)
        self.scopes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = SENTENCES.get(name)
        if place is not None and len(node.args) > place:
            self.found.extend(self.texts(node.args[place]))
        self.generic_visit(node)

    def texts(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from self.texts(node.body)
            yield from self.texts(node.orelse)
        elif isinstance(node, ast.Subscript):
            yield from self.texts(node.value)
        elif isinstance(node, ast.Dict):
            for value in node.values:
                yield from self.texts(value)
        elif isinstance(node, ast.Name):
            yield from self.assigned(node.id)

    def assigned(self, name: str) -> Iterator[str]:
        for scope in (self.scopes[-1], self.scopes[0]):
            for node in ast.walk(scope):
                named = isinstance(node, ast.Assign) and any(_is(target, name) for target in node.targets)
                if isinstance(node, ast.Assign) and named and not isinstance(node.value, ast.Name):
                    yield from self.texts(node.value)


def _is(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def speaks(path: Path) -> bool:
    """Whether a module of the office speaks through Message."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.ImportFrom) and node.module in SPEAKING for node in ast.walk(tree))


def extracted() -> Found:
    """Every sentence with the files in which it stands."""
    found: Found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if OFFICE in path.parents and not speaks(path):
            continue
        for text in _sentences_of(path):
            files = found.setdefault(Key(text), [])
            name = path.relative_to(ROOT).as_posix()
            if name not in files:
                files.append(name)
    return found


def _sentences_of(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    reader = _Reader(tree)
    reader.visit(tree)
    if reader.unknown:
        raise SystemExit(f"{path}: say in tools/sentences.py what the templates of {reader.unknown} are")
    for text in reader.found:
        if any(char.isalpha() for char in _without_placeholders(text)) or placeholders(text):
            yield text


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _without_placeholders(text: str) -> str:
    return "".join(literal for literal, _, _, _ in string.Formatter().parse(text))
