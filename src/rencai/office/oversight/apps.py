from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "rencai.office.oversight"
    verbose_name = _("Supervision")

    def ready(self) -> None:
        from rencai.office.audit import names, things
        from rencai.office.jobs import schedule
        from rencai.office.oversight import inbox, watching
        from rencai.office.oversight.acts import ACTS
        from rencai.office.oversight.wages import count_wages
        from rencai.office.pages import menu
        from rencai.office.recognition.signals import decided

        names.declare(ACTS)
        things.declare({"oversight.alert": "alert", "oversight.campaign": "campaign", "oversight.measure": "measure"})
        inbox.register()
        decided.connect(watching.look, dispatch_uid="oversight")
        schedule.every(timedelta(days=1), count_wages)
        menu.register(menu.Item(_("Supervision"), "supervision", "supervision.view", order=50))
