"""The `rencai` command: its groups, and what a user sees when something is wrong. No traceback ever."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from rencai import __version__
from rencai.command import (
    BAD_INPUT,
    BROKEN_PIPE,
    FINE,
    INTERRUPTED,
    OUR_FAULT,
    Group,
    InputError,
    Lazy,
    chosen_language,
    click_words,
    option,
)
from rencai.messages import Message
from rencai.terminal import language, say, silence_stdout, speaking

COMMANDS = "rencai.policy.commands"
POLICY = {
    "check": Lazy(f"{COMMANDS}.check", "check", Message("read a pack and look for gaps, contradictions and leftovers")),
    "test": Lazy(f"{COMMANDS}.test", "test", Message("run the cases that a pack brings along")),
    "decide": Lazy(f"{COMMANDS}.decide", "decide", Message("decide for one person, with every reason")),
    "explain": Lazy(f"{COMMANDS}.explain", "explain", Message("tell a measure in words, for anyone or for one person")),
    "simulate": Lazy(
        f"{COMMANDS}.simulate", "simulate", Message("decide for a table of people, with or without a reform")
    ),
    "diff": Lazy(f"{COMMANDS}.diff", "diff", Message("what changes between two packs, two days, or under a reform")),
    "sql": Lazy(f"{COMMANDS}.sql", "sql", Message("print a pack as SQL")),
    "replay": Lazy(f"{COMMANDS}.replay", "replay", Message("decide again what was decided, and compare")),
    "new": Lazy(f"{COMMANDS}.new", "new", Message("begin a pack, or a measure in a pack")),
    "packs": Lazy(f"{COMMANDS}.packs", "packs", Message("list the packs that come with Rencai")),
    "demo": Lazy(f"{COMMANDS}.demo", "demo", Message("invented people and an invented city, decided in a minute")),
}
policy = Group(
    "policy",
    about=Message("Policy as code: packs of rules, decided for one person and for a million."),
    lazy=POLICY,
)
CHECKS = "rencai.supervision.commands"
SUPERVISION = {
    "plan": Lazy(f"{CHECKS}.plan", "plan", Message("read a sampling plan, and see what more checks would tell")),
    "draw": Lazy(f"{CHECKS}.draw", "draw", Message("draw the cases to be checked, with a committed seed")),
    "verify": Lazy(f"{CHECKS}.verify", "verify", Message("draw again, and compare")),
    "estimate": Lazy(f"{CHECKS}.estimate", "estimate", Message("error rates of the bodies, with their intervals")),
}
supervision = Group(
    "supervision",
    about=Message("Supervision of delegated decisions: sampling plans, provable draws, error rates."),
    lazy=SUPERVISION,
)
ASSIGN = "rencai.matching.commands"
MATCH = {
    "stable": Lazy(f"{ASSIGN}.stable", "stable", Message("assign stably, within the caps of regions")),
    "floors": Lazy(f"{ASSIGN}.floors", "floors", Message("assign fairly, with floors and caps of regions")),
    "best": Lazy(f"{ASSIGN}.best", "best", Message("assign for the largest total weight, and prove it")),
    "recommend": Lazy(f"{ASSIGN}.recommend", "recommend", Message("the best posts for talents, and talents for posts")),
    "occupation": Lazy(f"{ASSIGN}.occupation", "occupation", Message("code free titles to the occupations")),
}
match = Group(
    "match",
    about=Message("Matching of talents and posts: assign with quotas for regions, and recommend."),
    lazy=MATCH,
)
OFFICE = "rencai.office.commands"
AUDIT = {
    "verify": Lazy(f"{OFFICE}.audit", "verify", Message("look whether the audit log is whole")),
    "anchor": Lazy(f"{OFFICE}.audit", "anchor", Message("print the hash of its end, to be kept outside the office")),
}
audit = Group("audit", about=Message("The audit log: whether it is whole, and its end."), lazy=AUDIT)
RECOGNITION = {
    "replay": Lazy(f"{OFFICE}.recognition", "replay", Message("decide a recognition again, and compare")),
}
recognition = Group("recognition", about=Message("Recognitions of talents that were decided."), lazy=RECOGNITION)
CARD = {"verify": Lazy(f"{OFFICE}.card", "verify", Message("look whether a talent card is signed and holds"))}
card = Group("card", about=Message("Talent cards: whether one holds, without an office."), lazy=CARD)
SECRETS = {"rotate": Lazy(f"{OFFICE}.keys", "rotate", Message("write every secret anew with the first key"))}
secrets = Group("secrets", about=Message("The keys of encrypted columns."), lazy=SECRETS)
GROUPS = {
    "demo": Lazy(f"{OFFICE}.demo", "demo", Message("an invented city in a browser")),
    "policy": Lazy("rencai.cli", "policy", policy.about),
    "supervision": Lazy("rencai.cli", "supervision", supervision.about),
    "match": Lazy("rencai.cli", "match", match.about),
    "migrate": Lazy(f"{OFFICE}.migrate", "migrate", Message("prepare the office, or bring it up to date")),
    "steward": Lazy(f"{OFFICE}.steward", "steward", Message("make the first account, which lets in all others")),
    "serve": Lazy(f"{OFFICE}.serve", "serve", Message("serve the office to browsers")),
    "worker": Lazy(f"{OFFICE}.serve", "worker", Message("work off what goes on in the background")),
    "check": Lazy(f"{OFFICE}.check", "check", Message("look whether the office is set up safely")),
    "import": Lazy(f"{OFFICE}.importing", "import_table", Message("import a table of talents or organisations")),
    "audit": Lazy("rencai.cli", "audit", audit.about),
    "recognition": Lazy("rencai.cli", "recognition", recognition.about),
    "secrets": Lazy("rencai.cli", "secrets", secrets.about),
    "card": Lazy("rencai.cli", "card", card.about),
    "backup": Lazy(f"{OFFICE}.backup", "backup", Message("write an office on SQLite into one file")),
    "restore": Lazy(f"{OFFICE}.backup", "restore", Message("put such a file back")),
}


class Root(Group):
    """The whole command. Whatever happens ends as a sentence and an exit status."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> NoReturn:
        sys.exit(self._run(list(sys.argv[1:] if args is None else args), extra.get("prog_name") or "rencai"))

    def _run(self, args: list[str], name: str) -> int:
        try:
            chosen = chosen_language(args)
        except InputError as error:
            return complain(error.text(language()))
        with speaking(chosen):
            return self._told(args, name)

    def _told(self, args: list[str], name: str) -> int:
        _forgive(sys.stdout)
        _forgive(sys.stderr)
        try:
            code = super().main(args, name, standalone_mode=False)
            sys.stdout.flush()
            return code if isinstance(code, int) else FINE
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message())
            return FINE
        except (click.Abort, KeyboardInterrupt):
            return INTERRUPTED
        except BrokenPipeError:
            silence_stdout()
            return BROKEN_PIPE
        except Exception as error:
            return INTERRUPTED if _interrupts else _explained(error)


