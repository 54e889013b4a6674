"""A page leads nobody to where they would be turned away."""

from __future__ import annotations

import pytest
from django.test import Client

from office import people
from rencai.office.accounts.models import User
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db


def link_to_the_employer(client: Client, user: User, talent: Talent) -> bool:
    client.force_login(user)
    page = client.get(f"/talents/{talent.pk}/").content.decode()
    assert str(talent.organisation) in page
    return f'href="/places/organisations/{talent.organisation_id}/"' in page


def test_a_talent_reads_the_name_of_the_employer_and_an_officer_can_open_it(client: Client) -> None:
    account = people.user("王五（虚构）")
    talent = people.talent(name="王五", account=account, organisation=people.organisation())
    assert not link_to_the_employer(client, account, talent)
    assert link_to_the_employer(client, people.officer(), talent)
