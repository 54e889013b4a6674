"""What the box shows of applications: by their number, or by the talent's name."""

from __future__ import annotations

import re

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rencai.office.asker import Asker
from rencai.office.recognition.cases import Case
from rencai.office.recognition.queries import VIEW
from rencai.office.registry.finding import talents
from rencai.office.search.asked import Asked
from rencai.office.search.providers import Hit, Provider

NUMBER = re.compile(r"RD\s*(\d{4})\s*-?\s*0*(\d{1,18})", re.IGNORECASE)


def found(asked: Asked, user: Asker, limit: int) -> list[Hit]:
    """The applications of this number, or of the talents whom this finds by name; the latest first."""
    wanted = _wanted(asked, user, limit)
    if wanted is None or not user.scope(VIEW):
        return []
    rows = Case.objects.visible_to(user).filter(wanted).select_related("talent", "organisation").order_by("-pk")
    return [_hit(case) for case in rows[:limit]]


def _wanted(asked: Asked, user: Asker, limit: int) -> Q | None:
    if number := NUMBER.fullmatch(asked.text):
        year, pk = map(int, number.groups())
        return Q(pk=pk, opened_on__year=year) if pk < 2**63 and year else None
    if not (asked.has_chinese or asked.has_letters):
        return None
    numbers = [talent.pk for talent in talents(asked, user, limit)]
    return Q(talent__in=numbers) if numbers else None


def _hit(case: Case) -> Hit:
    told = (case.class_word, case.get_state_display(), str(case.organisation or ""))
    detail = " · ".join(part for part in told if part)
    return Hit(f"{case.number} {case.talent.name}", detail, reverse("recognition_case", args=[case.pk]))


def _by_what(user: Asker) -> list[str | Promise]:
    return [_("An application for recognition by its number (RD2026-000001) or by the talent's name.")]


PROVIDER = Provider("recognition", _("Applications for recognition"), found, _by_what, order=15)
