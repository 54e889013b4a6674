"""The office's tables as plain models; of each the columns that the pages show."""

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models


class User(AbstractBaseUser):
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField()
    objects = UserManager()
    USERNAME_FIELD = "username"

    class Meta:
        managed, db_table = False, "accounts_user"


class Place(models.Model):
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    path = models.CharField(max_length=255)
    depth = models.IntegerField()

    class Meta:
        managed, db_table = False, "places_place"

    def __str__(self):
        return self.name_en


class Organisation(models.Model):
    name = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT)

    class Meta:
        managed, db_table = False, "places_organisation"


class Mandate(models.Model):
    holder = models.ForeignKey(User, models.PROTECT)
    place = models.ForeignKey(Place, models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        managed, db_table = False, "accounts_mandate"


class Occupation(models.Model):
    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=80)

    class Meta:
        managed, db_table = False, "registry_occupation"


class Talent(models.Model):
    name = models.CharField(max_length=100)
    latin_name = models.CharField(max_length=100)
    pinyin = models.CharField(max_length=400)
    gender = models.CharField(max_length=1)
    birth_date = models.DateField(null=True)
    nationality = models.CharField(max_length=2)
    degree = models.CharField(max_length=20)
    recognised_category = models.CharField(max_length=40)
    occupation = models.ForeignKey(Occupation, models.PROTECT, null=True)
    place = models.ForeignKey(Place, models.PROTECT)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True)
    attested_by = models.CharField(max_length=40)
    attested_on = models.DateField(null=True)

    class Meta:
        managed, db_table = False, "registry_talent"


class Entry(models.Model):
    attested_by = models.CharField(max_length=40)
    attested_on = models.DateField(null=True)

    class Meta:
        abstract = True


class Employment(Entry):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="employments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    occupation = models.ForeignKey(Occupation, models.PROTECT, null=True)
    employer_name = models.CharField(max_length=120)
    post = models.CharField(max_length=80)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        managed, db_table, ordering = False, "registry_employment", ("-started_on",)


class Education(Entry):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="educations")
    degree = models.CharField(max_length=20)
    school = models.CharField(max_length=120)
    major = models.CharField(max_length=80)
    graduated_on = models.DateField(null=True)

    class Meta:
        managed, db_table, ordering = False, "registry_education", ("-graduated_on",)


class Title(Entry):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="titles")
    name = models.CharField(max_length=80)
    awarded_on = models.DateField(null=True)

    class Meta:
        managed, db_table = False, "registry_title"


class Honour(Entry):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="honours")
    name = models.CharField(max_length=120)
    awarded_on = models.DateField(null=True)

    class Meta:
        managed, db_table = False, "registry_honour"


class Skill(Entry):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="skills")
    name = models.CharField(max_length=80)

    class Meta:
        managed, db_table = False, "registry_skill"


class Insurance(Entry):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="insurances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    first_month = models.DateField()
    last_month = models.DateField(null=True)

    class Meta:
        managed, db_table = False, "registry_insurance"


class Movement(Entry):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="movements")
    kind = models.CharField(max_length=10)
    on = models.DateField()
    place = models.ForeignKey(Place, models.PROTECT, null=True)

    class Meta:
        managed, db_table = False, "registry_movement"


class Statement(Entry):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="statements")
    fact = models.CharField(max_length=60)
    value = models.JSONField()
    stated_on = models.DateField()

    class Meta:
        managed, db_table = False, "registry_statement"


class Document(Entry):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="documents")
    title = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()

    class Meta:
        managed, db_table = False, "registry_document"


class Consent(models.Model):
    talent = models.ForeignKey(Talent, models.CASCADE, related_name="consents")
    source = models.CharField(max_length=12)
    purpose = models.CharField(max_length=200)
    given_on = models.DateField()
    until = models.DateField()

    class Meta:
        managed, db_table = False, "registry_consent"


class Merge(models.Model):
    kept = models.ForeignKey(Talent, models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Talent, models.PROTECT, related_name="+")
    reason = models.TextField()
    split_at = models.DateTimeField(null=True)

    class Meta:
        managed, db_table = False, "registry_merge"


class Body(models.Model):
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")

    class Meta:
        managed, db_table = False, "recognition_body"


class Case(models.Model):
    measure = models.CharField(max_length=60)
    category = models.CharField(max_length=40)
    talent = models.ForeignKey(Talent, models.PROTECT, related_name="cases")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10)
    step = models.CharField(max_length=12)
    answers = models.JSONField()
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    ends_by = models.DateField(null=True)
    version = models.IntegerField()

    class Meta:
        managed, db_table = False, "recognition_case"


class Stage(models.Model):
    case = models.ForeignKey(Case, models.CASCADE, related_name="stages")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    step = models.CharField(max_length=12)
    began_on = models.DateField()
    due_on = models.DateField()
    ended_on = models.DateField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.TextField()

    class Meta:
        managed, db_table, ordering = False, "recognition_stage", ("id",)


class Pause(models.Model):
    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    reason = models.TextField()
    began_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        managed, db_table, ordering = False, "recognition_pause", ("id",)


class Evidence(models.Model):
    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence")
    condition = models.CharField(max_length=80)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    seen_on = models.DateField(null=True)

    class Meta:
        managed, db_table, ordering = False, "recognition_evidence", ("condition", "id")


class Objection(models.Model):
    case = models.ForeignKey(Case, models.CASCADE, related_name="objections")
    text = models.TextField()
    from_whom = models.CharField(max_length=100)
    at = models.DateTimeField()
    answer = models.CharField(max_length=10)

    class Meta:
        managed, db_table, ordering = False, "recognition_objection", ("id",)


class Decision(models.Model):
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10)
    category = models.CharField(max_length=40)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    against_finding = models.BooleanField()

    class Meta:
        managed, db_table, ordering = False, "recognition_decision", ("-on",)
