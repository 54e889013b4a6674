"""Places (区划) and organisations (单位)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as StdnumError
from treebeard.mp_tree import MP_Node

from rencai.office.places.queries import OrganisationQuerySet, PlaceManager
from rencai.office.prefix import PrefixField
from rencai.office.spelling import spelled


class Belt(models.TextChoices):
    """How far out a place lies; measures may pay more further out."""

    CORE = "core", _("core")
    SUBURBAN = "suburban", _("suburban")
    OUTLYING = "outlying", _("outlying")


class Level(models.TextChoices):
    CITY = "city", _("city")
    DISTRICT = "district", _("district")
    COUNTY = "county", _("county or county-level city")
    PILOT_ZONE = "pilot_zone", _("pilot zone")


class Place(MP_Node):  # type: ignore[misc]
    """A jurisdiction: the city, a district, county or pilot zone (市、区、县、先导区)."""

    code = models.CharField(
        _("code"), max_length=12, unique=True, help_text=_("GB/T 2260 where the place has such a code.")
    )
    key = models.SlugField(_("name in policy packs"), max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    belt = models.CharField(_("belt"), max_length=10, choices=Belt)
    draft = models.BooleanField(_("draft"), default=False, help_text=_("Not confirmed by a source."))

    objects = PlaceManager()
    node_order_by = ("code",)

    class Meta:
        ordering = ("path",)
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the language of the page."""
        return self.name_zh if (translation.get_language() or "").startswith("zh") else self.name_en


class Kind(models.TextChoices):
    EMPLOYER = "employer", _("employer")
    SCHOOL = "school", _("school")
    HOSPITAL = "hospital", _("hospital")
    BUREAU = "bureau", _("bureau")


class Industry(models.TextChoices):
    """Sections of GB/T 4754-2017, the classification of industries."""

    A = "A", _("agriculture, forestry, animal husbandry and fishery")
    B = "B", _("mining")
    C = "C", _("manufacturing")
    D = "D", _("electricity, heat, gas and water supply")
    E = "E", _("construction")
    F = "F", _("wholesale and retail trade")
    G = "G", _("transport, storage and post")
    H = "H", _("hotels and catering")
    I = "I", _("information transmission, software and IT services")  # noqa: E741 - the standard's letter
    J = "J", _("finance")
    K = "K", _("real estate")
    L = "L", _("leasing and business services")
    M = "M", _("scientific research and technical services")
    N = "N", _("water, environment and public facilities")
    O = "O", _("resident services, repair and other services")  # noqa: E741 - the standard's letter
    P = "P", _("education")
    Q = "Q", _("health and social work")
    R = "R", _("culture, sports and entertainment")
    S = "S", _("public administration, social security and social organisations")
    T = "T", _("international organisations")


def checked_credit_code(code: str) -> str:
    """The unified social credit code (统一社会信用代码, GB 32100-2015) in its one form.

    Raises:
        ValidationError: its length, letters or check character are wrong.
    """
    try:
        return str(uscc.validate(code))
    except StdnumError:
        raise ValidationError(
            _("%(code)s is no unified social credit code: 18 characters, the last of which checks the others."),
            params={"code": code},
            code="credit_code",
        ) from None


def credit_code_is_right(code: str) -> None:
    checked_credit_code(code)


class Organisation(models.Model):
    """An employer, school, hospital or bureau (单位)."""

    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, unique=True, validators=[credit_code_is_right]
    )
    name = PrefixField(pgettext_lazy("of an organisation", "name"), max_length=120, db_index=True)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    pinyin = PrefixField(_("pinyin"), max_length=400, editable=False, db_index=True)
    initials = PrefixField(_("initials"), max_length=120, editable=False, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.EMPLOYER)
    policy_kind = models.SlugField(
        _("kind in the policy pack"),
        max_length=40,
        default="other",
        help_text=_("A value of the pack's choice employer_kind."),
    )
    industry = models.CharField(_("industry"), max_length=1, choices=Industry)
    place = models.ForeignKey(
        Place, models.PROTECT, db_index=False, related_name="organisations", verbose_name=_("place")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = (
            models.Index(fields=["place", "name", "id", "pinyin", "initials"], name="organisation_by_place"),
            models.Index(fields=["kind", "name", "id"], name="organisation_by_kind"),
            models.Index(fields=["industry", "name", "id"], name="organisation_by_industry"),
        )

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.spell()
        super().save(*args, **kwargs)

    def spell(self) -> None:
        """Fills the columns by which the name is found; whoever writes past `save` calls it."""
        self.pinyin, self.initials = spelled(self.name)
