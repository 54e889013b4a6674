"""Users, mandates (授权), declared kin (亲属申报) and tokens for programs."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rencai.office.accounts import rights
from rencai.office.accounts.permissions import BY_NAME, Extent, Role
from rencai.office.accounts.queries import KinQuerySet, MandateQuerySet, TokenQuerySet, UserQuerySet
from rencai.office.asker import Refused, Scope, today
from rencai.office.places.models import Organisation, Place
from rencai.office.prefix import PrefixField


class UserFactory(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Accounts are made by `actions.add_user`; this is what sign-in libraries need."""


class User(AbstractBaseUser):
    """A person who signs in. What they may do comes from mandates and from what is their own."""

    username = models.CharField(_("account name"), max_length=150, unique=True)
    name = PrefixField(_("name"), max_length=100)
    email = models.EmailField(_("mailbox"), blank=True)
    employer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("employer")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("open"), default=True)
    initial_password = models.BooleanField(_("still has the first password"), default=False, editable=False)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    is_demo = models.BooleanField(_("invented"), default=False, editable=False)
    date_joined = models.DateTimeField(_("account since"), auto_now_add=True)

    objects = UserFactory()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012 - Django wants a list

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        indexes = (models.Index(fields=["name", "id"], name="account_by_name"),)

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def expired(self) -> bool:
        return self.closes_on is not None and self.closes_on < today()

    @cached_property
    def standing(self) -> rights.Standing:
        """The mandates in force, read once a request."""
        return rights.standing_of(self)

    @property
    def reach(self) -> Hashable:
        """Equal for those whose permissions reach the same."""
        return self.standing.reach

    def scope(self, permission: str) -> Scope:
        return self.standing.scope(permission)

    def post(self, permission: str) -> Scope:
        return self.standing.post(permission)

    def may(self, permission: str, target: Any = None) -> bool:
        return self.standing.allows(permission, target)

    def must(self, permission: str, target: Any = None) -> Mandate | None:
        """The mandate under which `permission` on `target` is held; None as owner. See asker.Asker.must."""
        if not self.standing.allows(permission, target):
            raise Refused()
        return self.standing.mandate_for(permission, target)

    def has_perm(self, permission: str, target: Any = None) -> bool:
        """What Django asks; `may` under its name, so that `perms` in templates follows the table."""
        return permission in BY_NAME and self.may(permission, target)

    def has_module_perms(self, app: str) -> bool:
        return any(self.may(name) for name in BY_NAME if name.startswith(f"{app}."))


class Mandate(models.Model):
    """An authority (授权): a role within a place or an organisation, for a time, granted by someone."""

    holder = models.ForeignKey(User, models.PROTECT, related_name="mandates", verbose_name=_("holder"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, verbose_name=_("place"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
    categories = models.JSONField(
        _("categories"), default=list, blank=True, help_text=_("None named: all categories of the policy pack.")
    )
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    delegable = models.BooleanField(_("may be delegated"), default=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="delegated", verbose_name=_("delegated from")
    )
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"), auto_now_add=True)
    reason = models.TextField(_("reason"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_reason = models.TextField(_("reason of the revocation"), blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        indexes = (models.Index(fields=["holder", "revoked_at", "valid_until"], name="mandate_in_force"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(place__isnull=True) ^ models.Q(organisation__isnull=True),
                name="mandate_for_one_place_or_organisation",
                violation_error_message=_("A mandate is for one place or for one organisation."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role for role in Role if role.extent is Extent.EITHER])
                | models.Q(role__in=[role for role in Role if role.extent is Extent.PLACE], place__isnull=False)
                | models.Q(
                    role__in=[role for role in Role if role.extent is Extent.ORGANISATION], organisation__isnull=False
                ),
                name="mandate_reaches_what_its_role_can",
                violation_error_message=_(
                    "An employer's mandate is for an organisation; auditors, leaders and stewards have a place."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="mandate_ends_after_it_begins",
                violation_error_message=_("A mandate ends on the day it begins, or later."),
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True) | ~models.Q(revoked_reason=""),
                name="mandate_revoked_with_a_reason",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="mandate_granted_with_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation or self.place}"

    def in_force(self, on: date | None = None) -> bool:
        day = on or today()
        return (
            self.revoked_at is None and self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        )

    @property
    def is_to_come(self) -> bool:
        return self.valid_from > today()


class Kin(models.Model):
    """A relative whom someone with a mandate has declared (亲属申报), so that they decide no case of theirs."""

    user = models.ForeignKey(User, models.CASCADE, related_name="kin", verbose_name=_("who declares"))
    name = models.CharField(_("name of the relative"), max_length=100)
    relation = models.CharField(_("relation"), max_length=60)
    identity = models.CharField(max_length=32, db_index=True, editable=False, help_text="blind index")
    declared_at = models.DateTimeField(_("declared at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("reason of the withdrawal"), blank=True)

    objects = KinQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("declared relative")
        verbose_name_plural = _("declared relatives")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "identity"], condition=models.Q(withdrawn_at__isnull=True), name="kin_declared_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.relation})"


class Token(models.Model):
    """What a program shows to act for someone, bound to one mandate. Only its hash is kept."""

    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="tokens", verbose_name=_("mandate"))
    name = models.CharField(pgettext_lazy("of a program", "name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    head = models.CharField(_("begins with"), max_length=12, editable=False)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_on = models.DateField(_("expires on"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    used_on = models.DateField(_("last used on"), null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.head}…)"

    @property
    def usable(self) -> bool:
        return self.revoked_at is None and self.expires_on >= today() and self.mandate.in_force()
