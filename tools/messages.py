"""Keeps the translations of Rencai's sentences: `python tools/messages.py extract | compile | check`.

extract  reads every sentence in src/rencai and brings the catalogue up to date; new ones are empty
compile  writes the .mo file that the program reads
check    fails where a sentence is missing, left over, fuzzy, untranslated or has other placeholders than its
         original, or where the .mo file is not that of the .po file
"""

from __future__ import annotations

import ast
import re
import string
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "rencai"
CATALOGUE = SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "rencai.po"
COMPILED = CATALOGUE.with_suffix(".mo")

# Which argument of which function is a sentence.
SENTENCES = {
    "Message": 0,
    "say": 0,
    "error": 0,
    "InputError": 0,
    "_refused": 0,
    "table_error": 0,
    "pack_error": 1,
    "fail": 1,
}
# Functions whose `template` is SQL.
NOT_SENTENCES = {"sql", "add"}
CHINESE = re.compile(r"[\u3400-\u9fff]")
COMMENT = "# Simplified Chinese for Rencai. Made by tools/messages.py from the sentences in the source."
HEADERS = {
    "Project-Id-Version": "Rencai",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
Found = dict[str, list[str]]


class SteadyCatalogue(Catalog):
    """A catalogue without dates: the same sentences give the same files."""

    def _get_mime_headers(self) -> list[tuple[str, str]]:
        return list(HEADERS.items())

    mime_headers = property(_get_mime_headers)


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


def extracted() -> Found:
    """Every sentence with the files in which it stands."""
    found: Found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        reader = _Reader(tree)
        reader.visit(tree)
        if reader.unknown:
            raise SystemExit(f"{path}: say in tools/messages.py what the templates of {reader.unknown} are")
        for text in reader.found:
            if any(char.isalpha() for char in _without_placeholders(text)) or _fields(text):
                files = found.setdefault(text, [])
                name = path.relative_to(ROOT).as_posix()
                if name not in files:
                    files.append(name)
    return found


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _without_placeholders(text: str) -> str:
    return "".join(literal for literal, _, _, _ in string.Formatter().parse(text))


def read_catalogue() -> Catalog:
    catalogue = SteadyCatalogue("zh_Hans", fuzzy=False, header_comment=COMMENT)
    if CATALOGUE.exists():
        with CATALOGUE.open("rb") as file:
            for message in _entries(read_po(file, locale="zh_Hans")):
                catalogue[message.id] = message
    return catalogue


def write_catalogue(catalogue: Catalog) -> None:
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=110, sort_by_file=True, include_lineno=False)


def extract() -> int:
    """Brings the catalogue up to date: what is translated stays, what is gone goes."""
    before, after = read_catalogue(), SteadyCatalogue("zh_Hans", fuzzy=False, header_comment=COMMENT)
    for text, files in extracted().items():
        known = before.get(text)
        after.add(text, known.string if known else "", locations=[(name, 0) for name in files])
    write_catalogue(after)
    entries = list(_entries(after))
    print(f"{len(entries)} sentences, {sum(not message.string for message in entries)} to translate")
    return 0


def _entries(catalogue: Catalog) -> Iterable[Message]:
    return (message for message in catalogue if message.id)


def compiled(catalogue: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def compile_catalogue() -> int:
    COMPILED.write_bytes(compiled(read_catalogue()))
    return 0


def check() -> int:
    """Prints every fault; 1 where there is one."""
    faults = list(_faults())
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults" if faults else "every sentence is translated")
    return 1 if faults else 0


def _faults() -> Iterator[str]:
    wanted, catalogue = extracted(), read_catalogue()
    known = {str(message.id): message for message in _entries(catalogue)}
    yield from (f"missing in the catalogue: {text!r} ({wanted[text][0]})" for text in wanted if text not in known)
    yield from (f"left over in the catalogue: {text!r}" for text in known if text not in wanted)
    for text, message in known.items():
        yield from _faults_of(text, message)
    if not COMPILED.exists() or COMPILED.read_bytes() != compiled(catalogue):
        yield f"{COMPILED.name} is not that of {CATALOGUE.name}: python tools/messages.py compile"


def _faults_of(text: str, message: Message) -> Iterator[str]:
    said = str(message.string)
    if message.fuzzy:
        yield f"fuzzy: {text!r}"
    if not said:
        yield f"not translated: {text!r}"
    elif _fields(text) != _fields(said):
        yield f"other placeholders in the translation of {text!r}: {sorted(_fields(text) ^ _fields(said))}"
    elif text == said and re.search(r"[a-z]{3}", _without_placeholders(text)) and not CHINESE.search(said):
        yield f"the translation is the original: {text!r}"


COMMANDS = {"extract": extract, "compile": compile_catalogue, "check": check}


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        raise SystemExit(__doc__)
    sys.exit(COMMANDS[sys.argv[1]]())
