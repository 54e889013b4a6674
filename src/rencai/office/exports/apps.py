from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    name = "rencai.office.exports"
    verbose_name = _("Exports")

    def ready(self) -> None:
        from rencai.office.audit import names
        from rencai.office.exports import exportable, lists

        names.declare({"exports.ended": _("took an exported list to its end, or left it before")})
        exportable.register(lists.ORGANISATIONS)
        exportable.register(lists.EVENTS)
