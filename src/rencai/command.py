"""Click in two languages: commands, options and arguments whose help is a Message, set for Chinese widths."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import click

from rencai.messages import LANGUAGES, Message
from rencai.terminal import WIDEST, language, say

FINE, FINDINGS, BAD_INPUT, OUR_FAULT, BROKEN_PIPE, INTERRUPTED = 0, 1, 2, 3, 141, 130
EXIT_CODES = (
    ("0", Message("all is well")),
    ("1", Message("something was found: failing tests, lint errors, differences")),
    ("2", Message("the input is not usable; the message says where and why")),
    ("3", Message("a fault in Rencai itself; please report it")),
)


class InputError(Exception):
    """Something that the user gave and that cannot be used; `text(lang)` says what would be right."""

    def __init__(self, template: str, **values: object) -> None:
        self.message = Message(template, **values)
        super().__init__(str(self.message))

    def text(self, lang: str = "en") -> str:
        return self.message.text(lang)


class OneOf(click.ParamType[str]):
    """One of a few words."""

    name = "word"

    def __init__(self, *allowed: str) -> None:
        self.allowed = allowed

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "|".join(self.allowed)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.allowed:
            name = param.opts[-1] if param else ""
            raise InputError(
                "{key} is {value!r}, but may be: {allowed}", key=name, value=value, allowed=list(self.allowed)
            )
        return str(value)


class Whole(click.ParamType[int]):
    """A whole number from `low` to `high`."""

    name = "number"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit() and self.low <= int(text) <= self.high):
            raise InputError(
                "{option}: a whole number from {low} to {high} is expected, not {value!r}",
                option=param.opts[-1] if param else "",
                low=self.low,
                high=self.high,
                value=text,
            )
        return int(text)


class Option(click.Option):
    def __init__(self, *names: str, about: Message, **more: Any) -> None:
        super().__init__(list(names), **more)
        self.about = about


class Argument(click.Argument):
    def __init__(self, *names: str, about: Message, **more: Any) -> None:
        super().__init__(list(names), **more)
        self.about = about


def option(*names: str, about: Message, **more: Any) -> Callable[[Any], Any]:
    return click.option(*names, cls=_with(Option, about), **more)


def argument(*names: str, about: Message, **more: Any) -> Callable[[Any], Any]:
    return click.argument(*names, cls=_with(Argument, about), **more)


def _with(kind: type[Any], about: Message) -> Any:
    """Click makes a parameter from its names as one list; ours takes them singly, with its help."""
    return lambda names, **more: kind(*names, about=about, **more)


LANG = Option("--lang", about=Message("language of everything that is printed"), metavar="en|zh", expose_value=False)


class _Page(click.Command):
    """A command whose help page is a table of Messages."""

    about: Message
    examples: Sequence[str] = ()

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [*super().get_params(ctx), LANG]

    def get_help(self, ctx: click.Context) -> str:
        return "\n".join(self._page(ctx)).rstrip()

    def _page(self, ctx: click.Context) -> Iterator[str]:
        room = min(shutil.get_terminal_size().columns, WIDEST)
        pieces = " ".join(self.collect_usage_pieces(ctx))
        yield say("Usage: {command}", command=f"{ctx.command_path} {pieces}")
        yield ""
        yield from indented(say(self.about), room)
        for title, rows in self._sections(ctx):
            if rows:
                yield ""
                yield bold(say(title))
                yield from columns(rows, room)
        if self.examples:
            yield ""
            yield bold(say(Message("Examples")))
            yield from (f"  {example}" for example in self.examples)

    def _sections(self, ctx: click.Context) -> Iterator[tuple[Message, list[tuple[str, str]]]]:
        params = self.get_params(ctx)
        arguments = [param for param in params if isinstance(param, Argument)]
        yield (
            Message("Arguments"),
            [(param.make_metavar(ctx).strip("[]"), say(param.about)) for param in arguments],
        )
        options = [param for param in params if isinstance(param, Option)]
        rows = [(option_words(param, ctx), say(param.about)) for param in options]
        yield Message("Options"), [*rows, ("--help", say(Message("show this page and exit")))]

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = [say(Message("[OPTIONS]"))]
        for param in self.get_params(ctx):
            pieces.extend(param.get_usage_pieces(ctx))
        return pieces


class Command(_Page):
    """One command; what it has no use for is refused in the language of the run."""

    def __init__(self, name: str, *, about: Message, examples: Sequence[str] = (), **more: Any) -> None:
        super().__init__(name, context_settings={"allow_extra_args": True}, **more)
        self.about, self.examples = about, examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise InputError("there is no use here for: {names}", names=rest)
        return rest

    def _sections(self, ctx: click.Context) -> Iterator[tuple[Message, list[tuple[str, str]]]]:
        yield from super()._sections(ctx)
        yield Message("Exit status"), [(code, say(words)) for code, words in EXIT_CODES]


def command(name: str, *, about: Message, examples: Sequence[str] = ()) -> Callable[[Any], Command]:
    return click.command(name, cls=Command, about=about, examples=examples)


class Lazy(NamedTuple):
    """Where a command is found, and what a list of commands says about it."""

    module: str
    attribute: str
    about: Message


class Group(click.Group, _Page):
    """A group whose commands are imported when they are called, so that help is quick."""

    def __init__(self, name: str, *, about: Message, lazy: Mapping[str, Lazy], **more: Any) -> None:
        super().__init__(name, **more)
        self.about, self.lazy = about, lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = self.lazy.get(cmd_name)
        if found is None:
            return None
        loaded: click.Command = getattr(importlib.import_module(found.module), found.attribute)
        return loaded

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.lazy and not name.startswith("-") and not ctx.resilient_parsing:
            raise InputError(
                "{name!r} is no command{hint}; there are: {names}",
                name=name,
                hint=did_you_mean(name, self.lazy),
                names=list(self.lazy),
            )
        return super().resolve_command(ctx, args)

    def _sections(self, ctx: click.Context) -> Iterator[tuple[Message, list[tuple[str, str]]]]:
        yield Message("Commands"), [(name, say(found.about)) for name, found in self.lazy.items()]
        yield from _Page._sections(self, ctx)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [say(Message("[OPTIONS]")), say(Message("COMMAND"))]


def did_you_mean(word: str, known: Any) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" ({close[0]}?)" if close else ""


def option_words(param: Option, ctx: click.Context) -> str:
    names = "/".join([*param.opts, *param.secondary_opts])
    return names if param.is_flag else f"{names} {param.make_metavar(ctx)}"


def bold(text: str) -> str:
    return click.style(text, bold=True)


def indented(text: str, room: int, before: str = "  ") -> Iterator[str]:
    from rencai.prose import wrapped

    yield from (before + part for part in wrapped(text, max(room - len(before), 20)))


def columns(rows: list[tuple[str, str]], room: int) -> Iterator[str]:
    """Names at the left, what they are at the right; below each other where the name is long."""
    from rencai.prose import width, wrapped

    left = min(max(width(name) for name, _ in rows), 26)
    for name, words in rows:
        parts = wrapped(words, max(room - left - 4, 20))
        if width(name) > left:
            yield f"  {name}"
        else:
            yield f"  {name}{' ' * (left - width(name))}  {parts.pop(0)}"
        yield from (" " * (left + 4) + part for part in parts)


def chosen_language(args: Sequence[str]) -> str | None:
    """What `--lang` says, wherever it stands: help and errors are in that language too."""
    for number, arg in enumerate(args):
        if arg == "--":
            return None
        value = args[number + 1] if arg == "--lang" and number + 1 < len(args) else ""
        if arg.startswith("--lang="):
            value = arg.partition("=")[2]
        if value:
            if value not in LANGUAGES:
                raise InputError("--lang is {value!r}, but may be: en, zh", value=value)
            return value
    return None


def click_words(error: click.ClickException) -> str:
    """Click's own complaints, in the language of this run."""
    lang = language()
    if isinstance(error, click.NoSuchOption):
        hint = did_you_mean(error.option_name, error.possibilities or ())
        return Message("there is no option {name}{hint}", name=error.option_name, hint=hint).text(lang)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        name = (
            error.param.opts[-1] if isinstance(error.param, click.Option) else (error.param.human_readable_name or "")
        )
        return Message("{name} is missing", name=name).text(lang)
    if isinstance(error, click.BadOptionUsage):
        form = Message("{name} takes no value") if "not take" in error.message else Message("{name} needs a value")
        return Message(form.template, name=error.option_name).text(lang)
    if isinstance(error, click.BadParameter) and error.param is not None:
        return Message("{name}: {why}", name=error.param.opts[-1], why=error.message).text(lang)
    return error.format_message()
