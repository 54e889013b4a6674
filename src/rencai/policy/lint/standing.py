"""What a rule stands on: sources, bodies, tests; and what is openly unfinished."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rencai.messages import Message
from rencai.policy.lint.finding import ERROR, NOTE, WARNING, Finding
from rencai.policy.lint.uses import groups, measure_name
from rencai.policy.plan import breakpoints
from rencai.policy.problems import PackError, Place

if TYPE_CHECKING:
    from rencai.policy.pack import Pack


def sources(pack: Pack) -> Iterator[Finding]:
    """Rules and numbers that name no source."""
    rules = pack.rules
    for what, name, source, place in _sourced(pack):
        if source is None:
            yield Finding(WARNING, "no-source", place, Message("{what} {name} names no source", what=what, name=name))
    for name, fact in rules.facts.items():
        if fact.source is None:
            yield Finding(
                NOTE,
                "no-source",
                fact.place,
                Message("{what} {name} names no source", what=Message("the fact"), name=name),
            )


def _sourced(pack: Pack) -> Iterator[tuple[Message, str, Any, Place]]:
    rules = pack.rules
    for measure in rules.measures.values():
        yield Message("the measure"), measure.name, measure.source, measure.place
        if measure.amount:
            yield Message("the amount of"), measure.name, measure.amount.source, measure.place
    for group in groups(rules):
        for condition in group.conditions:
            yield Message("the condition"), condition.name, condition.source, condition.place
    for found in rules.categories.values():
        yield Message("the category set"), found.name, found.source, found.place
    for score in rules.scores.values():
        yield Message("the score"), score.name, score.source, score.place
    for parameter in rules.parameters.values():
        for dated in parameter.values:
            yield Message("a value of the parameter"), parameter.name, dated.source, dated.place
    for derived in rules.derived.values():
        if derived.origin == "derived":
            yield Message("the derived fact"), derived.name, derived.source, derived.place


def nobody_attests(pack: Pack) -> Iterator[Finding]:
    for fact in pack.rules.facts.values():
        if not fact.attested_by:
            message = Message("nobody attests the fact {name}; say who in attested_by", name=fact.name)
            yield Finding(WARNING, "not-attested", fact.place, message)


def untested(pack: Pack) -> Iterator[Finding]:
    """Measures, category sets and scores for which the pack brings no case."""
    rules = pack.rules
    try:
        tested = {name for case in pack.cases for name in case.expect}
    except PackError:
        return
    for what, items in (
        (Message("the measure"), rules.measures),
        (Message("the category set"), rules.categories),
        (Message("the score"), rules.scores),
    ):
        for name, item in items.items():
            if name not in tested:
                message = Message("no case of the pack tests {what} {name}", what=what, name=name)
                yield Finding(WARNING, "untested", item.place, message)


def broken_examples(pack: Pack) -> Iterator[Finding]:
    """Cases, people and reforms that cannot be read; they are read late, so loading does not find them."""
    for read in (lambda: pack.cases, lambda: pack.people):
        try:
            read()
        except PackError as error:
            yield from (Finding(ERROR, "broken", problem.place, problem.message) for problem in error.problems)
    for name in pack.definitions.reform:
        yield from _broken_reform(pack, name)


def _broken_reform(pack: Pack, name: str) -> Iterator[Finding]:
    """A reform need not fit every day, but it has to fit one."""
    failed: PackError | None = None
    for day in reversed(breakpoints(pack.rules)):
        try:
            pack.reformed(name, on=day)
        except PackError as error:
            failed = failed or error
        else:
            return
    for problem in failed.problems if failed else ():
        yield Finding(ERROR, "broken", problem.place, problem.message)


def drafts_and_placeholders(pack: Pack) -> Iterator[Finding]:
    for measure in pack.rules.measures.values():
        if measure.draft:
            yield Finding(
                NOTE,
                "draft",
                measure.place,
                Message("{owner} is a draft: it decides no case", owner=measure_name(measure)),
            )
    for found in pack.rules.categories.values():
        if found.draft:
            yield Finding(
                NOTE,
                "draft",
                found.place,
                Message("{owner} is a draft: it decides no case", owner=found.name),
            )
    for parameter in pack.rules.parameters.values():
        for dated in parameter.values:
            if dated.placeholder:
                message = Message("{name} is a placeholder: its value is still to be decided", name=parameter.name)
                yield Finding(NOTE, "placeholder", dated.place, message)


def not_found(pack: Pack) -> Iterator[Finding]:
    """What the sources leave out, as the pack itself says."""
    for text in pack.rules.not_found:
        yield Finding(NOTE, "not-found", None, Message("not found in the sources: {text}", text=text))
