"""The words of recognition: kinds of bodies, states, steps, outcomes."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BodyKind(TextChoices):
    """Who recognises (认定机构)."""

    CITY = "city", _("the city")
    DISTRICT = "district", _("district, county or pilot zone")
    EMPLOYER = "employer", _("employer that recognises its own people")
    SECTOR = "sector", _("sector authority")


class Standing(TextChoices):
    """Of a delegation."""

    IN_FORCE = "in_force", _("in force")
    SUSPENDED = "suspended", _("suspended")
    WITHDRAWN = "withdrawn", _("withdrawn")


class State(TextChoices):
    """Of a case (认定申请)."""

    DRAFT = "draft", pgettext_lazy("of an application", "being written")
    CONSENT = "consent", pgettext_lazy("of an application", "waits for the talent's consent")
    OPEN = "open", pgettext_lazy("of an application", "under way")
    OWED = "owed", pgettext_lazy("of an application", "waits for the applicant")
    GRANTED = "granted", pgettext_lazy("of an application", "granted")
    REFUSED = "refused", pgettext_lazy("of an application", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("of an application", "withdrawn")


PENDING = frozenset({State.DRAFT, State.CONSENT, State.OPEN, State.OWED})
ENDED = frozenset(State) - PENDING
MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.CONSENT, State.OPEN, State.WITHDRAWN}),
    State.CONSENT: frozenset({State.DRAFT, State.OPEN, State.WITHDRAWN}),
    State.OPEN: frozenset({State.OWED, State.GRANTED, State.REFUSED, State.WITHDRAWN}),
    State.OWED: frozenset({State.OPEN, State.REFUSED, State.WITHDRAWN}),
    State.GRANTED: frozenset({State.OPEN}),
    State.REFUSED: frozenset({State.OPEN}),
    State.WITHDRAWN: frozenset(),
}
"""From where a case can go to where. What was decided is opened again by an appeal alone."""


class Step(TextChoices):
    """Of a route, in this order (受理、核验原件、签订承诺书、党委会研究、公示、出具意见)."""

    INTAKE = "intake", _("intake")
    ORIGINALS = "originals", _("check of originals")
    COMMITMENT = "commitment", _("letter of commitment")
    COMMITTEE = "committee", _("committee meeting")
    NOTICE = "notice", _("public notice")
    OPINION = "opinion", _("opinion")


class Verdict(TextChoices):
    """What is decided of a case."""

    GRANT = "grant", _("grant")
    REFUSE = "refuse", _("refuse")
    RETURN = "return", _("return to the applicant")
    REFER = "refer", _("refer to the level above")


class Manner(TextChoices):
    """Recognised as what (引进、本地)."""

    INTRODUCED = "introduced", _("introduced talent")
    LOCAL = "local", _("local talent")


class CardEnd(TextChoices):
    """Why a talent card ended before its time."""

    REVOKED = "revoked", pgettext_lazy("of a talent card", "the recognition was revoked")
    SUPERSEDED = "superseded", pgettext_lazy("of a talent card", "recognised anew")
    REPLACED = "replaced", pgettext_lazy("of a talent card", "replaced by a newer card")


class Answer(TextChoices):
    """To an objection or an appeal."""

    OPEN = "open", pgettext_lazy("of an objection", "not answered yet")
    UPHELD = "upheld", pgettext_lazy("of an objection", "upheld")
    DISMISSED = "dismissed", pgettext_lazy("of an objection", "dismissed")
