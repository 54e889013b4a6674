from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

ACTS = {
    "places.place_added": _("added a place"),
    "places.place_changed": _("changed a place"),
    "places.organisation_added": _("added an organisation"),
    "places.organisation_changed": _("changed an organisation"),
}


class PlacesConfig(AppConfig):
    name = "rencai.office.places"
    verbose_name = _("Places")

    def ready(self) -> None:
        from rencai.office.audit import names, things
        from rencai.office.pages import menu

        names.declare(ACTS)
        things.declare({"places.organisation": "organisation", "places.place": "place"})
        things.declare_places(_names)
        menu.register(menu.Item(_("Organisations"), "organisations", "places.view_organisations", order=40))
        menu.register(menu.Item(_("Places"), "places", _has_a_mandate, order=70))


def _names() -> Mapping[int, str]:
    from rencai.office.places.models import Place

    return {place.pk: place.name for place in Place.objects.all()}


def _has_a_mandate(user: Any) -> bool:
    """Places are public; those who work with them find them in the menu."""
    return bool(user.may("places.view_organisations"))
