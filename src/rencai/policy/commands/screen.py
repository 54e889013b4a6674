"""Decisions on the screen: a table of outcomes first, then the reasons."""

from __future__ import annotations

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from rencai.messages import Message
from rencai.policy.decision import Decision, Outcome
from rencai.policy.explain import decision_lines, in_order
from rencai.policy.reasons import STATUS_MARKS, STATUS_WORDS
from rencai.policy.wording import money_words
from rencai.prose import BLANK, Line
from rencai.terminal import STYLES, adapted, console, language, print_lines, say, styled


def print_decision(decision: Decision, only: str = "", *, brief: bool = False) -> None:
    """The table of outcomes, and unless `brief` all that stands behind it."""
    screen, lang = console(), language()
    lines = list(decision_lines(decision, lang, only))
    start = lines.index(BLANK) if BLANK in lines else len(lines)
    print_lines(lines[:start], screen)
    if not only or brief:
        outcomes = [outcome for outcome in in_order(decision) if only in ("", outcome.name)]
        if outcomes:
            print_table(outcome_table(outcomes, decision, screen), screen)
        else:
            print_lines([BLANK, Line("text", say("No measure is in force on this day."), state="warning")], screen)
    if not brief:
        print_lines(lines[start:], screen)


def outcome_table(outcomes: Iterable[Outcome], decision: Decision, screen: Console) -> Table:
    lang = language()
    table = plain_table(say(Message("Measure")))
    table.add_column(say(Message("Outcome")), no_wrap=True)
    table.add_column(say(Message("Amount")), justify="right", overflow="fold")
    for outcome in outcomes:
        status = f"{STATUS_MARKS[outcome.status]} {STATUS_WORDS[outcome.status].text(lang)}"
        amount = _amount(outcome, decision.rules.currency)
        table.add_row(outcome.title[lang], adapted(styled(status, STYLES[outcome.status]), screen), amount)
    return table


def _amount(outcome: Outcome, currency: str) -> str:
    if outcome.amount is not None:
        return money_words(outcome.amount, currency, language())
    if outcome.potential is None:
        return ""
    money = money_words(outcome.potential, currency, language())
    return f"（{money}）" if language() == "zh" else f"({money})"


def plain_table(*heads: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="dim", show_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def print_table(table: Table, screen: Console) -> None:
    screen.print()
    screen.print(table)
