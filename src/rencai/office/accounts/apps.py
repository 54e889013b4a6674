from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "rencai.office.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from rencai.office.accounts import signals  # noqa: F401 - its receivers listen from now on
        from rencai.office.accounts.acts import ACTS, DETAILS
        from rencai.office.accounts.demo import ROLES
        from rencai.office.accounts.views.mandates import mandates
        from rencai.office.audit import names, things
        from rencai.office.pages import home, menu

        names.declare(ACTS, DETAILS)
        things.declare({"accounts.mandate": "mandate", "accounts.user": "account_page"})
        things.declare_people(_number_of)
        menu.register(menu.Item(_("Mandates"), "mandates", "accounts.view_mandates", order=50))
        menu.register(menu.Item(_("Accounts"), "account_list", "accounts.grant_mandates", order=60))
        home.offer(*ROLES)
        home.register(45, lambda user: user.may("accounts.grant_mandates"), mandates)


def _number_of(account_name: str) -> int | None:
    from rencai.office.accounts.models import User

    found: int | None = User.objects.filter(username=account_name).values_list("pk", flat=True).first()
    return found
