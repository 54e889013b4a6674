"""Opening one thing by its number: what is there but not visible to the asker is a 404, and is audited."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _

from rencai.office.asker import Asker
from rencai.office.audit.acts import act, record

M = TypeVar("M", bound=models.Model)


def visible_or_404(found: models.QuerySet[M], user: Asker, **key: Any) -> M:
    """The one row of `found.visible_to(user)` with `key`.

    Raises:
        Http404: there is none, or it is not for `user`; the latter leaves an event.
    """
    try:
        return found.visible_to(user).get(**key)  # type: ignore[attr-defined,no-any-return]
    except (ObjectDoesNotExist, ValueError):
        hidden = _existing(found.model, key)
        if hidden is not None:
            denied(by=user, on=hidden)
        raise Http404(_("There is no such page, or it is not for you.")) from None


def _existing(model: type[M], key: dict[str, Any]) -> M | None:
    try:
        return model._default_manager.filter(**key).first()
    except ValueError:
        return None


@act
def denied(*, by: Asker, on: models.Model) -> None:
    """Notes that `by` tried to open `on`, but not its name: everybody reads the events of their own acts."""
    record("audit.denied", by=by, on=on, named=False)
