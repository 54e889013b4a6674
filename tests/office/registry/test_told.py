"""The entries of a record in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from office import people
from office.registry.browsing import browser
from rencai.office.registry.models import Employment

pytestmark = pytest.mark.django_db


def test_a_period_that_still_runs_ends_today_in_either_language() -> None:
    talent = people.talent(organisation=people.organisation())
    Employment.objects.create(talent=talent, employer_name="某公司（虚构）", started_on=date(2020, 1, 1))
    address = reverse("talent", args=[talent.pk])
    assert "2020-01-01 – today" in browser(people.officer()).get(address).content.decode()
    chinese = browser(people.officer()).get(address, headers={"accept-language": "zh-Hans"}).content.decode()
    assert "2020-01-01 – 至今" in chinese
