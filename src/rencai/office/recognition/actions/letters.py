"""Taking the letter of a decision."""

from __future__ import annotations

from rencai.office.accounts.models import User
from rencai.office.asker import Refused
from rencai.office.audit.acts import act, record
from rencai.office.recognition.decisions import Decision
from rencai.office.recognition.queries import VIEW


@act
def take_letter(*, by: User, decision: Decision) -> Decision:
    """Notes that `by` takes the letter of a decision.

    Raises:
        Refused: the decision is not for `by`.
    """
    if not Decision.objects.visible_to(by).filter(pk=decision.pk).exists():
        raise Refused()
    case = decision.case
    mandate = by.must(VIEW, case) if by.may(VIEW, case) else None
    after = {"decision": decision.pk, "digest": decision.digest}
    record("recognition.letter_made", by=by, under=mandate, on=case, for_whom=case.talent.name, after=after)
    return decision
