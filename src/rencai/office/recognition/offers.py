"""What one person may do with a case just now, and if not, why: the acts' own checks, asked before anybody tries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rencai.office.accounts.duties import must_not_have_prepared
from rencai.office.accounts.models import User
from rencai.office.asker import Refused, today
from rencai.office.recognition.actions.deciding import over_it_or_above
from rencai.office.recognition.actions.handling import may_read
from rencai.office.recognition.cases import Case
from rencai.office.recognition.decisions import Recognition
from rencai.office.recognition.deputising import mandate_over, must_be_free, must_be_within_quota, must_reach
from rencai.office.recognition.terms import State, Step, Verdict
from rencai.office.recognition.whole import with_places

HANDLE, DECIDE = "recognition.handle", "recognition.decide"


class Offers(NamedTuple):
    """Of each kind of act why it is not open to this person; "" where it is.

    `handle`: all that prepares a decision. `send`: to return or refer. `end`: to refuse. `grant`: for the class that
    is applied for. `finish`: to go on to the next step. `read`: to open what was put forward.
    """

    handle: str
    finish: str
    send: str
    end: str
    grant: str
    read: str

    @property
    def verdicts(self) -> list[Verdict]:
        why = {Verdict.GRANT: self.grant, Verdict.REFUSE: self.end, Verdict.RETURN: self.send, Verdict.REFER: self.send}
        return [verdict for verdict, why_not in why.items() if not why_not]

    @property
    def reasons(self) -> list[str]:
        """Why a decision is not offered, each reason once."""
        return list(dict.fromkeys(why for why in (self.handle, self.send, self.end, self.grant) if why))


def acts_for_the_body(user: User, case: Case) -> bool:
    return case.body is not None and not why_not(lambda: mandate_over(user, _body(case), HANDLE))


def offers_of(user: User, case: Case) -> Offers:
    """The case comes with its body and delegation, and its stages prefetched."""
    read = why_not(lambda: may_read(user, case))
    if case.state not in (State.OPEN, State.OWED):
        over = _("This case is %(state)s; that cannot be done now.") % {"state": case.get_state_display()}
        return Offers(over, over, over, over, over, read)
    free = why_not(lambda: must_be_free(user, case, mandate_over(user, _body(case), HANDLE, case.category)))
    waits = _("The case waits for the applicant.") if case.state == State.OWED else ""
    send = free or waits
    end = send or why_not(lambda: must_not_have_prepared(user, _preparers(case))) or _in_force(case)
    return Offers(free, send or _last_step(case), send, end, end or _step(case) or _authority(case), read)


def why_not(check: Callable[[], object]) -> str:
    """Why `check` refuses, in words; "" where it does not."""
    try:
        check()
    except Refused as refusal:
        return str(refusal)
    except ValidationError as problem:
        return " ".join(problem.messages)
    return ""


def _body(case: Case) -> Any:
    return case.body


def _preparers(case: Case) -> list[int]:
    """Who finished a step or saw an original, as the act itself looks for them; both come prefetched."""
    done = [one.done_by_id for one in case.stages.all() if one.done_by_id]
    return done + [one.seen_by_id for one in case.evidence.all() if one.seen_by_id]


def _in_force(case: Case) -> str:
    if case.delegation is not None and case.delegation.in_force():
        return ""
    return _("The authority of %(body)s is not in force.") % {"body": case.body}


def _last_step(case: Case) -> str:
    return "" if case.way.after(case.step) else _("The last step ends with the decision.")


def _step(case: Case) -> str:
    return "" if case.step == Step.OPINION else _("The steps before the opinion are not done.")


def _authority(case: Case) -> str:
    delegation = with_places(case.delegation) if case.delegation else None
    reach = why_not(lambda: must_reach(delegation, case, case.category))
    return reach or (why_not(lambda: must_be_within_quota(delegation, today())) if delegation else "")


def may_revoke(user: User, recognition: Recognition) -> bool:
    """Whether `user` acts for the body that granted it or for one above it; needs `decision__body__parent`."""
    running = recognition.revoked_on is None and recognition.superseded_by_id is None
    return running and not why_not(lambda: over_it_or_above(user, recognition))
