from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "rencai.office.demo"
    verbose_name = _("Demo city")

    def ready(self) -> None:
        from rencai.office.audit import names
        from rencai.office.demo.acts import ACTS

        names.declare(ACTS)
