"""`rencai policy diff`: what changes between two editions, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from rencai.command import InputError, argument, command, option
from rencai.messages import Message
from rencai.policy.commands.inputs import Day, drafts_option, json_option, on_option, pack_argument, reform_option
from rencai.policy.diff import MARKS, Change, Side, changes_between
from rencai.policy.pack import load_pack
from rencai.policy.wording import day_words, list_words
from rencai.prose import BLANK, Line
from rencai.terminal import language, print_json, print_lines, say

KINDS = {
    "measure": Message("Measures"),
    "parameter": Message("Numbers"),
    "categories": Message("Categories"),
    "derived": Message("Derived facts"),
    "score": Message("Scores"),
    "fact": Message("Facts"),
}
STATES = {"added": "met", "removed": "not_met", "changed": "unknown"}


@command(
    "diff",
    about=Message(
        "Compares two editions: two packs (A B), two days of one pack (--from, --until), or a pack "
        "and a reform of it (--reform)."
    ),
    examples=(
        "rencai policy diff dalian --from 2019-05-01 --until 2022-10-01",
        "rencai policy diff dalian --reform shorter-contracts --on 2022-01-01",
        "rencai policy diff ./old-pack ./new-pack",
    ),
)
@pack_argument
@argument("other", metavar="[OTHER]", required=False, default=None, about=Message("another pack to compare with"))
@option(
    "--from",
    "first",
    type=Day(),
    default=None,
    metavar="DAY",
    about=Message("compare this day of the pack …"),
)
@option("--until", "last", type=Day(), default=None, metavar="DAY", about=Message("… with this day"))
@reform_option
@on_option
@drafts_option
@json_option
def diff(
    pack_name: str,
    other: str | None,
    first: date | None,
    last: date | None,
    reform: str | None,
    on: date | None,
    drafts: bool,
    as_json: bool,
) -> None:
    old, new = _sides(pack_name, other, first, last, reform, on, drafts)
    changes = changes_between(old, new)
    if as_json:
        print_json([change.as_json() for change in changes])
        return
    print_lines(_opening(old, new, reform))
    print_lines(_lines(changes))


def _sides(
    pack_name: str,
    other: str | None,
    first: date | None,
    last: date | None,
    reform: str | None,
    on: date | None,
    drafts: bool,
) -> tuple[Side, Side]:
    ways = [other is not None, first is not None or last is not None, reform is not None]
    if sum(ways) != 1:
        raise InputError("give one of: a second pack; --from and --until; --reform")
    pack = load_pack(pack_name)
    day = on or date.today()
    if other is not None:
        return Side(pack, day, drafts), Side(load_pack(other), day, drafts)
    if reform is not None:
        return Side(pack, day, drafts), Side(pack.reformed(reform, on=day), day, drafts)
    if on is not None:
        raise InputError("--on does not go with --from and --until, which name the two days")
    return Side(pack, first or date.today(), drafts), Side(pack, last or date.today(), drafts)


def _opening(old: Side, new: Side, reform: str | None) -> list[Line]:
    lang = language()
    title = old.pack.title[lang]
    if reform is not None:
        subtitle = say("What the reform {name} changes on {day}", name=reform, day=day_words(new.on, lang))
    elif old.pack is new.pack:
        days = {"first": day_words(old.on, lang), "last": day_words(new.on, lang)}
        subtitle = say("What is in force on {last} and was otherwise on {first}", **days)
    else:
        subtitle = say("What {other} has otherwise, on {day}", other=new.pack.title, day=day_words(new.on, lang))
    return [Line("title", title), Line("text", subtitle)]


def _lines(changes: list[Change]) -> Iterator[Line]:
    if not changes:
        yield BLANK
        yield Line("text", say("Nothing is different."), state="met")
    for kind, group in groupby(changes, key=lambda change: change.kind):
        yield BLANK
        yield Line("label", say(KINDS[kind]))
        for _, items in groupby(group, key=lambda change: (change.name, change.title["en"])):
            yield from _item(list(items))


def _item(changes: list[Change]) -> Iterator[Line]:
    """Everything that changed in one thing, under its title; one change of the whole stands on one line."""
    lang, first = language(), changes[0]
    users = list_words([title[lang] for title in first.used_by], lang)
    note = say("(used by: {titles})", titles=users) if users else ""
    if len(changes) == 1 and (first.kind != "measure" or not first.old["en"]):
        text = say("{what}: {value}", what=first.title[lang], value=first.text(lang))
        yield Line("item", text, 1, MARKS[first.how], note=note, state=STATES[first.how])
        return
    yield Line("item", first.title[lang], 1, "~", note=note, state="unknown")
    for change in changes:
        yield Line("item", change.text(lang), 2, MARKS[change.how], state=STATES[change.how])
