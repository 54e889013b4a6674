from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "rencai.office.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from rencai.office.accounts import signals  # noqa: F401 - its receivers listen from now on
        from rencai.office.accounts.acts import ACTS
        from rencai.office.audit import names

        names.declare(ACTS)
