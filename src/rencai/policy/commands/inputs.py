"""What the commands take from a user: packs, days, facts; and how results are saved whole or not at all."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from rencai.command import InputError, argument, did_you_mean, option
from rencai.messages import Message
from rencai.policy.pack import Pack
from rencai.policy.types import FIRST_DAY, LAST_DAY
from rencai.policy.yaml_source import Node, read_file, read_text

MAX_BYTES = 2_000_000


class Day(click.ParamType[date]):
    """A day such as 2024-03-01."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            raise InputError(
                "{option}: a day such as 2019-04-22 is expected, not {value!r}", option=_option(param), value=value
            ) from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise InputError(
                "{option}: days lie between {first} and {last}", option=_option(param), first=FIRST_DAY, last=LAST_DAY
            )
        return day


def _option(param: click.Parameter | None) -> str:
    return param.opts[-1] if param else "on"


pack_argument = argument("pack_name", metavar="PACK", about=Message("a shipped pack by name, or a pack's folder"))
on_option = option(
    "--on",
    "on",
    type=Day(),
    default=None,
    metavar="DAY",
    about=Message("the day for which it is decided, such as 2024-03-01 (default: today)"),
)
drafts_option = option("--drafts", is_flag=True, about=Message("let draft measures take part; nothing is binding then"))
json_option = option("--json", "as_json", is_flag=True, about=Message("print JSON, for programs"))
measure_option = option(
    "--measure",
    "measure",
    default="",
    metavar="NAME",
    about=Message("only this measure, category set or score"),
)
reform_option = option(
    "--reform",
    default=None,
    metavar="NAME|FILE",
    about=Message("a reform of the pack, by name or from a file"),
)


def facts_options(function: Callable[..., Any]) -> Callable[..., Any]:
    pairs = option(
        "--fact",
        "pairs",
        multiple=True,
        metavar="NAME=VALUE",
        about=Message("one fact; may be given many times and overrides the file"),
    )
    file = option(
        "--facts",
        "file",
        default=None,
        metavar="FILE",
        about=Message("a JSON or YAML file of facts (name: value); - reads standard input"),
    )
    decorated: Callable[..., Any] = file(pairs(function))
    return decorated


def given_facts(file: str | None, pairs: Iterable[str]) -> tuple[dict[str, Any], date | None]:
    """The facts of a file and of `name=value` pairs; and the day, where the file gives one."""
    facts, on = read_facts(file) if file else ({}, None)
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or not name.strip():
            raise InputError("--fact is {pair!r}; write it as name=value", pair=pair)
        facts[name.strip()] = value.strip() or None
    return facts, on


def read_facts(file: str) -> tuple[dict[str, Any], date | None]:
    """A mapping of facts, or a mapping with `facts` and `on` such as a saved decision."""
    name = "<stdin>" if file == "-" else file
    content = _parsed(read_input(file), name)
    if not isinstance(content, Mapping):
        raise InputError("{file}: facts are a mapping of names to values", file=name)
    if not isinstance(content.get("facts"), Mapping):
        return dict(content), None
    day = content.get("on")
    return dict(content["facts"]), Day().convert(day, None, None) if day else None


def read_input(file: str) -> str:
    """The text of a file, or of standard input."""
    if file == "-":
        text = sys.stdin.read(MAX_BYTES + 1)
        if len(text) > MAX_BYTES:
            raise InputError("{file}: more than {n} bytes", file="<stdin>", n=MAX_BYTES)
        return text
    if not Path(file).exists():
        raise InputError("there is no file {file!r}", file=file)
    if Path(file).is_dir():
        raise InputError("{file!r} is a folder; a file is expected", file=file)
    return read_file(Path(file), file)


def _parsed(text: str, name: str) -> Any:
    if name.endswith(".json") or text.lstrip().startswith("{"):
        return parsed_json(text, name)
    return _plain(read_text(text, name))


def parsed_json(text: str, name: str) -> Any:
    """JSON with exact numbers; a name that stands twice is refused."""
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise InputError(
            "{file}:{line}:{column}: this is not valid JSON: {why}",
            file=name,
            line=error.lineno,
            column=error.colno,
            why=error.msg,
        ) from None
    except (RecursionError, ValueError) as error:
        raise InputError("{file}: this is not valid JSON: {why}", file=name, why=error) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError("the field {name!r} stands twice; keep one", name=twice)
    return found


def _plain(node: Node) -> Any:
    """YAML as plain data; scalars stay text, which the facts' own types read."""
    if node.is_null:
        return None
    if node.is_mapping:
        return {key: _plain(item) for key, item in node.mapping().items()}
    return [_plain(item) for item in node.items()] if node.is_list else node.value


def known_name(pack: Pack, name: str, *, scores: bool = True) -> str:
    """`name`, if the pack has such a measure, category set or score."""
    known = [*pack.rules.measures, *pack.rules.categories, *(pack.rules.scores if scores else ())]
    if name and name not in known:
        raise InputError(
            "{name!r} is no measure, category set or score of this pack{hint}; it has: {names}",
            name=name,
            hint=did_you_mean(name, known),
            names=known,
        )
    return name


def chosen_draft(pack: Pack, name: str, *, drafts: bool) -> None:
    """Refuses a draft measure that was asked for by name without --drafts."""
    measure = pack.rules.measures.get(name)
    if measure is not None and measure.draft and not drafts:
        raise InputError("{name} is a draft; --drafts lets it take part", name=name)


def save(text: str, path: str) -> None:
    """Writes a file whole or not at all."""
    folder = Path(path).parent
    if not folder.is_dir():
        raise InputError("there is no folder {folder!r} to write into", folder=str(folder))
    if Path(path).is_dir():
        raise InputError("{file!r} is a folder; a file is expected", file=path)
    unfinished = Path(path).with_name(f".{Path(path).name}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    except OSError as error:
        raise InputError("{path} cannot be written: {why}", path=path, why=error.strerror) from None
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def known_measures(pack: Pack, names: Iterable[str], on: date, *, drafts: bool) -> list[str]:
    """`names`, if each is a measure in force on that day."""
    live = [measure.name for measure in pack.plan(on, drafts=drafts).measures]
    for name in names:
        if name not in live:
            known = pack.rules.measures
            if name not in known:
                raise InputError(
                    "{name!r} is no measure of this pack{hint}; it has: {names}",
                    name=name,
                    hint=did_you_mean(name, known),
                    names=list(known),
                )
            raise InputError("{name} is not in force on {day}; in force are: {names}", name=name, day=on, names=live)
    return list(names)
