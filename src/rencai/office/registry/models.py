"""A talent (人才) and how to find one. What their life's entries are stands in `entries`."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from rencai.office.asker import today
from rencai.office.places.models import Organisation, Place
from rencai.office.prefix import PrefixField
from rencai.office.registry.entries import (
    Consent,
    Document,
    Education,
    Employment,
    Honour,
    Insurance,
    Merge,
    Movement,
    Skill,
    Statement,
    Title,
)
from rencai.office.registry.identity import DocumentKind, Gender, birth_date_in, checked_identity
from rencai.office.registry.queries import OccupationQuerySet, TalentQuerySet
from rencai.office.secrecy.fields import BlindIndexField, EncryptedTextField
from rencai.office.spelling import latin_spellings, spelled

__all__ = [
    "Consent",
    "Document",
    "Education",
    "Employment",
    "Honour",
    "Insurance",
    "Merge",
    "Movement",
    "Occupation",
    "Skill",
    "Statement",
    "Talent",
    "Title",
]


class Occupation(models.Model):
    """An occupation of the national classification, CSCO 2022 (职业分类大典). Its names are Chinese only."""

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    level = models.PositiveSmallIntegerField(_("level"))
    name = models.CharField(_("name"), max_length=80, db_index=True)

    objects = OccupationQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


PHONE = re.compile(r"\+?[0-9][0-9 ()-]{3,22}[0-9]")
INDEXES = {
    "talent_by_name": ("pinyin", "id"),
    "talent_by_place_name": ("place", "pinyin", "id"),
    "talent_by_employer_name": ("organisation", "pinyin", "id", "initials", "name"),
    "talent_by_occupation_name": ("occupation", "pinyin", "id", "place", "degree"),
    "talent_by_degree_name": ("degree", "pinyin", "id"),
    "talent_by_place_and_category": ("place", "recognised_category", "pinyin", "id"),
    "talent_by_place_and_degree": ("place", "degree", "pinyin", "id"),
    "talent_by_written_name": ("name", "id", "degree"),
    "talent_by_place_written_name": ("place", "name", "id", "degree", "occupation"),
    "talent_by_initials": ("initials", "id"),
    "talent_by_place_initials": ("place", "initials", "id"),
    "talent_by_change": ("changed_at", "id"),
    "talent_by_place_and_change": ("place", "changed_at", "id"),
}
"""What lists of talents walk through, in the order in which they are shown. Records merged away are in none.

