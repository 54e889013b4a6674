"""The columns that a table of talents may have."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rencai.office.imports.cells import day, money, number_kept_as_text, text, whole, yes_no
from rencai.office.imports.importable import Field
from rencai.office.registry.entries import Education, Employment
from rencai.office.registry.identity import DocumentKind, Gender
from rencai.office.registry.importing import headings, words
from rencai.office.registry.models import Talent

LONGEST_CONTRACT = 720
"""Months."""


def talent_fields(tables: words.Tables) -> tuple[Field, ...]:
    """All of them, in the order of an empty table."""
    return (*_person(tables), *_study(), *_work(tables))


def _of(model: type[Talent | Education | Employment], name: str) -> str | Promise:
    return model._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _known(name: str) -> tuple[str, ...]:
    return headings.split(headings.TALENTS[name])


def _person(tables: words.Tables) -> tuple[Field, ...]:
    return (
        Field("name", pgettext_lazy("of a person", "name"), _known("name"), text(100), required=True, example="王小明"),
        Field("latin_name", _of(Talent, "latin_name"), _known("latin_name"), text(100), example="Wang Xiaoming"),
        Field("gender", _of(Talent, "gender"), _known("gender"), words.one_of(Gender, words.GENDERS), example="男"),
        Field("birth_date", _of(Talent, "birth_date"), _known("birth_date"), day, example="1985-06-15"),
        Field(
            "nationality",
            _of(Talent, "nationality"),
            _known("nationality"),
            tables.country,
            constant=True,
            example="CN",
        ),
        Field(
            "document_kind",
            _of(Talent, "document_kind"),
            _known("document_kind"),
            words.one_of(DocumentKind, words.DOCUMENT_KINDS),
            constant=True,
            example="居民身份证",
        ),
        Field(
            "document_number",
            _of(Talent, "document_number"),
            _known("document_number"),
            number_kept_as_text,
            example="11010519491231002X",
        ),
        Field("phone", _of(Talent, "phone"), _known("phone"), number_kept_as_text, example="13800000000"),
        Field("mailbox", _of(Talent, "mailbox"), _known("mailbox"), text(254), example="name@example.com"),
        Field("place", _of(Talent, "place"), _known("place"), tables.place, constant=True, example="中山区"),
    )


def _study() -> tuple[Field, ...]:
    return (
        Field(
            "degree",
            _of(Talent, "degree"),
            _known("degree"),
            words.one_of_the_pack("degree", words.DEGREES),
            example="硕士",
        ),
        Field("school", _of(Education, "school"), _known("school"), text(120), example="大连理工大学"),
        Field("major", _of(Education, "major"), _known("major"), text(80), example="船舶与海洋工程"),
        Field("graduated_on", _of(Education, "graduated_on"), _known("graduated_on"), day, example="2010-07-01"),
        Field("full_time_study", _("full-time study"), _known("full_time_study"), yes_no, example="是"),
        Field(
            "double_first_class",
            _of(Education, "double_first_class"),
            _known("double_first_class"),
            yes_no,
            example="是",
        ),
    )


def _work(tables: words.Tables) -> tuple[Field, ...]:
    return (
        Field(
            "employer", _of(Talent, "organisation"), _known("employer"), text(120), constant=True, example="某某公司"
        ),
        Field(
            "employer_code",
            _("credit code of the employer"),
            _known("employer_code"),
            number_kept_as_text,
            constant=True,
            example="91210200MA00000000",
        ),
        Field("occupation", _of(Talent, "occupation"), _known("occupation"), tables.occupation, example="2-02-10-03"),
        Field("post", _of(Employment, "post"), _known("post"), text(80), example="高级工程师"),
        Field("started_on", _of(Employment, "started_on"), _known("started_on"), day, example="2020-03-01"),
        Field("full_time", _of(Employment, "full_time"), _known("full_time"), yes_no, example="是"),
        Field(
            "contract_months",
            _of(Employment, "contract_months"),
            _known("contract_months"),
            whole(1, LONGEST_CONTRACT),
            example="36",
        ),
        Field("open_ended", _of(Employment, "open_ended"), _known("open_ended"), yes_no, example="否"),
        Field("monthly_wage", _of(Employment, "monthly_wage"), _known("monthly_wage"), money, example="15000"),
    )
