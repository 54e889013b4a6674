"""Reasons in words: each condition with value and threshold, what to ask for, what would change the outcome.

The words are the same for the citizen, the officer, the auditor and the letter; only their setting differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from rencai.messages import Message
from rencai.policy.decision import (
    ELIGIBLE,
    NEEDS_INFORMATION,
    NEEDS_JUDGEMENT,
    NOT_ELIGIBLE,
    ConditionResult,
    Outcome,
)
from rencai.policy.evaluate import COMPARE
from rencai.policy.expressions import Between, Compare, Expr, In, Name, Not, Or, walk
from rencai.policy.formula import formula_words
from rencai.policy.model import Rules, Source
from rencai.policy.plan import measurable
from rencai.policy.wording import (
    FROM_TO,
    ONE_OF,
    is_age,
    list_words,
    margin_words,
    money_words,
    nearest_allowed,
    sentence,
    threshold_words,
    value_words,
)

MET, NOT_MET, UNKNOWN, JUDGED = "met", "not_met", "unknown", "judgement"
MARKS = {MET: "✓", NOT_MET: "✗", UNKNOWN: "?", JUDGED: "⚖"}
STATE_WORDS = {
    MET: Message("met"),
    NOT_MET: Message("not met"),
    UNKNOWN: Message("not known"),
    JUDGED: Message("needs judgement"),
}
STATUS_WORDS = {
    ELIGIBLE: Message("eligible"),
    NOT_ELIGIBLE: Message("not eligible"),
    NEEDS_INFORMATION: Message("needs information"),
    NEEDS_JUDGEMENT: Message("needs judgement"),
}
STATUS_MARKS = {ELIGIBLE: "✓", NOT_ELIGIBLE: "✗", NEEDS_INFORMATION: "?", NEEDS_JUDGEMENT: "⚖"}
ORDER = (ELIGIBLE, NEEDS_JUDGEMENT, NEEDS_INFORMATION, NOT_ELIGIBLE)


class Reason(NamedTuple):
    """One condition for one person, in words; parts that do not apply are empty."""

    state: str
    word: str
    text: str
    value: str
    needed: str
    margin: str
    judge: str
    source: Source | None

    @property
    def mark(self) -> str:
        return MARKS[self.state]

    def detail(self, lang: str) -> str:
        """Value, threshold and margin on one line."""
        needed = Message("needed: {x}", x=self.needed).text(lang) if self.needed else ""
        return ("；" if lang == "zh" else "; ").join(part for part in (self.value, needed, self.margin) if part)


def state_of(result: ConditionResult) -> str:
    if result.met is None:
        return JUDGED if result.awaits == "judgement" else UNKNOWN
    return MET if result.met else NOT_MET


def reason_of(
    result: ConditionResult,
    rules: Rules,
    lang: str,
    values: Mapping[str, Any] | None = None,
    bound: Mapping[str, Any] | None = None,
) -> Reason:
    """The condition in words.

    `values` (facts and derived facts) tells what a condition without a threshold rests on; `bound` (the
    parameters of the day) what a threshold that is not known is made of.
    """
    state = state_of(result)
    value, needed = _value_and_threshold(result, rules, lang, bound)
    if not value and values is not None and not _settled(result):
        value = _deciding_values(result, rules, lang, values)
    return Reason(
        state,
        STATE_WORDS[state].text(lang),
        result.text.get(lang, ""),
        value,
        needed,
        margin_words(result, lang),
        _judge(result, rules, lang),
        result.source,
    )


def _settled(result: ConditionResult) -> bool:
    test = result.condition.test if result.condition else None
    return result.met is None or test is None or _says_itself(result, test)


def condition_words(result: ConditionResult, rules: Rules, lang: str) -> str:
    """The condition on one line: state, what is asked, value, threshold, margin and article."""
    reason = reason_of(result, rules, lang)
    head = Message("{mark} {state}: {text}", mark=reason.mark, state=reason.word, text=reason.text).text(lang)
    detail = reason.detail(lang)
    tail = [part for part in (detail, reason.judge, source_words(reason.source, rules, lang)) if part]
    return head + "".join(f"（{part}）" if lang == "zh" else f" ({part})" for part in tail)


def _value_and_threshold(
    result: ConditionResult, rules: Rules, lang: str, bound: Mapping[str, Any] | None
) -> tuple[str, str]:
    test = result.condition.test if result.condition else None
    if test is None or result.measured is None or _met_otherwise(result, test) or _says_itself(result, test):
        return "", ""
    measured = result.measured
    value = _labelled(measured, result.value, rules, lang)
    if result.met and isinstance(test, Compare) and test.op == "=":
        return value, ""
    return value, _threshold(test, measured, result.threshold, rules, lang, bound)


def _met_otherwise(result: ConditionResult, test: Expr) -> bool:
    """Whether an alternative to the comparison decided, so that its threshold would mislead."""
    return isinstance(test, Or) and result.met is True and not result.relaxed and result.margin is None


def _says_itself(result: ConditionResult, test: Expr) -> bool:
    """Whether the condition's text and state already give the value: yes or no."""
    bare = test.value if isinstance(test, Not) else test
    return isinstance(bare, Name) and not result.relaxed and result.awaits != "judgement"


