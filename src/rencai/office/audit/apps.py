from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "rencai.office.audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        from rencai.office.audit import names, views
        from rencai.office.pages import home, menu

        names.declare(
            {
                "audit.denied": _("tried to open what is not theirs to see"),
                "audit.keys_turned": _("encrypted secrets anew with the first key"),
            }
        )
        menu.register(menu.Item(_("Audit log"), "audit_log", "audit.read", order=80))
        home.register(35, lambda user: user.may("audit.read"), views.log)
