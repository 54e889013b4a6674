"""The text of an expression, parsed by sqlglot; words that the language does not have are refused before that."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError, TokenError
from sqlglot.tokens import TokenType  # type: ignore[attr-defined]

from rencai.messages import Message
from rencai.policy.yaml_source import did_you_mean

MAX_LENGTH, MAX_DEPTH, MAX_NODES = 2_000, 24, 400
DATE_FUNCTIONS: dict[str, tuple[str, ...]] = {
    "years_between": ("date", "date"),
    "months_between": ("date", "date"),
    "days_between": ("date", "date"),
    "add_months": ("date", "month"),
    "add_years": ("date", "year"),
    "year_of": ("date",),
    "month_of": ("date",),
}
FUNCTIONS = ("ABS", "CEIL", "COALESCE", "FLOOR", "GREATEST", "LEAST", "ROUND", *sorted(DATE_FUNCTIONS))
WORDS = {
    "and",
    "or",
    "not",
    "between",
    "in",
    "is",
    "null",
    "case",
    "when",
    "then",
    "else",
    "end",
    "true",
    "false",
    "date",
    "decision_day",
}
# Words of SQL that this language does without; a name of the pack that were one of them could not be parsed.
FOREIGN_WORDS = frozenset(
    [
        "all",
        "alter",
        "analyze",
        "any",
        "array",
        "as",
        "asymmetric",
        "begin",
        "cache",
        "call",
        "cast",
        "comment",
        "commit",
        "connect_by_root",
        "copy",
        "create",
        "cross",
        "current_catalog",
        "current_date",
        "current_time",
        "current_timestamp",
        "current_user",
        "delete",
        "desc",
        "describe",
        "distinct",
        "drop",
        "except",
        "execute",
        "exists",
        "explain",
        "fetch",
        "for",
        "from",
        "glob",
        "grant",
        "having",
        "if",
        "ilike",
        "inner",
        "insert",
        "intersect",
        "interval",
        "into",
        "join",
        "kill",
        "lateral",
        "like",
        "list",
        "load",
        "localtime",
        "localtimestamp",
        "merge",
        "notnull",
        "on",
        "optimize",
        "outer",
        "partitioned_by",
        "pivot",
        "pragma",
        "prepare",
        "qualify",
        "regexp",
        "rename",
        "returning",
        "revoke",
        "rlike",
        "rollback",
        "select",
        "session_user",
        "set",
        "show",
        "straight_join",
        "symmetric",
        "table",
        "tablesample",
        "to",
        "truncate",
        "try_cast",
        "uncache",
        "union",
        "unpivot",
        "update",
        "use",
        "using",
        "vacuum",
        "values",
        "where",
        "with",
        "xor",
    ]
)
RESERVED = WORDS | FOREIGN_WORDS
_SIGNS = frozenset(["(", ")", "[", "]", ",", ".", "+", "-", "*", "/", "=", "<>", "!=", "<", "<=", ">", ">="])
_WORD = re.compile(r"[^\W\d]\w*")
_CALLABLE = {name.lower() for name in FUNCTIONS}
Failure = tuple[int, Message]


@lru_cache(maxsize=20_000)
def parse(text: str) -> exp.Expression | Failure:
    """The parsed text, or (offset, what is wrong)."""
    if len(text) > MAX_LENGTH:
        return 0, Message("an expression has at most {n} characters; use a derived fact", n=MAX_LENGTH)
    if _nesting(text) > MAX_DEPTH:
        return 0, Message("an expression has at most {n} levels; use a derived fact", n=MAX_DEPTH)
    try:
        foreign = _foreign(text)
        parsed = [] if foreign else sqlglot.parse(text)
    except SqlglotError as error:
        return _failure(error)
    if foreign:
        return foreign
    if len(parsed) != 1 or parsed[0] is None:
        return 0, Message("one expression is expected here")
    return parsed[0]  # type: ignore[return-value]


def _nesting(text: str) -> int:
    """The deepest nesting that parsing could meet: brackets, and runs of prefix operators."""
    depth = deepest = 0
    for char in text:
        depth += (char in "([") - (char in ")]")
        deepest = max(deepest, depth)
    words = text.upper().replace("(", " ").split()
    return max(deepest, words.count("NOT") // 4, words.count("CASE") // 4, text.count("-") // 16, text.count("+") // 16)


def _foreign(text: str) -> Failure | None:
    """The first thing in the text that is not of this language."""
    tokens = sqlglot.tokenize(text)
    for token, after in zip_longest(tokens, tokens[1:]):
        if token.comments:
            return token.end + 1, Message("an expression has no comments (two minus signs begin one); use `note:`")
        if token.token_type in (TokenType.STRING, TokenType.NUMBER):
            continue
        why = _foreign_word(token, calls=after is not None and after.token_type == TokenType.L_PAREN)
        if why is not None:
            return token.start, why
    return None


def _foreign_word(token: Any, *, calls: bool) -> Message | None:
    word = token.text.lower()
    if token.token_type == TokenType.IDENTIFIER:
        return Message("names stand without quotes, and texts in single ones, as in 'junior'")
    if word in ("cast", "try_cast", "::"):
        return Message("CAST is not part of the language; a day is written DATE '2021-05-10'")
    if word in FOREIGN_WORDS or not (word in _SIGNS or _WORD.fullmatch(word)):
        return Message("{name!r} is not part of the language; see the language reference", name=token.text)
    if calls and _WORD.fullmatch(word) and word not in _CALLABLE and word not in WORDS - {"date", "null"}:
        return Message(
            "the function {name} is not part of the language{hint}; there are: {functions}",
            name=token.text,
            hint=did_you_mean(word, FUNCTIONS),
            functions=list(FUNCTIONS),
        )
    return None


def _failure(error: SqlglotError) -> Failure:
    """Where and why the parser stopped, in our own words."""
    if isinstance(error, TokenError):
        return 0, Message("this is not an expression: a quote is not closed")
    details: dict[str, Any] = next(iter(getattr(error, "errors", [])), {})
    offset = max(int(details.get("col") or 1), 1) - 1
    why = str(details.get("description"))
    if "Unexpected token" in why:
        return offset, Message("this is not an expression: this is not expected here")
    if "number of provided arguments" in why:
        return offset, Message("the function before this takes fewer arguments")
    return offset, Message("this is not an expression: something is missing here")
