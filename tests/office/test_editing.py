"""Two people enter the same at once: the check of the second came before the first had saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from office import people
from rencai.office.accounts.actions import add_user, declare_kin
from rencai.office.accounts.models import Kin, User
from rencai.office.places.actions import add_organisation
from rencai.office.places.models import Organisation
from rencai.office.registry.actions import add_talent
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db
NUMBER, CODE = people.identity_number(8), people.credit_code()


def an_organisation() -> object:
    return add_organisation(
        by=people.officer(), place=people.place(), credit_code=CODE, name="大连虚构船厂", industry="C"
    )


def a_talent() -> object:
    return add_talent(by=people.officer(), place=people.place(), name="王虚构", document_number=NUMBER)


def an_account() -> object:
    return add_user(by=people.steward(), username="wang", name="王虚构")


@pytest.mark.parametrize(
    ("enter", "model", "field"),
    [(an_organisation, Organisation, "credit_code"), (a_talent, Talent, "__all__"), (an_account, User, "username")],
)
def test_the_second_is_told_that_it_is_there_already(
    enter: Callable[[], object], model: type[models.Model], field: str, monkeypatch: Any
) -> None:
    enter()
    before = model._default_manager.count()
    monkeypatch.setattr(model, "full_clean", _blind(model))
    with pytest.raises(ValidationError) as refusal:
        enter()
    assert list(refusal.value.message_dict) == [field]
    assert model._default_manager.count() == before + (model is User)  # the second steward


def test_a_relative_declared_twice_at_once_is_declared_once(monkeypatch: Any) -> None:
    officer = people.officer()
    declare_kin(by=officer, name="虚构", relation="sister", identity=NUMBER)
    monkeypatch.setattr(Kin.objects.in_force().__class__, "exists", lambda found: False)
    monkeypatch.setattr(Kin, "full_clean", _blind(Kin))
    with pytest.raises(ValidationError):
        declare_kin(by=officer, name="虚构", relation="sister", identity=NUMBER)
    assert Kin.objects.count() == 1


def _blind(model: type[models.Model]) -> Callable[..., None]:
    """A check that comes too early to see what somebody else saves."""
    own = model.clean

    def full_clean(instance: Any, exclude: Any = None) -> None:
        own(instance)

    return full_clean
