"""As whom a visitor of the demo city signs in with one click. The accounts are made by the demo city itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rencai.office.accounts.models import User
from rencai.office.pages.home import DemoRole

ROLES = (
    DemoRole("talent", _("Talent"), _("your own record, and what the city knows of you")),
    DemoRole("hr", _("Employer's human resources"), _("the people of one employer")),
    DemoRole("district", _("District officer"), _("the talents of one district")),
    DemoRole("county", _("County officer"), _("the talents of an outlying county")),
    DemoRole("city", _("City officer"), _("the talents of the whole city")),
    DemoRole("auditor", _("Auditor"), _("who did what, and under which mandate")),
    DemoRole("leader", _("Leader of the leading group"), _("the city on one page")),
    DemoRole("steward", _("Steward"), _("who may do what, and where")),
)


def account_of(role: str) -> User | None:
    """The open account of a part of the demonstration, `demo-<role>`; None where the office has none."""
    if role not in {offered.key for offered in ROLES}:
        return None
    found: User | None = User.objects.filter(username=f"demo-{role}", is_demo=True, is_active=True).first()
    return found
