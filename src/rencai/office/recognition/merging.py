"""What happens to cases and recognitions when two records of one person are made one, and two again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rencai.office.recognition.cases import Case
from rencai.office.recognition.decisions import Recognition
from rencai.office.recognition.terms import PENDING
from rencai.office.registry import below
from rencai.office.registry.models import Talent


def register() -> None:
    """Called once, when the program starts."""
    below.goes_along(Case, Recognition)
    below.merging.connect(two_applications_are_not_made_one, dispatch_uid="recognition")
    below.parted.connect(what_was_granted_since_stays, dispatch_uid="recognition")


def two_applications_are_not_made_one(sender: Any, kept: Talent, absorbed: Talent, **_more: Any) -> None:
    """Nobody can say which of two applications under way is the one.

    Raises:
        ValidationError: both records have one for the same recognition.
    """
    pending = Case.objects.filter(state__in=PENDING)
    mine = pending.filter(talent=kept).values_list("measure", flat=True)
    if pending.filter(talent=absorbed, measure__in=list(mine)).exists():
        raise ValidationError(
            _("Both records have an application for the same recognition under way. End one of them first."),
            code="cases",
        )


def what_was_granted_since_stays(sender: Any, kept: Talent, absorbed: Talent, **_more: Any) -> None:
    """A case that was granted while the records were one stays where its recognition and its statements are."""
    Case.objects.filter(talent=absorbed, decisions__recognition__talent=kept).update(talent=kept)
