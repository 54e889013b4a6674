"""The letter of a decision (认定意见书): what was decided, why by each condition, and how to appeal."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from rencai.office.pack import the_pack
from rencai.office.places.models import Place
from rencai.office.reasons import DecisionTold, ToldReason
from rencai.office.recognition.actions.answering import last_day_of_appeal
from rencai.office.recognition.decisions import Decision
from rencai.office.recognition.finding import INTRODUCED, LOCAL
from rencai.office.recognition.paper.setting import set_as_pdf
from rencai.office.recognition.qr import svg_bytes
from rencai.office.recognition.terms import Manner, Verdict
from rencai.policy import ConditionResult
from rencai.policy import Decision as Found
from rencai.policy.problems import FactError, PackError
from rencai.policy.reasons import JUDGED, MARKS, MET, NOT_MET, STATE_WORDS, STATUS_WORDS, UNKNOWN

LANGUAGES = (("zh-hans", "zh", "cn"), ("en", "en", "gb"))
OF_MANNER = {Manner.INTRODUCED: INTRODUCED, Manner.LOCAL: LOCAL}


def letter_pdf(decision: Decision, address: str) -> bytes:
    """The letter in both languages. `address` is where anybody checks it."""
    city = Place.objects.get(depth=1)
    again = _decided_again(decision)
    versions = [_version(decision, again, city, *language) for language in LANGUAGES]
    data = {
        "title": f"{versions[0]['title']} {versions[1]['title']}",
        "author": city.name_zh,
        "number": number_of(decision),
        "digest": [decision.digest[:32], decision.digest[32:]],
        "qr": svg_bytes(address).decode(),
        "versions": versions,
    }
    return set_as_pdf("letter", data, decision.at)


def number_of(decision: Decision) -> str:
    return f"{decision.case.number}-{decision.pk}"


def _decided_again(decision: Decision) -> Found | None:
    """The pack's decision on the frozen facts, in whose words the frozen conditions are told; None where none is."""
    try:
        return the_pack().decide(decision.record["facts"], on=date.fromisoformat(decision.record["on"]))
    except (FactError, PackError):
        return None


def _version(
    decision: Decision, again: Found | None, city: Place, language: str, lang: str, region: str
) -> dict[str, Any]:
    """All words of the letter in one language."""
    with translation.override(language):
        return {
            "lang": lang,
            "region": region,
            "office": _("Talent office of %(city)s") % {"city": city.name},
            "title": _("Decision on a recognition"),
            "facts": _facts(decision),
            "verdict": _verdict(decision),
            "reason_label": _("Reason given by the body"),
            "reason": decision.reason,
            "sections": [section._asdict() for section in sections_of(decision, again, lang)],
            "appeal_label": _("If you do not agree"),
            "appeal": _appeal(decision),
            "check": _("Scan the code to see whether this letter is the one that was sent."),
            "digest_label": _("Digest of the decision (SHA-256)"),
        }


def _facts(decision: Decision) -> list[tuple[str, str]]:
    case = decision.case
    lines = [
        (_("Number"), number_of(decision)),
        (_("Talent"), case.talent.name),
        (_("Employer"), str(case.organisation) if case.organisation else ""),
        (_("Recognising body"), decision.body.name),
        (_("Decided on"), decision.on.isoformat()),
        (_("Edition of the rules"), str(decision.record["edition"])[:12]),
    ]
    return [line for line in lines if line[1]]


def _verdict(decision: Decision) -> list[str]:
    """What was decided, in one sentence or two."""
    words = {"category": decision.class_word, "manner": decision.get_manner_display() if decision.manner else ""}
    days = {"since": decision.on.isoformat(), "until": str(decision.valid_until or "")}
    if decision.verdict == Verdict.REFUSE:
        return [_("The application is refused.")]
    if decision.verdict == Verdict.RETURN:
        return [_("The application is returned: something is missing, and no limit runs until it has come.")]
    if decision.verdict == Verdict.REFER:
        return [_("The application goes to the level above, which decides it.")]
    said = _("Recognised as %(category)s, %(manner)s.") if decision.manner else _("Recognised as %(category)s.")
    holds = _("It holds from %(since)s to %(until)s.") if decision.valid_until else _("It holds from %(since)s.")
    return [said % words, holds % days]


def _appeal(decision: Decision) -> str:
    if decision.verdict not in (Verdict.GRANT, Verdict.REFUSE):
        return _("This decision does not end the application. An appeal is open against the one that does.")
    return _(
        "Whoever applied may appeal to the level above until %(day)s: sign in to the talent office, open the"
        " application and choose Appeal. Somebody who took no part in this decision answers."
    ) % {"day": last_day_of_appeal(decision).isoformat()}


class Section(NamedTuple):
    """A measure that decided, and its conditions."""

    title: str
    status: str
    reasons: list[dict[str, str]]


def sections_of(decision: Decision, again: Found | None, lang: str) -> list[Section]:
    """The measure that was applied for; of a grant also introduced or local. As they were frozen."""
    wanted = [decision.case.measure, OF_MANNER.get(Manner(decision.manner), "") if decision.manner else ""]
    frozen = decision.record["outcomes"]
    told = DecisionTold(again, frozenset(decision.unattested)) if again else None
    return [_section(frozen[name], name, again, told, lang) for name in wanted if name in frozen]


def _section(frozen: dict[str, Any], name: str, again: Found | None, told: DecisionTold | None, lang: str) -> Section:
    known: dict[str, tuple[ConditionResult, ToldReason]] = {}
    if again is not None and told is not None and name in again.outcomes:
        outcome = again[name]
        reasons = told.told(outcome).reasons
        known = {one.name: (one, words) for one, words in zip(outcome.conditions, reasons, strict=True)}
    return Section(
        frozen["title"][lang],
        STATUS_WORDS[frozen["status"]].text(lang),
        [_reason(one, known.get(one["name"]), lang) for one in frozen["conditions"]],
    )


def _reason(frozen: dict[str, Any], known: tuple[ConditionResult, ToldReason] | None, lang: str) -> dict[str, str]:
    """A frozen condition in the pack's words; in its own, bare ones where the pack finds otherwise today."""
    state = _state(frozen)
    words = {"state": state, "word": f"{MARKS[state]} {STATE_WORDS[state].text(lang)}", "text": frozen["text"][lang]}
    if known is not None and known[0].as_json() == frozen:
        detail = " ".join(part for part in (known[1].detail, known[1].judge) if part)
        return words | {"detail": detail, "article": known[1].article}
    sides = [(_("value"), frozen["value"]), (_("needed"), frozen["threshold"])]
    detail = "; ".join(f"{label}: {value}" for label, value in sides if value is not None)
    return words | {"detail": detail, "article": frozen.get("source", "")}


def _state(frozen: dict[str, Any]) -> str:
    if frozen["met"] is None:
        return JUDGED if frozen.get("awaits") == "judgement" else UNKNOWN
    return MET if frozen["met"] else NOT_MET
