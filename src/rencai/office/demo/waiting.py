"""What waits in the demo city: work that officers and the employer find in their inboxes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rencai.office.accounts.models import User


def leave_work(people: Mapping[str, User], *, on: date) -> None:
    """Leaves something to do for each account."""
