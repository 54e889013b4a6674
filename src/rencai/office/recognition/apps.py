from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    name = "rencai.office.recognition"
    verbose_name = _("Recognition")

    def ready(self) -> None:
        from rencai.office.audit import names
        from rencai.office.recognition import inbox
        from rencai.office.recognition.acts import ACTS

        names.declare(ACTS)
        inbox.register()
