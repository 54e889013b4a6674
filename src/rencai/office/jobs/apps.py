from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "rencai.office.jobs"
    verbose_name = _("Jobs")
