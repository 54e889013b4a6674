"""`rencai match recommend`: the best posts for each talent, and the best talents for each post."""

from __future__ import annotations

from collections.abc import Iterable

import click

from rencai.command import InputError, OneOf, Whole, argument, command, option
from rencai.matching.commands.occupation import cache_option
from rencai.matching.commands.writing import deliver
from rencai.matching.recommending import MOST_LISTED, Explanation, Recommendations
from rencai.matching.recommending import recommend as recommended
from rencai.messages import LANGUAGES, Message
from rencai.policy.commands.inputs import json_option
from rencai.policy.commands.screen import plain_table, print_table
from rencai.prose import Line
from rencai.terminal import console, language, print_json, print_lines, say

SHOWN = 20
STATES: dict[bool | None, tuple[str, str]] = {True: ("met", "✓"), False: ("not_met", "✗"), None: ("unknown", "?")}


@command(
    "recommend",
    about=Message(
        "The best posts for each talent and the best talents for each post: hard criteria first, then a score of "
        "named parts. Whoever fits somewhere is on a list."
    ),
    examples=(
        "rencai match recommend talents.csv posts.csv --out lists.csv --reasons",
        "rencai match recommend talents.csv posts.csv --pair t1 p1",
    ),
)
@argument("talents", metavar="TALENTS", about=Message("a Parquet or CSV file, one row for each talent"))
@argument("posts", metavar="POSTS", about=Message("a Parquet or CSV file, one row for each post"))
@option("-k", "k", type=Whole(1, MOST_LISTED), default=20, about=Message("how long a list is (default: 20)"))
@option(
    "--for", "side", type=OneOf("talents", "posts"), default="talents", about=Message("whose lists (default: talents)")
)
@option("--history", default=None, metavar="FILE", about=Message("what has been: talent, post, outcome"))
@option(
    "--weight", "weights", multiple=True, metavar="PART=NUMBER", about=Message("the weight of a part; may be repeated")
)
@option("--reasons", is_flag=True, about=Message("write the reasons too, in both languages"))
@option("--pair", nargs=2, default=None, metavar="TALENT POST", about=Message("explain this pair instead"))
@option("--out", default=None, metavar="FILE", about=Message("write the lists into this CSV or Parquet file"))
@cache_option
@json_option
def recommend(
    talents: str,
    posts: str,
    k: int,
    side: str,
    history: str | None,
    weights: tuple[str, ...],
    reasons: bool,
    pair: tuple[str, str] | None,
    out: str | None,
    cache: str | None,
    as_json: bool,
) -> None:
    found = recommended(talents, posts, k, history=history, weights=dict(_weights(weights)), cache=cache)
    if pair:
        _explain(found.explain(*pair), as_json=as_json)
        return
    # Reasons take the longest, and the screen has no room for them.
    table = found.table("talents" if side == "talents" else "posts", reasons=reasons and bool(out or as_json))
    if out:
        deliver(table, out)
    if as_json:
        print_json({"lists": table.to_pylist(), "without": found.without})
    else:
        _print(found, table.slice(0, SHOWN).to_pylist(), len(table), out)


def _weights(given: Iterable[str]) -> Iterable[tuple[str, float]]:
    for text in given:
        name, _, number = text.partition("=")
        try:
            yield name.strip(), float(number)
        except ValueError:
            raise InputError("--weight is {text!r}; write it as part=number, such as pay=0.2", text=text) from None


def _print(found: Recommendations, rows: list[dict[str, object]], count: int, out: str | None) -> None:
    if not out:
        table = plain_table(say(Message("Talent")))
        for head in (Message("Post"), Message("Rank"), Message("Score")):
            table.add_column(say(head))
        for row in rows:
            table.add_row(str(row["talent"]), str(row["post"]), str(row["rank"]), f"{row['score']:.3f}")
        print_table(table, console())
        if count > len(rows):
            click.echo(say(Message("{n} more; --out writes all", n=f"{count - len(rows):,}")))
    without = {side: f"{len(ids):,}" for side, ids in found.without.items()}
    click.echo(say(Message("{n} entries; {talents} talents and {posts} posts fit nowhere", n=f"{count:,}", **without)))


def _explain(found: Explanation, *, as_json: bool) -> None:
    if as_json:
        print_json(_data(found))
        return
    lines = [Line("text", found.text(language()), state="met" if found.fits else "not_met")]
    for criterion in found.criteria:
        state, mark = STATES[criterion.met]
        lines.append(Line("item", criterion.words.text(language()), 1, mark, state=state))
    lines += [Line("item", part.message.text(language()), 1, "·") for part in found.parts]
    print_lines(lines)


def _data(found: Explanation) -> dict[str, object]:
    criteria = [
        {"name": one.name, "met": one.met, "words": {lang: one.words.text(lang) for lang in LANGUAGES}}
        for one in found.criteria
    ]
    parts = [
        {
            "name": part.name,
            "value": part.value,
            "weight": round(part.weight, 6),
            "share": round(part.share, 6),
            "words": {lang: part.words.text(lang) for lang in LANGUAGES},
        }
        for part in found.parts
    ]
    return {
        "talent": found.talent,
        "post": found.post,
        "fits": found.fits,
        "score": round(found.score, 6) if found.fits else None,
        "because": {lang: found.text(lang) for lang in LANGUAGES},
        "criteria": criteria,
        "parts": parts,
    }
