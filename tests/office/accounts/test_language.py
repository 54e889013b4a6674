"""The language that somebody chose is theirs on every machine; a demo account is everybody's."""

from __future__ import annotations

import pytest
from django.test import Client

from office import people
from rencai.office.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("is_demo", "kept"), [(False, "zh-hans"), (True, "")])
def test_a_choice_is_remembered_with_an_account_of_ones_own(client: Client, is_demo: bool, kept: str) -> None:
    account = people.user()
    User.objects.filter(pk=account.pk).update(is_demo=is_demo)
    client.force_login(account)
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    assert User.objects.get(pk=account.pk).language == kept


def test_what_is_remembered_goes_before_the_language_of_the_browser(client: Client) -> None:
    account = people.user()
    User.objects.filter(pk=account.pk).update(language="zh-hans")
    client.force_login(account)
    assert '<html lang="zh-Hans">' in client.get("/", headers={"accept-language": "en"}).content.decode()
