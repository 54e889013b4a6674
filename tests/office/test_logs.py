"""What stands in the log, and what does not."""

from __future__ import annotations

import pytest
from django.urls import reverse

from office import people

pytestmark = pytest.mark.django_db


def test_what_somebody_searched_for_is_not_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    address = reverse("account_list")
    response = people.signed_in(people.officer()).get(address, {"name": "210202199001011234"})
    assert response.status_code == 403
    assert f"GET {address}" in caplog.text
    assert "210202199001011234" not in caplog.text
