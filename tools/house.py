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
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:(?:root|home|Users)/\w|work/(?:main|shared|\.))")
OFFICE = "src/rencai/office"
# What the office's content security policy stops, so that it would be dead on the page.
INLINE = re.compile(
    r"<[^>]*?\s(style|on[a-z]+|hx-on[\w:-]*)\s*=|<(style)\b|<(script)(?![^>]*\b(?:src|nonce)=)|(javascript:)"
)
TEMPLATE_TAG = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|{%.*?%}|{{.*?}}", re.DOTALL)


def main() -> int:
    found = [breach for rule in RULES for breach in rule(ROOT)]
    for line in found:
        print(line)
    return 1 if found else 0


def modules(root: Path) -> Iterator[Path]:
    for folder in CODE:
        yield from sorted((root / folder).rglob("*.py"))


def long_files(root: Path) -> Iterator[str]:
    for path in (path for path in modules(root) if "migrations" not in path.parts):
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


def inline_code(root: Path) -> Iterator[str]:
    for path in sorted((root / OFFICE).glob("*/templates/**/*.html")):
        html = TEMPLATE_TAG.sub(_lines_only, path.read_text(encoding="utf-8"))
        for found in INLINE.finditer(html):
            line, name = html.count("\n", 0, found.end()) + 1, next(filter(None, found.groups()))
            yield f"{path.relative_to(root)}:{line}: {name}: styles and scripts stand in files of their own"


def _lines_only(found: re.Match[str]) -> str:
    return "x" + "\n" * found[0].count("\n")


def unlimited_questions(root: Path) -> Iterator[str]:
    """Querysets that cannot be limited to what the asker may see."""
    for path in sorted((root / OFFICE).glob("*/queries.py")):
        limited = set[str]()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.ClassDef) or not node.name.endswith("QuerySet"):
                continue
            bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
            own = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
            if "visible_to" in own or bases & limited:
                limited.add(node.name)
            else:
                yield f"{path.relative_to(root)}:{node.lineno}: {node.name} has no visible_to(user)"


# Questions about something that was opened before.
OF_ONE = {"get_parent", "get_ancestors", "get_children", "get_descendants"}


def unlimited_views(root: Path) -> Iterator[str]:
    """Rows that a view or the API takes without saying for whom: `.visible_to(user)`, `visible_or_404(…, user, …)`."""
    for path in sorted((root / OFFICE).rglob("*.py")):
        if path.name.startswith(("views", "api")):
            for line in _unlimited(ast.parse(path.read_text(encoding="utf-8"))):
                yield f"{path.relative_to(root)}:{line}: rows are taken without visible_to(user) or visible_or_404"


def _unlimited(tree: ast.Module) -> Iterator[int]:
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and not _is_limited(node, above):
            yield node.lineno


def _is_limited(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether a call of the chain that begins at `node`, or one that takes the chain, is told for whom or of what."""
    while isinstance(above.get(node), (ast.Attribute, ast.Call)):
        node = above[node]
        if isinstance(node, ast.Attribute) and node.attr in OF_ONE:
            return True
        if isinstance(node, ast.Call) and any(map(_limits, [*node.args, *node.keywords])):
            return True
    return False


def _limits(argument: ast.AST) -> bool:
    """The user, or something that was opened before: `owner=run.owner`; a number alone may be anybody's."""
    if isinstance(argument, ast.keyword) and argument.arg and argument.arg not in ("pk", "id", "pk__in"):
        return True
    return any(getattr(node, "id", getattr(node, "attr", "")) in ("user", "asker") for node in ast.walk(argument))


RULES = (
    long_files,
    long_functions,
    vague_names,
    machine_paths,
    inline_code,
    unlimited_questions,
    unlimited_views,
)


if __name__ == "__main__":
    sys.exit(main())
