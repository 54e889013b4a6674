"""The words of this app's acts."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "jobs.started": _("started a job"),
    "jobs.failed": _("could not finish a job"),
}
