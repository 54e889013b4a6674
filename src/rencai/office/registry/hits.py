"""What the box shows of talents and organisations, and what it says about how to find them."""

from __future__ import annotations

from functools import partial

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from rencai.office.asker import Asker
from rencai.office.registry.finding import organisations, sees_numbers, talents
from rencai.office.search.asked import Asked
from rencai.office.search.providers import Hit, Provider


def _talent_hits(asked: Asked, user: Asker, limit: int) -> list[Hit]:
    return [
        Hit(
            talent.name,
            _told(talent.latin_name, talent.organisation, talent.place),
            reverse("talent", args=[talent.pk]),
        )
        for talent in talents(asked, user, limit)
    ]


def _organisation_hits(asked: Asked, user: Asker, limit: int) -> list[Hit]:
    return [
        Hit(one.name, _told(one.name_en, one.place, one.credit_code), reverse("organisation", args=[one.pk]))
        for one in organisations(asked, user, limit)
    ]


def _told(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def _in_the_list(name: str, asked: Asked) -> str:
    """The lists show those whose name begins so in characters; neither initials nor what stands in the middle."""
    text = asked.text.replace(" ", "")
    return f"{reverse(name)}?{urlencode({'name': text})}" if asked.chinese == text else ""


def _by_what_talents(user: Asker) -> list[str | Promise]:
    lines: list[str | Promise] = [
        _("A talent by how the name begins: in characters (王小), in pinyin (wang xiao) or by initials (wxm).")
    ]
    lines.append(_("Somebody with a name in Latin script by the first name or the surname."))
    if sees_numbers(user.scope("registry.view_sensitive")):
        lines.append(_("A talent by an identity number, phone or mailbox, or the last four characters or more."))
        lines.append(_("A search by a number is recorded in the audit log."))
    return lines


def _by_what_organisations(user: Asker) -> list[str | Promise]:
    if not user.scope("places.view_organisations"):
        return []
    lines: list[str | Promise] = [
        _("An organisation by any part of its name, its initials, or a part of its credit code.")
    ]
    return lines


PROVIDERS = (
    Provider("talents", _("Talents"), _talent_hits, _by_what_talents, partial(_in_the_list, "talents"), order=10),
    Provider(
        "organisations",
        _("Organisations"),
        _organisation_hits,
        _by_what_organisations,
        partial(_in_the_list, "organisations"),
        order=20,
    ),
)
