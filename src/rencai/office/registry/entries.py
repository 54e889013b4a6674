"""What a talent's record is made of: entries with dates, each with who attests it and since when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rencai.office.pack import choice_word, choices, fact_value, fact_word, value_word
from rencai.office.places.models import Organisation, Place
from rencai.office.registry.queries import EntryQuerySet

TALENT = "registry.Talent"


class Entry(models.Model):
    """An entry of a talent's record. Nobody has attested it until `attested_by` names a body of the policy pack."""

    talent = models.ForeignKey(TALENT, models.CASCADE, related_name="%(class)ss", verbose_name=_("talent"))
    attested_by = models.SlugField(_("attested by"), max_length=40, blank=True)
    attested_on = models.DateField(_("attested on"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True


class Education(Entry):
    degree = models.SlugField(_("degree"), max_length=20)
    school = models.CharField(_("school"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, default="CN", blank=True)
    major = models.CharField(_("major"), max_length=80, blank=True)
    field = models.SlugField(_("field of a doctorate"), max_length=40, blank=True)
    full_time = models.BooleanField(_("full-time"), null=True, blank=True)
    double_first_class = models.BooleanField(_("Double First-Class"), null=True, blank=True)
    graduated_on = models.DateField(_("graduated on"), null=True, blank=True)

    class Meta:
        ordering = ("-graduated_on", "id")
        verbose_name = pgettext_lazy("of a person", "education")

    def __str__(self) -> str:
        return self.school or choice_word("degree", self.degree)

    def clean(self) -> None:
        if self.degree not in dict(choices("degree")):
            raise ValidationError({"degree": _("The policy pack knows no such degree.")})
        if self.field and self.field not in dict(choices("doctorate_field")):
            raise ValidationError({"field": _("The policy pack knows no such field of a doctorate.")})


class Title(Entry):
    """A professional title or skill grade (职称、职业技能等级)."""

    name = models.CharField(_("title"), max_length=80)
    senior = models.BooleanField(_("senior"), default=False)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)

    class Meta:
        ordering = ("-awarded_on", "id")
        verbose_name = _("professional title")

    def __str__(self) -> str:
        return self.name


class Honour(Entry):
    name = models.CharField(_("honour"), max_length=120)
    category = models.SlugField(_("class that it gives"), max_length=40, blank=True)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)

    class Meta:
        ordering = ("-awarded_on", "id")
        verbose_name = _("honour")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.category and self.category not in dict(choices("category")):
            raise ValidationError({"category": _("The policy pack knows no such class.")})


class Skill(Entry):
    name = models.CharField(_("skill"), max_length=80)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("skill")

    def __str__(self) -> str:
        return self.name


class Employment(Entry):
    """Work for an organisation, or for one outside the base that is only named."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="employments", verbose_name=_("employer")
    )
    employer_name = models.CharField(_("employer outside the base"), max_length=120, blank=True)
    occupation = models.ForeignKey(
        "registry.Occupation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("occupation")
    )
    post = models.CharField(_("post"), max_length=80, blank=True)
    full_time = models.BooleanField(_("full-time"), null=True, blank=True)
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    contract_months = models.PositiveSmallIntegerField(_("length of the contract in months"), null=True, blank=True)
    open_ended = models.BooleanField(_("open-ended contract"), null=True, blank=True)
    ended_early = models.BooleanField(_("contract ended early"), null=True, blank=True)
    monthly_wage = models.DecimalField(_("monthly wage"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ("-started_on", "-id")
        verbose_name = _("employment")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("started_on")),
                name="employment_ends_after_it_starts",
                violation_error_message=_("Work cannot end before it starts."),
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation or self.employer_name)

    def clean(self) -> None:
        if not self.organisation and not self.employer_name:
            raise ValidationError({"organisation": _("Name the employer.")})


class Insurance(Entry):
    """Social insurance paid without a gap, from one month to another (参保时段). Months are their first days."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("payer")
    )
    in_city = models.BooleanField(_("in this city"), default=True)
    commercial = models.BooleanField(_("commercial insurance"), default=False)
    first_month = models.DateField(_("first month"))
    last_month = models.DateField(_("last month"), null=True, blank=True)

    class Meta:
        ordering = ("-first_month", "-id")
        verbose_name = _("insurance")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_month__isnull=True) | models.Q(last_month__gte=models.F("first_month")),
                name="insurance_ends_after_it_starts",
                violation_error_message=_("The last month cannot come before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_month:%Y-%m}"

    def clean(self) -> None:
        """Any day of a month stands for the month."""
        if isinstance(self.first_month, date):
            self.first_month = self.first_month.replace(day=1)
        if isinstance(self.last_month, date):
            self.last_month = self.last_month.replace(day=1)


class Movement(Entry):
    """An arrival in the city or a departure from it (引进、流出)."""

    class Kind(models.TextChoices):
        ARRIVAL = "arrival", _("arrival")
        DEPARTURE = "departure", _("departure")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    on = models.DateField(_("on"))
    elsewhere = models.CharField(_("from or to where"), max_length=80, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place"))

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("arrival or departure")
        indexes = (
            models.Index(fields=["on", "id"], name="movement_by_day"),
            models.Index(fields=["kind", "on", "id"], name="movement_by_kind_and_day"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class Statement(Entry):
    """A fact of the policy pack that no other entry holds, stated on a day (for example: buys a first home)."""

    fact = models.SlugField(_("fact"), max_length=60)
    value = models.JSONField(_("value"))
    stated_on = models.DateField(_("stated on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ("fact", "-stated_on", "-id")
        verbose_name = _("statement")

    def __str__(self) -> str:
        return f"{fact_word(self.fact)}: {value_word(self.fact, self.value)}"

    def clean(self) -> None:
        try:
            value = fact_value(self.fact, self.value)
        except KeyError:
            raise ValidationError({"fact": _("The policy pack asks for no such fact.")}) from None
        except ValueError as problem:
            raise ValidationError({"value": str(problem)}) from None
        self.value = value if isinstance(value, bool | int | str) else str(value)


def upload_path(document: Document, name: str) -> str:
    """By content: the name that somebody gave a file never reaches the disk."""
    return f"documents/{document.sha256[:2]}/{document.sha256}"


class Document(Entry):
    """A piece of evidence (证明材料)."""

    title = models.CharField(_("what it shows"), max_length=120)
    file = models.FileField(_("file"), upload_to=upload_path, max_length=200)
    name = models.CharField(_("name of the file"), max_length=200)
    media_type = models.CharField(_("kind of file"), max_length=80)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-entered_at", "-id")
        verbose_name = _("document")

    def __str__(self) -> str:
        return self.title


class Consent(models.Model):
    """What the office may look up about a talent, for what, until when: given by the talent in person, or on a signed
    `paper` that the office has seen.
    """

    class Source(models.TextChoices):
        HUKOU = "hukou", _("household registration")
        INSURANCE = "insurance", _("social insurance")
        DEGREE = "degree", _("degree registry")
        CREDIT = "credit", _("credit record")
        HOUSING = "housing", _("housing register")

    talent = models.ForeignKey(TALENT, models.CASCADE, related_name="consents")
    source = models.CharField(_("what may be looked up"), max_length=12, choices=Source)
    purpose = models.CharField(_("for what"), max_length=200)
    given_on = models.DateField(_("given on"))
    until = models.DateField(_("until"))
    paper = models.CharField(_("signed paper"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("-given_on", "-id")
        verbose_name = _("consent")

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.purpose}"


class Merge(models.Model):
    """Two records of one person made one (合并), with all that is needed to undo it."""

    kept = models.ForeignKey(TALENT, models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(TALENT, models.PROTECT, related_name="+")
    moved: Any = models.JSONField(help_text="what moved, by model: number and version")
    stayed: Any = models.JSONField(help_text="what the kept record had, in the same form")
    before: Any = models.JSONField(
        help_text="the kept record's fields before, where they changed; secrets only if none"
    )
    after: Any = models.JSONField(help_text="the same fields after, secrets as fingerprints")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.TextField()
    split_at = models.DateTimeField(null=True)
    split_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    split_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.kept}"
