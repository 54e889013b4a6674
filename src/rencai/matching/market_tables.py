"""Markets from tables: pairs, posts, regions; every refusal names the table, the row (from 1) and the column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rencai.matching.lists import Lists, ordered
from rencai.matching.problems import matching_error
from rencai.matching.quotas import LARGEST, NONE, Quotas, checked
from rencai.matching.reading import needs, read_table
from rencai.messages import Message
from rencai.policy.yaml_source import did_you_mean

PAIRS, POSTS, REGIONS = Message("the table of pairs"), Message("the table of posts"), Message("the table of regions")
TALENTS = Message("the table of talents")
WHOLE = r"^\s*[+-]?[0-9]+(\.0*)?\s*$"


UNKNOWN = {
    "talent": "{what}, row {row}: {name!r} is no talent of the table of talents{hint}",
    "post": "{what}, row {row}: {name!r} is no post of the table of posts{hint}",
    "region": "{what}, row {row}: {name!r} is no region of the table of regions{hint}",
}


def market_of(pairs: Any, posts: Any, regions: Any, talents: Any) -> dict[str, Any]:
    """The fields of a Market; MatchingError for the first thing that is wrong."""
    places = read_table(posts, POSTS)
    names = _names(places, "post", POSTS)
    quotas = _quotas(places, names, regions)
    rows = read_table(pairs, PAIRS)
    needs(rows, ["talent", "post", "talent_rank"], PAIRS)
    wanted = _text(rows, "talent", PAIRS)
    people = _names(read_table(talents, TALENTS), "talent", TALENTS) if talents is not None else wanted.unique()
    owner = _numbers(wanted, people, PAIRS, "talent")
    post = _numbers(_text(rows, "post", PAIRS), names, PAIRS, "post")
    _no_pair_twice(owner, post, wanted, names)
    choices = whole_column(rows, "talent_rank", PAIRS, 1) - 1
    tied = "post_rank" not in rows.column_names
    levels = np.zeros_like(choices) if tied else whole_column(rows, "post_rank", PAIRS, 1) - 1
    order = np.lexsort((quotas.position[post], choices, owner))
    lists = _lists(owner[order], post[order], choices[order], levels[order], len(people), quotas.position, tied)
    weights = _weights(rows)[order] if "weight" in rows.column_names else None
    return {
        "talents": people.to_pylist(),
        "posts": names.to_pylist(),
        "lists": lists,
        "quotas": quotas,
        "weights": weights,
    }


def _lists(
    owner: np.ndarray,
    post: np.ndarray,
    choices: np.ndarray,
    levels: np.ndarray,
    people: int,
    position: np.ndarray,
    tied: bool,
) -> Lists:
    starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=people))]).astype(np.int64)
    if not tied:
        keys = np.sort(post.astype(np.int64) * (int(levels.max(initial=0)) + 1) + levels)
        tied = bool((keys[1:] == keys[:-1]).any())
    return ordered(starts, post, choices.astype(np.int32), levels.astype(np.int32), position, tied, 0)


def _quotas(places: pa.Table, names: pa.Array, regions: Any) -> Quotas:
    needs(places, ["capacity"], POSTS)
    count = len(names)
    own, areas = _regions(places, regions)
    found = Quotas(
        whole_column(places, "capacity", POSTS, 0),
        whole_column(places, "floor", POSTS, 0, 0),
        whole_column(places, "target", POSTS, 0, 0),
        _position(places, count),
        own,
        areas["names"],
        areas["parent"],
        areas["floor"],
        areas["cap"],
    )
    checked(found, names.to_pylist())
    return found


def _regions(places: pa.Table, regions: Any) -> tuple[np.ndarray, dict[str, Any]]:
    """(the region of each post, the columns of the regions); without a table, regions are those that posts name."""
    has = "region" in places.column_names
    given = _optional_text(places, "region") if has else pa.nulls(places.num_rows, pa.string())
    table = pa.table({"region": given.drop_null().unique()}) if regions is None else read_table(regions, REGIONS)
    names = _names(table, "region", REGIONS)
    parents = _optional_text(table, "parent") if "parent" in table.column_names else pa.nulls(len(names), pa.string())
    return _numbers(given, names, POSTS, "region"), {
        "names": tuple(names.to_pylist()),
        "parent": _numbers(parents, names, REGIONS, "region"),
        "floor": whole_column(table, "floor", REGIONS, 0, 0),
        "cap": whole_column(table, "cap", REGIONS, 0, NONE),
    }


def _position(places: pa.Table, count: int) -> np.ndarray:
    """The place of each post by its number in the column `order`; posts of one number, or none, as they are given."""
    wanted = whole_column(places, "order", POSTS, 0, LARGEST)
    found = np.empty(count, np.int64)
    found[np.argsort(wanted, kind="stable")] = np.arange(count)
    return found


def _weights(rows: pa.Table) -> np.ndarray:
    values = _combined(rows, "weight")
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        values = pc.if_else(
            pc.match_substring_regex(values, r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"), values, None
        )
        values = pc.utf8_trim_whitespace(values)
    try:
        numbers: np.ndarray = values.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowException:
        raise matching_error("{what}: the column {name!r} holds no numbers", what=PAIRS, name="weight") from None
    wrong = np.flatnonzero(~np.isfinite(numbers))
    if len(wrong):
        _wrong(PAIRS, int(wrong[0]), "weight", rows["weight"][int(wrong[0])].as_py(), Message("a finite number"))
    return numbers


def whole_column(table: pa.Table, name: str, what: Message, least: int, default: int | None = None) -> np.ndarray:
    """A column of whole numbers from `least`, int64. With `default` the column, or a value of it, may be missing."""
    if name not in table.column_names and default is not None:
        return np.full(table.num_rows, default, np.int64)
    values = _combined(table, name)
    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        values = pc.if_else(pc.equal(pc.utf8_trim_whitespace(values), ""), None, values)
        clean = pc.if_else(pc.match_substring_regex(values, WHOLE), pc.utf8_trim_whitespace(values), "nan")
    else:
        clean = values
    try:
        numbers = clean.cast(pa.float64())
    except pa.ArrowException:
        raise matching_error("{what}: the column {name!r} holds no numbers", what=what, name=name) from None
    missing = numbers.is_null().to_numpy(zero_copy_only=False)
    found = numbers.fill_null(least if default is None else max(default, least)).to_numpy(zero_copy_only=False)
    wrong = ~((found >= least) & (found <= LARGEST) & (found == np.floor(found)))
    if default is None:
        wrong |= missing
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        _wrong(what, row, name, values[row].as_py(), Message("a whole number, {least} or more", least=least))
    return np.where(missing, default if default is not None else 0, found).astype(np.int64)


def _wrong(what: Message, row: int, name: str, value: Any, expected: Message) -> None:
    if value is None or value == "":
        raise matching_error(
            "{what}, row {row}, column {name}: empty, but {expected} is needed",
            what=what,
            row=row + 1,
            name=name,
            expected=expected,
        )
    raise matching_error(
        "{what}, row {row}, column {name}: {value!r}, but {expected} is needed",
        what=what,
        row=row + 1,
        name=name,
        value=value,
        expected=expected,
    )


def _combined(table: pa.Table, name: str) -> pa.Array:
    values = table[name].combine_chunks()
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


def _optional_text(table: pa.Table, name: str) -> pa.Array:
    values = _combined(table, name).cast(pa.string())
    return pc.if_else(pc.equal(values, ""), None, values)


def _text(table: pa.Table, name: str, what: Message) -> pa.Array:
    values = _optional_text(table, name)
    if values.null_count:
        row = int(np.flatnonzero(values.is_null().to_numpy(zero_copy_only=False))[0])
        _wrong(what, row, name, None, Message("a name"))
    return values


def _names(table: pa.Table, name: str, what: Message) -> pa.Array:
    """A column of names, none empty and none twice."""
    needs(table, [name], what)
    values = _text(table, name, what)
    if len(values.unique()) != len(values):
        seen: set[str] = set()
        for row, value in enumerate(values.to_pylist()):
            if value in seen:
                raise matching_error(
                    "{what}, row {row}: {name!r} stands there twice", what=what, row=row + 1, name=value
                )
            seen.add(value)
    return values


def _numbers(values: pa.Array, names: pa.Array, what: Message, kind: str) -> np.ndarray:
    """The number of each name among `names`, int32; -1 for an empty value."""
    found = pc.index_in(values, value_set=names)
    unknown = pc.and_(found.is_null(), values.is_valid()).to_numpy(zero_copy_only=False)
    if unknown.any():
        row = int(np.flatnonzero(unknown)[0])
        name = values[row].as_py()
        hint = did_you_mean(name, names.to_pylist()) if len(names) < 10_000 else ""
        raise matching_error(UNKNOWN[kind], what=what, row=row + 1, name=name, hint=hint)
    numbers: np.ndarray = found.fill_null(NONE).to_numpy(zero_copy_only=False).astype(np.int32)
    return numbers


def _no_pair_twice(owner: np.ndarray, post: np.ndarray, people: Sequence[Any], posts: Sequence[Any]) -> None:
    keys = owner.astype(np.int64) * len(posts) + post
    in_order = np.sort(keys)
    twice = in_order[1:][in_order[1:] == in_order[:-1]]
    if len(twice):
        row = int(np.flatnonzero(keys == twice[0])[1])
        raise matching_error(
            "{what}, row {row}: {name!r} ranks {other!r} twice",
            what=PAIRS,
            row=row + 1,
            name=people[row].as_py(),
            other=posts[int(post[row])].as_py(),
        )
