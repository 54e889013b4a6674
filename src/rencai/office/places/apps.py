from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "rencai.office.places"
    verbose_name = _("Places")

    def ready(self) -> None:
        from rencai.office.audit import names

        names.declare(
            {
                "places.place_added": _("added a place"),
                "places.place_changed": _("changed a place"),
                "places.organisation_added": _("added an organisation"),
                "places.organisation_changed": _("changed an organisation"),
            }
        )