def _labelled(measured: Expr, value: Any, rules: Rules, lang: str) -> str:
    label = formula_words(measured, rules, lang)
    said = value_words(value, measured.type, rules, lang, of_age=is_age(measured))
    return Message("{what}: {value}", what=label, value=said).text(lang)


def _threshold(
    test: Expr,
    measured: Expr,
    threshold: Any,
    rules: Rules,
    lang: str,
    bound: Mapping[str, Any] | None = None,
) -> str:
    if isinstance(threshold, bool):
        return ""
    kind, compared = measured.type, measurable(test) or test
    if threshold is None:
        return _unknown_threshold(compared, rules, lang, bound)

    def say(value: Any) -> str:
        return value_words(value, kind, rules, lang, of_age=is_age(measured))

    if isinstance(compared, Compare):
        op, nearest = nearest_allowed(compared.op, threshold, kind)
        return threshold_words(op, say(nearest), kind, lang)
    if isinstance(compared, Between):
        return Message(FROM_TO.template, low=say(threshold[0]), high=say(threshold[1])).text(lang)
    if isinstance(compared, In):
        items = [say(item) for item in threshold]
        return Message(ONE_OF.template, items=list_words(items, lang)).text(lang) if len(items) > 1 else items[0]
    return ""


def _unknown_threshold(compared: Expr, rules: Rules, lang: str, bound: Mapping[str, Any] | None) -> str:
    """The threshold by its name, where its value is not known."""
    if not isinstance(compared, Compare):
        return ""
    named = formula_words(compared.right, rules, lang, bound)
    return threshold_words(compared.op, named, compared.left.type, lang)


def _deciding_values(result: ConditionResult, rules: Rules, lang: str, values: Mapping[str, Any]) -> str:
    """The known values that a condition without a threshold rests on."""
    test = result.condition.test if result.condition else None
    if test is None:
        return ""
    named = {node.name: node for node in walk(test) if isinstance(node, Name)}
    found = [_labelled(node, values[name], rules, lang) for name, node in named.items() if values.get(name) is not None]
    return ("；" if lang == "zh" else "; ").join(found)


def _judge(result: ConditionResult, rules: Rules, lang: str) -> str:
    judgement = result.condition.judgement if result.condition else None
    if judgement is None:
        return ""
    body = rules.bodies[judgement.by][lang]
    if result.relaxed:
        return Message("relaxed by {body}: {text}", body=body, text=judgement.text[lang]).text(lang)
    if result.awaits == "judgement":
        return Message("{body} decides: {text}", body=body, text=judgement.text[lang]).text(lang)
    return ""


def source_words(source: Source | None, rules: Rules, lang: str) -> str:
    """The document's title and the article."""
    if source is None:
        return ""
    document = rules.documents.get(source.document)
    title = document.title[lang] if document else source.document
    comma = "，" if lang == "zh" else ", "
    return f"{title}{comma}{source.article}" if source.article else title


# -- what would change the outcome -------------------------------------------------------------------------


