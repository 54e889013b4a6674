from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "rencai.office.insight"
    verbose_name = _("The city in figures")

    def ready(self) -> None:
        from datetime import timedelta

        from rencai.office.insight.counting import count_the_city
        from rencai.office.insight.views import city
        from rencai.office.jobs import schedule
        from rencai.office.pages import home, menu

        schedule.every(timedelta(hours=1), count_the_city)
        menu.register(menu.Item(_("The city on one page"), "city", "insight.view", order=60))
        home.register(25, lambda user: user.may("recognition.delegate"), city)  # a leader's, whatever waits besides
        home.register(40, lambda user: user.may("insight.view"), city)
