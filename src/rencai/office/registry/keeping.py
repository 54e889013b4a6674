"""What all acts on a talent's record have in common: lock, ask for the mandate, fill in, follow, tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from rencai.office.accounts.duties import Parties, must_be_impartial
from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import record
from rencai.office.audit.differences import differences, snapshot
from rencai.office.editing import EditedMeanwhile
from rencai.office.pack import the_pack
from rencai.office.registry.entries import Employment, Entry
from rencai.office.registry.in_step import FOLLOWING, bring_in_step, leads
from rencai.office.registry.kinds import kind_of
from rencai.office.registry.models import Consent, Talent

E = TypeVar("E", Entry, Consent)


def locked_talent(talent: Talent, by: User, permission: str) -> tuple[Talent, Mandate | None]:
    """The talent's row as it is now, locked, with the mandate of `by` over it.

    Raises:
        Refused: there is none.
        ValidationError: the record was merged into another.
    """
    found: Talent = Talent.objects.select_for_update(of=("self",)).get(pk=talent.pk)
    mandate = by.must(permission, found)
    if found.merged_into_id:
        raise ValidationError(_("This record was merged into another one; change that one."), code="merged")
    return found, mandate


def locked_entry(entry: E, by: User, permission: str, version: int | None = None) -> tuple[E, Mandate | None]:
    """An entry or consent as it is now, locked after its talent, with the mandate of `by` over that.

    Raises:
        Refused: there is none.
        EditedMeanwhile: it is no longer `version`.
    """
    rows: models.QuerySet[Any] = type(entry)._default_manager.all()
    holder = Talent.objects.get(pk=rows.values_list("talent", flat=True).get(pk=entry.pk))
    talent, mandate = locked_talent(holder, by, permission)
    found = rows.select_for_update(of=("self",)).get(pk=entry.pk, talent=talent)
    if version is not None and found.version != version:
        raise EditedMeanwhile(found)
    found.talent = talent
    return found, mandate


def fill(instance: models.Model, values: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Sets `values` on `instance`.

    Raises:
        FieldDoesNotExist: somebody gives what is not theirs to give.
        ValidationError: a text holds the character that no database keeps.
    """
    if unknown := set(values) - set(allowed):
        raise FieldDoesNotExist(f"{type(instance).__name__}: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        if isinstance(value, str) and "\x00" in value:
            raise ValidationError({name: _("There is a character in it that cannot be kept.")})
        setattr(instance, name, value.strip() if isinstance(value, str) else value)


def parties_of(*talents: Talent) -> Parties:
    """Whom a decision on these records is about."""
    users = frozenset(one.account_id for one in talents if one.account_id is not None)
    return Parties(users, frozenset(one.document_number for one in talents))


def attest(by: User, talent: Talent, what: Talent | Entry, version: int, body: str) -> None:
    must_be_impartial(by, parties_of(talent))
    if what.version != version:
        raise EditedMeanwhile(what)
    if body not in the_pack().rules.bodies:
        raise ValidationError({"body": _("The policy pack names no such body.")})
    what.attested_by, what.attested_on = body, today()
    what.version += 1


def unattest(by: User, talent: Talent, what: Talent | Entry) -> None:
    if not what.attested_by:
        return
    if not by.may("registry.attest", talent):
        raise Refused(_("This is attested. Ask the talent office to correct it."))
    must_be_impartial(by, parties_of(talent))
    what.attested_by, what.attested_on = "", None


def employer_of(entry: Entry) -> Collection[int | None]:
    return [entry.organisation_id] if isinstance(entry, Employment) else []


def follow(by: User, mandate: Mandate | None, talent: Talent, entry: Entry, left: Collection[int | None] = ()) -> None:
    """Lets the talent's place, employer and so on follow `entry`, which named the employers `left` until now."""
    old = snapshot(talent, FOLLOWING)
    bring_in_step(talent, leads(entry), {*left, *employer_of(entry)})
    before, after = differences(old, snapshot(talent, FOLLOWING))
    if not after:
        return
    _stays_with_its_own(mandate, talent, after)
    talent.version += 1
    talent.save()
    record(
        "registry.talent_corrected",
        by=by,
        under=mandate,
        on=talent,
        for_whom=talent.name,
        before=before,
        after=after,
    )


def _stays_with_its_own(mandate: Mandate | None, talent: Talent, after: Mapping[str, Any]) -> None:
    """An employer says who works for it and who no longer does, not who works for others."""
    own = mandate.organisation_id if mandate else None
    if own is not None and after.get("organisation") not in (None, own):
        raise Refused(_("An employer enters work for itself alone."))


def tell(name: str, by: User, mandate: Mandate | None, entry: Entry | Consent, **told: Any) -> None:
    """An event on the talent, so that one question finds all that happened to a record."""
    which = {"entry": f"{kind_of(entry)} {entry.pk}"}
    told["after"] = which | told.get("after", {})
    record(name, by=by, under=mandate, on=entry.talent, for_whom=entry.talent.name, **told)


def given(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    return reason.strip()