def changes(outcome: Outcome, rules: Rules, lang: str) -> list[str]:
    """What would have to be otherwise for a measure that is refused, a line for each failing condition."""
    failing = [result for result in outcome.conditions if result.met is False]
    if not failing:
        return []
    said = [change_words(result, rules, lang) for result in failing]
    still_open = sum(result.met is None for result in outcome.conditions)
    if len(failing) > 1:
        said.append(Message("All {n} would have to change.", n=len(failing)).text(lang))
    elif still_open == 0:
        said.append(Message("This alone decides: every other condition is met.").text(lang))
    elif still_open == 1:
        said.append(Message("Nothing else is refused; one condition is still open.").text(lang))
    else:
        said.append(Message("Nothing else is refused; {n} conditions are still open.", n=still_open).text(lang))
    return said


def change_words(result: ConditionResult, rules: Rules, lang: str) -> str:
    """What would meet a condition that is not met, checked against the condition's own threshold."""
    test = result.condition.test if result.condition else None
    wanted = _wanted(result, rules, lang)
    if not wanted or test is None or result.measured is None:
        return Message("This would have to hold: {text}", text=result.text.get(lang, "")).text(lang)
    what = formula_words(result.measured, rules, lang)
    value = value_words(result.value, result.measured.type, rules, lang, of_age=is_age(result.measured))
    bounded = measurable(test) is not None
    form = Message("{what}: {needed}, not {value}") if bounded else Message("{what}: {needed} instead of {value}")
    said = Message(form.template, what=sentence(what), needed=wanted, value=value).text(lang)
    margin = margin_words(result, lang)
    said += (f"（{margin}）" if lang == "zh" else f" ({margin})") if margin else ""
    others = _alternatives(test, rules, lang)
    return said + (Message("; or else: {others}", others=others).text(lang) if others else "")


def _wanted(result: ConditionResult, rules: Rules, lang: str) -> str:
    test, measured = result.condition.test if result.condition else None, result.measured
    if test is None or measured is None or result.threshold is None or result.value is None:
        return ""
    if isinstance(result.threshold, bool):
        return value_words(result.threshold, measured.type, rules, lang)
    compared = measurable(test) or test
    if isinstance(compared, Compare) and not _meets(compared, result.threshold):
        return ""
    return _threshold(test, measured, result.threshold, rules, lang)


def _meets(compared: Compare, threshold: Any) -> bool:
    """Whether the value named as sufficient does pass the comparison."""
    kind = compared.left.type
    op, nearest = nearest_allowed(compared.op, threshold, kind)
    if op in ("<", ">", "<>"):
        return True  # Named by its bound, which is excluded in words too.
    if kind.choices is not None and compared.op not in ("=", "<>"):
        return COMPARE[compared.op](kind.choices.code(nearest), kind.choices.code(threshold))
    return COMPARE[compared.op](nearest, threshold)


def _alternatives(test: Expr, rules: Rules, lang: str) -> str:
    if not isinstance(test, Or):
        return ""
    others = [item for item in test.items if measurable(item) is None]
    return (Message(" or ").text(lang)).join(formula_words(item, rules, lang) for item in others)


# -- outcomes ----------------------------------------------------------------------------------------------


def outcome_words(outcome: Outcome, rules: Rules, lang: str) -> str:
    """The outcome in one sentence: eligible, CNY 300,000 in 3 payments."""
    status = STATUS_WORDS[outcome.status].text(lang)
    money = amount_words(outcome, rules, lang)
    return Message("{status}: {detail}", status=status, detail=money).text(lang) if money else status


def amount_words(outcome: Outcome, rules: Rules, lang: str) -> str:
    if outcome.amount is not None:
        money = money_words(outcome.amount, rules.currency, lang)
        n = len(outcome.schedule) + len(outcome.stopped)
        return Message("{money} in {n} payments", money=money, n=n).text(lang) if n > 1 else money
    if outcome.potential is not None and outcome.status != NOT_ELIGIBLE:
        money = money_words(outcome.potential, rules.currency, lang)
        return Message("{money} if all is met", money=money).text(lang)
    return ""


def questions(missing: tuple[str, ...], rules: Rules, lang: str) -> list[str]:
    """What to ask the person, with who attests the answer; in the order in which the answers settle most."""
    said = []
    for name in missing:
        fact = rules.facts.get(name)
        if fact is None:
            continue
        bodies = list_words([rules.bodies[body][lang] for body in fact.attested_by], lang)
        attested = Message("attested by {bodies}", bodies=bodies).text(lang) if bodies else ""
        tail = (f"（{attested}）" if lang == "zh" else f" ({attested})") if attested else ""
        said.append(fact.question[lang] + tail)
    return said
