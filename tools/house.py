"""The house rules that no linter knows: `python tools/house.py` names every place that breaks one."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE = ("src", "tests", "tools", "benchmarks")
FILE_LINES, FUNCTION_LINES = 500, 40
NO_NAMES = {"utils.py", "helpers.py", "common.py", "misc.py"}
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:root|home|work|Users)/\w")


def main() -> int:
    found = [*long_files(ROOT), *long_functions(ROOT), *vague_names(ROOT), *machine_paths(ROOT)]
    for line in found:
        print(line)
    return 1 if found else 0


def modules(root: Path) -> Iterator[Path]:
    for folder in CODE:
        yield from sorted((root / folder).rglob("*.py"))


def long_files(root: Path) -> Iterator[str]:
    for path in modules(root):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > FILE_LINES:
            yield f"{path.relative_to(root)}: {lines} lines; make two files of it ({FILE_LINES} at most)"


def long_functions(root: Path) -> Iterator[str]:
    for path in sorted((root / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or node.lineno) - node.body[0].lineno + 1
                if lines > FUNCTION_LINES:
                    yield f"{path.relative_to(root)}:{node.lineno}: {node.name} has {lines} lines; split it"


def vague_names(root: Path) -> Iterator[str]:
    for path in modules(root):
        if path.name in NO_NAMES:
            yield f"{path.relative_to(root)}: name the file after what it does"


def machine_paths(root: Path) -> Iterator[str]:
    """Paths of one person's machine, in any text file of the repository."""
    for path in _kept(root):
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE_PATH.search(line):
                yield f"{path.relative_to(root)}:{number}: a path of one machine: {line.strip()[:80]}"


def _kept(root: Path) -> list[Path]:
    """The files of the repository: what git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return [root / name for name in listed.stdout.splitlines()]


if __name__ == "__main__":
    sys.exit(main())
