"""The one table of permissions. Read across: who holds it. Owner: the person whose own record it is.

A mandate gives its role's permissions within its place or organisation, for its categories, while it runs. There is
no other way to hold a permission, and no superuser.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Extent(Enum):
    """What a mandate of a role is for."""

    PLACE = 1
    ORGANISATION = 2
    EITHER = 3


class Role(TextChoices):
    """What a mandate is for. An officer's may be for an organisation that recognises its own people."""

    EMPLOYER = "employer", _("employer's human resources")
    OFFICER = "officer", _("talent officer")
    AUDITOR = "auditor", _("auditor")
    LEADER = "leader", _("member of the leading group")
    STEWARD = "steward", _("steward of mandates and places")

    @property
    def extent(self) -> Extent:
        return {Role.EMPLOYER: Extent.ORGANISATION, Role.OFFICER: Extent.EITHER}.get(self, Extent.PLACE)


class Permission(NamedTuple):
    name: str
    words: str | Promise
    employer: bool
    officer: bool
    auditor: bool
    leader: bool
    steward: bool
    owner: bool


Y, _n = True, False
# fmt: off
TABLE = (
    #          name                           what it allows                                           emp off aud lea ste owner
    Permission("places.view_organisations",   _("see organisations"),                                  Y,  Y,  Y,  Y,  Y,  _n),
    Permission("places.edit_organisations",   _("add and change organisations"),                       _n, Y,  _n, _n, Y,  _n),
    Permission("places.edit_places",          _("add and change places"),                              _n, _n, _n, _n, Y,  _n),
    Permission("accounts.view_mandates",      _("see who holds which mandate"),                        _n, Y,  Y,  Y,  Y,  _n),
    Permission("accounts.grant_mandates",     _("grant and revoke mandates"),                          _n, _n, _n, _n, Y,  _n),
    Permission("accounts.use_api",            _("make tokens for programs"),                           Y,  Y,  Y,  _n, _n, _n),
    Permission("audit.read",                  _("read the audit log"),                                 _n, _n, Y,  _n, _n, _n),
    Permission("registry.view",               _("see talents"),                                        Y,  Y,  Y,  Y,  _n, Y),
    Permission("registry.view_sensitive",     _("look at identity numbers, phones and mailboxes"),     _n, Y,  _n, _n, _n, Y),
    Permission("registry.edit",               _("add and correct talents"),                            Y,  Y,  _n, _n, _n, Y),
    Permission("registry.attest",             _("attest facts about a talent"),                        _n, Y,  _n, _n, _n, _n),
    Permission("registry.merge",              _("merge and split duplicates"),                         _n, Y,  _n, _n, _n, _n),
    Permission("registry.import",             _("import talents and organisations"),                   Y,  Y,  _n, _n, _n, _n),
    Permission("registry.export",             _("export lists"),                                       Y,  Y,  Y,  _n, _n, _n),
    Permission("recognition.apply",           _("apply for recognition"),                              Y,  _n, _n, _n, _n, Y),
    Permission("recognition.view",            _("see recognitions and their cases"),                   Y,  Y,  Y,  Y,  _n, Y),
    Permission("recognition.handle",          _("deal with cases of recognition"),                     _n, Y,  _n, _n, _n, _n),
    Permission("recognition.decide",          _("decide on recognition"),                              _n, Y,  _n, _n, _n, _n),
    Permission("recognition.delegate",        _("hand down the authority to recognise"),               _n, _n, _n, Y,  _n, _n),
    Permission("supervision.view",            _("see how delegated authority is used"),                _n, Y,  Y,  Y,  _n, _n),
    Permission("supervision.manage",          _("supervise delegated authority"),                      _n, Y,  _n, _n, _n, _n),
    Permission("supervision.check",           _("check decisions blind"),                              _n, Y,  _n, _n, _n, _n),
    Permission("insight.view",                _("see the city's figures"),                             _n, Y,  Y,  Y,  _n, _n),
)
# fmt: on
BY_NAME = {permission.name: permission for permission in TABLE}


@cache
def roles_with(name: str) -> frozenset[str]:
    """The roles whose mandates give the permission `name`.

    Raises:
        KeyError: the table has no such permission.
    """
    permission = BY_NAME[name]
    return frozenset(role.value for role in Role if getattr(permission, role.value))
