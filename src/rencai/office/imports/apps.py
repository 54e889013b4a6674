from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "rencai.office.imports"
    verbose_name = _("Imports")

    def ready(self) -> None:
        from datetime import timedelta

        from rencai.office.audit import names
        from rencai.office.imports.acts import ACTS
        from rencai.office.imports.expiry import remove_old_files
        from rencai.office.imports.importable import may_import
        from rencai.office.jobs import schedule
        from rencai.office.pages import menu

        names.declare(ACTS)
        menu.register(menu.Item(_("Import"), "imports", may_import, order=60))
        schedule.every(timedelta(days=1), remove_old_files)
