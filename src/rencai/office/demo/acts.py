"""The words of this app's acts."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "demo.city_begun": _("began a demo city"),
    "demo.recognitions_made": _("made two years of recognitions for a demo city"),
    "demo.city_made": _("made a demo city"),
}