def _forgive(stream: Any) -> None:
    """A character that the screen does not have shall not end the program."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")


def _explained(error: Exception) -> int:
    if isinstance(error, InputError):
        return complain(error.text(language()))
    if isinstance(error, click.ClickException):
        return complain(click_words(error))
    from rencai.policy.problems import PolicyError

    if isinstance(error, PolicyError):
        return complain(error.text(language()))
    if isinstance(error, OSError):
        why = os.strerror(error.errno) if error.errno else str(error)
        return complain(say(Message("{file}: {why}", file=error.filename or "", why=why)).removeprefix(": "))
    if os.environ.get("RENCAI_DEBUG"):
        raise error
    kind = type(error).__name__
    complain(
        say(
            Message(
                "something went wrong inside Rencai ({kind}: {text}); RENCAI_DEBUG=1 shows where, please report it",
                kind=kind,
                text=error,
            )
        )
    )
    return OUR_FAULT


def complain(text: str) -> int:
    head = click.style(say(Message("Error:")), fg="red", bold=True)
    gap = "\n" if "\n" in text else "" if language() == "zh" else " "
    click.echo(f"{head}{gap}{text}", err=True)
    return BAD_INPUT


def _print_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"rencai {__version__}")
        ctx.exit()


cli = Root("rencai", about=Message("The talent office of a city (人才)."), lazy=GROUPS)
option(
    "--version",
    about=Message("show the version and exit"),
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
)(cli)


_interrupts: list[int] = []


def _interrupted(number: int, frame: object) -> NoReturn:
    """DuckDB turns an interrupt into an error of its own; that there was one is kept here."""
    _interrupts.append(number)
    raise KeyboardInterrupt


def main() -> NoReturn:
    """The entry point of the `rencai` command."""
    signal.signal(signal.SIGINT, _interrupted)
    cli.main()


if __name__ == "__main__":
    main()
