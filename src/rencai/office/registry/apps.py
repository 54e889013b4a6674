from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "rencai.office.registry"
    verbose_name = _("Talents")

    def ready(self) -> None:
        from rencai.office.audit import names
        from rencai.office.jobs import schedule
        from rencai.office.pages import menu
        from rencai.office.registry import exporting, importing, inbox, screens
        from rencai.office.registry.acts import ACTS
        from rencai.office.registry.calendar import follow_the_calendar
        from rencai.office.registry.hits import PROVIDERS
        from rencai.office.search import providers

        names.declare(ACTS)
        schedule.every(timedelta(days=1), follow_the_calendar)
        menu.register(menu.Item(_("Talents"), "talents", "registry.view", order=30))
        exporting.register()
        importing.register()
        inbox.register()
        screens.register()
        for provider in PROVIDERS:
            providers.register(provider)
