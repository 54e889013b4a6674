from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "rencai.office.jobs"
    verbose_name = _("Jobs")

    def ready(self) -> None:
        from datetime import timedelta

        from rencai.office.audit import names
        from rencai.office.jobs import schedule
        from rencai.office.jobs.acts import ACTS
        from rencai.office.jobs.tidying import tidy
        from rencai.office.pages import menu

        names.declare(ACTS)
        schedule.every(timedelta(days=1), tidy)
        menu.register(menu.Item(_("My jobs"), "jobs", lambda user: True, order=900))