What stands behind `id` is there to be compared on the way, without a look at the row.
"""
RECOGNISED_INDEXES = {
    "talent_recognised_by_name": ("pinyin", "id", "degree"),
    "talent_recognised_in_place": ("place", "pinyin", "id", "degree"),
    "talent_recognised_by_category": ("recognised_category", "pinyin", "id", "degree"),
    "talent_recognised_by_place": ("place", "recognised_category", "pinyin", "id"),
}
"""The few who are recognised, apart: a database that knows only averages would take them for many."""
LATIN_INDEXES = {
    f"talent_by{infix}_{short}": (*within, column, "id")
    for column, short in (("latin_spelling", "latin"), ("latin_turned", "turned"))
    for infix, within in (("", ()), ("_place", ("place",)), ("_employer", ("organisation",)))
}
"""By how a name is spelled in Latin script: few talents are in these."""


def _index(name: str, *fields: str) -> models.Index:
    return models.Index(fields=fields, condition=Q(merged_into__isnull=True), name=name)


def _recognised_index(name: str, *fields: str) -> models.Index:
    return models.Index(fields=fields, condition=Q(merged_into__isnull=True) & ~Q(recognised_category=""), name=name)


def _latin_index(name: str, *fields: str) -> models.Index:
    has_one = Q(**{f"{fields[-2]}__isnull": False})
    return models.Index(fields=fields, condition=Q(merged_into__isnull=True) & has_one, name=name)


class Talent(models.Model):
    """A person of the talent base (人才).

    `place` and `organisation` are where they work now, and decide who sees them; with `occupation`, `degree` and
    `recognised_category` they follow the entries of the record (see `in_step`). `attested_by` says who has seen the
    identity document.
    """

    name = PrefixField(_("name"), max_length=100, help_text=_("As in the identity document."))
    latin_name = models.CharField(_("name in Latin script"), max_length=100, blank=True)
    pinyin = PrefixField(_("pinyin"), max_length=400, editable=False)
    initials = PrefixField(_("initials"), max_length=120, editable=False)
    latin_spelling = PrefixField(max_length=200, editable=False, null=True)
    latin_turned = PrefixField(max_length=200, editable=False, null=True)
    gender = models.CharField(_("gender"), max_length=1, choices=Gender, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    nationality = models.CharField(
        _("nationality"),
        max_length=2,
        default="CN",
        validators=[RegexValidator(r"^[A-Z]{2}$", _("A country is two capital letters, by ISO 3166."))],
    )
    document_kind = models.CharField(
        _("kind of identity document"), max_length=12, choices=DocumentKind, default=DocumentKind.RESIDENT
    )
    document_number = EncryptedTextField(_("number of the identity document"), blank=True)
    document_index = BlindIndexField(of="document_number")
    document_tail = BlindIndexField(of="document_number", tail=4)
    phone = EncryptedTextField(_("phone"), blank=True)
    phone_index = BlindIndexField(of="phone")
    phone_tail = BlindIndexField(of="phone", tail=4)
    mailbox = EncryptedTextField(_("mailbox"), blank=True)
    mailbox_index = BlindIndexField(of="mailbox")
    occupation = models.ForeignKey(
        Occupation,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="talents",
        verbose_name=_("occupation"),
    )
    place = models.ForeignKey(Place, models.PROTECT, db_index=False, related_name="talents", verbose_name=_("place"))
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="talents",
        verbose_name=_("employer"),
    )
    recognised_category = models.SlugField(
        _("recognised category"),
        max_length=40,
        blank=True,
        db_index=False,
        help_text=_("A value of the pack's choice category."),
    )
    degree = models.SlugField(_("highest degree"), max_length=20, blank=True, db_index=False)
    account = models.OneToOneField(
        "accounts.User", models.SET_NULL, null=True, blank=True, related_name="talent", verbose_name=_("account")
    )
    attested_by = models.SlugField(
        _("identity attested by"), max_length=40, blank=True, db_index=False, help_text=_("A body of the policy pack.")
    )
    attested_on = models.DateField(_("identity attested on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="absorbed",
        verbose_name=_("merged into"),
    )
    invented = models.BooleanField(_("invented"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = TalentQuerySet.as_manager()

    class Meta:
        ordering = ("pinyin", "id")
        verbose_name = _("talent")
        verbose_name_plural = _("talents")
        indexes = (
            *(_index(name, *fields) for name, fields in INDEXES.items()),
            *(_recognised_index(name, *fields) for name, fields in RECOGNISED_INDEXES.items()),
            *(_latin_index(name, *fields) for name, fields in LATIN_INDEXES.items()),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="talent_by_merged_into"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["document_kind", "document_index"],
                condition=~Q(document_index="") & Q(merged_into__isnull=True),
                name="talent_once_by_identity",
                violation_error_message=_("A talent with this identity document is in the base already."),
            ),
        )

    def __str__(self) -> str:
        return str(self.name)

    @property
    def owner_id(self) -> int | None:
        """The account whose own record this is."""
        return self.account_id

    def shown_name(self) -> str:
        """The name for this page's language."""
        chinese = (translation.get_language() or "").startswith("zh")
        return self.name if chinese or not self.latin_name else self.latin_name

    def clean(self) -> None:
        born = self.birth_date if isinstance(self.birth_date, date) else None
        self.document_number = checked_identity(self.document_kind, self.document_number, born)
        self.document_index = fingerprint("document_index", self.document_number)  # for the constraint's own check
        if self.document_kind == DocumentKind.RESIDENT and self.document_number:
            born = self.birth_date = birth_date_in(self.document_number)
        if born and not 0 <= (today() - born).days <= 120 * 366:
            raise ValidationError({"birth_date": _("A birth date lies in the past, within 120 years.")})
        if self.phone and not PHONE.fullmatch(self.phone):
            raise ValidationError({"phone": _("A phone number has 5 to 20 digits; it may begin with +.")})
        if self.mailbox:
            _checked_mailbox(self.mailbox)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.spell()
        super().save(*args, **kwargs)

    def spell(self) -> None:
        """Fills the columns by which the name is found; whoever writes past `save` calls it."""
        self.pinyin, self.initials = spelled(self.name)
        self.latin_spelling, self.latin_turned = latin_spellings(self.name, self.latin_name)


def fingerprint(column: str, text: str) -> str:
    """What the blind index `column` holds for `text`."""
    field: Any = Talent._meta.get_field(column)
    return str(field.fingerprint(text))


def _checked_mailbox(mailbox: str) -> None:
    try:
        validate_email(mailbox)
    except ValidationError:
        raise ValidationError({"mailbox": _("A mailbox looks like name@example.com.")}) from None
