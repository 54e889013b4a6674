from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    name = "rencai.office.recognition"
    verbose_name = _("Recognition")

    def ready(self) -> None:
        from rencai.office.audit import names, things
        from rencai.office.jobs import schedule
        from rencai.office.pages import menu
        from rencai.office.recognition import checking, exporting, inbox, merging
        from rencai.office.recognition.actions import cards
        from rencai.office.recognition.acts import ACTS
        from rencai.office.recognition.expiring import hand_over_what_ran_out, notice_expiring
        from rencai.office.recognition.hits import PROVIDER
        from rencai.office.recognition.views.applying import applies
        from rencai.office.registry import below
        from rencai.office.search import providers

        names.declare(ACTS)
        inbox.register()
        cards.register()
        checking.keys()  # a wrong key is told at the start, and not at the first grant
        exporting.register()
        merging.register()
        providers.register(PROVIDER)
        schedule.every(timedelta(days=1), notice_expiring)
        schedule.every(timedelta(days=1), hand_over_what_ran_out)
        things.declare({"recognition.case": "recognition_case", "recognition.recognition": "recognition"})
        menu.register(menu.Item(_("Authority"), "authority", "supervision.view", order=33))
        menu.register(menu.Item(_("Recognition"), "recognition_cases", "supervision.view", order=32))
        menu.register(menu.Item(_("Recognition"), "applications", applies, order=22))
        below.link(below.Link(_("Recognition"), "talent_recognition"))
        below.way_on(below.MY_SUPPORT, below.Link(_("Recognition"), "applications"))
        below.way_on(below.OUR_PEOPLE, below.Link(_("Recognition"), "applications"))
