"""Acts on talents and the entries of their records.

Each act locks the talent's row first and asks for the mandate on what it finds there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, ProtectedError, Q
from django.utils.translation import gettext as _

from rencai.office.accounts.duties import must_be_impartial
from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import today
from rencai.office.audit.acts import act, record
from rencai.office.audit.differences import differences, snapshot
from rencai.office.editing import EditedMeanwhile, keep
from rencai.office.places.models import Organisation, Place
from rencai.office.registry.entries import Document, Entry, Statement
from rencai.office.registry.evidence import add_document, give_consent, must_open, open_document, withdraw_consent
from rencai.office.registry.keeping import (
    attest,
    employer_of,
    fill,
    follow,
    given,
    locked_entry,
    locked_talent,
    parties_of,
    tell,
    unattest,
)
from rencai.office.registry.kinds import KINDS, fields_of
from rencai.office.registry.merging import merge, split
from rencai.office.registry.models import Talent

__all__ = [
    "IDENTITY_FIELDS",
    "TALENT_FIELDS",
    "Sensitive",
    "add_document",
    "add_entry",
    "add_talent",
    "attest_entry",
    "attest_identity",
    "correct_entry",
    "correct_talent",
    "give_consent",
    "link_account",
    "merge",
    "open_document",
    "remove_entry",
    "see_sensitive",
    "split",
    "state_by_decision",
    "withdraw_consent",
]

IDENTITY_FIELDS = ("name", "latin_name", "gender", "birth_date", "nationality", "document_kind", "document_number")
TALENT_FIELDS = (*IDENTITY_FIELDS, "phone", "mailbox", "occupation", "place", "organisation")
"""What may be given of a talent. Degree and category follow the entries: add an education, attest a statement."""


class Sensitive(NamedTuple):
    """What only a mandate opens."""

    document_number: str
    phone: str
    mailbox: str


@act
def add_talent(
    *, by: User, place: Place | None = None, organisation: Organisation | None = None, **values: Any
) -> Talent:
    """Adds a talent (`values`: of TALENT_FIELDS). Without a place, the employer's is theirs.

    Raises:
        Refused: no mandate reaches that place or employer.
        ValidationError: a field is wrong, or somebody with this identity document is in the base.
    """
    where = place or (organisation.place if organisation else None)
    if where is None:
        raise ValidationError({"place": _("Name the place or the employer.")})
    talent = Talent(place=where, organisation=organisation)
    mandate = by.must("registry.edit", talent)
    fill(talent, values, TALENT_FIELDS)
    keep(talent)
    record(
        "registry.talent_added",
        by=by,
        under=mandate,
        on=talent,
        for_whom=talent.name,
        after=snapshot(talent, TALENT_FIELDS),
    )
    return talent


@act
def correct_talent(*, by: User, talent: Talent, version: int, values: Mapping[str, Any]) -> Talent:
    """Corrects fields of a talent that the editor saw as `version`. Attested identity falls back to stated.

    Raises:
        Refused: no mandate here or where the talent would move to; or the identity is attested and `by` may not attest
            it.
        EditedMeanwhile: it is no longer that version.
        ValidationError: a field is wrong.
    """
    talent, mandate = locked_talent(talent, by, "registry.edit")
    if talent.version != version:
        raise EditedMeanwhile(talent)
    old = snapshot(talent, TALENT_FIELDS)
    fill(talent, values, TALENT_FIELDS)
    by.must("registry.edit", talent)
    talent.full_clean()
    before, after = differences(old, snapshot(talent, TALENT_FIELDS))
    if set(after) & set(IDENTITY_FIELDS):
        unattest(by, talent, talent)
    talent.version += 1
    keep(talent)
    record(
        "registry.talent_corrected",
        by=by,
        under=mandate,
        on=talent,
        for_whom=talent.name,
        before=before,
        after=after,
    )
    return talent


@act
def see_sensitive(*, by: User, talent: Talent, reason: str = "") -> Sensitive:
    """The talent's identity number, phone and mailbox. The look itself is an event.

    Raises:
        Refused: no mandate to look at them.
    """
    talent = Talent.objects.get(pk=talent.pk)
    mandate = by.must("registry.view_sensitive", talent)
    record("registry.sensitive_seen", by=by, under=mandate, on=talent, for_whom=talent.name, reason=reason)
    return Sensitive(talent.document_number, talent.phone, talent.mailbox)


@act
def attest_identity(*, by: User, talent: Talent, version: int, body: str) -> Talent:
    """Notes that `body` has confirmed name, birth date, nationality and identity document.

    Raises:
        Refused: no mandate to attest, or it is by's own record.
        EditedMeanwhile: it is no longer the version that was looked at.
        ValidationError: the pack has no such body.
    """
    talent, mandate = locked_talent(talent, by, "registry.attest")
    attest(by, talent, talent, version, body)
    talent.save()
    record(
        "registry.identity_attested", by=by, under=mandate, on=talent, for_whom=talent.name, after={"attested_by": body}
    )
    return talent


@act
def link_account(*, by: User, talent: Talent, account: User | None, reason: str) -> Talent:
    """Makes the record that of the person who signs in as `account`; without one, nobody's.

    Raises:
        Refused: no mandate to attest, or it is by's own record or account, or a record of their kin.
        ValidationError: the account is closed or has a record, or no reason is given.
    """
    talent, mandate = locked_talent(talent, by, "registry.attest")
    concerned = parties_of(talent)
    must_be_impartial(by, concerned._replace(users=concerned.users | ({account.pk} if account else set())))
    account = User.objects.select_for_update(of=("self",)).get(pk=account.pk) if account else None
    if account and not account.is_active:
        raise ValidationError({"account": _("This account is closed.")})
    if account and Talent.objects.filter(account=account).exclude(pk=talent.pk).exists():
        raise ValidationError({"account": _("This account has a record already.")})
    before, talent.account = {"account": talent.account_id}, account
    talent.version += 1
    talent.save()
    record(
        "registry.account_linked",
        by=by,
        under=mandate,
        on=talent,
        for_whom=talent.name,
        before=before,
        after={"account": talent.account_id},
        reason=given(reason),
    )
    return talent


@act
def add_entry(*, by: User, talent: Talent, kind: str, values: Mapping[str, Any]) -> Entry:
    """Adds an entry of one of the KINDS. The talent's place, employer, degree and so on follow it.

    Raises:
        KeyError: there is no such kind.
        Refused: no mandate over this talent.
        ValidationError: a field is wrong.
    """
    talent, mandate = locked_talent(talent, by, "registry.edit")
    model = KINDS[kind]
    entry = model(talent=talent)
    fill(entry, values, fields_of(model))
    entry.full_clean()
    entry.save()
    tell("registry.entry_added", by, mandate, entry, after=snapshot(entry, fields_of(model)))
    follow(by, mandate, talent, entry)
    return entry


@act
def correct_entry(*, by: User, entry: Entry, version: int, values: Mapping[str, Any]) -> Entry:
    """Corrects an entry that the editor saw as `version`. What was attested is then only stated.

    Raises:
        Refused: no mandate over this talent; or the entry is attested and `by` may not attest it.
        EditedMeanwhile: it is no longer that version.
        ValidationError: a field is wrong.
    """
    entry, mandate = locked_entry(entry, by, "registry.edit", version)
    names, left = fields_of(type(entry)), employer_of(entry)
    old = snapshot(entry, names)
    fill(entry, values, names)
    entry.full_clean()
    before, after = differences(old, snapshot(entry, names))
    if after:
        unattest(by, entry.talent, entry)
    entry.version += 1
    entry.save()
    tell("registry.entry_corrected", by, mandate, entry, before=before, after=after)
    follow(by, mandate, entry.talent, entry, left)
    return entry


@act
def remove_entry(*, by: User, entry: Entry, reason: str, version: int | None = None) -> None:
    """Removes an entry or document that should not be there. The event keeps what it said, not the file.

    Raises:
        Refused: no mandate over this talent; or the entry is attested and `by` may not attest it; or it is a document
            that `by` may not open.
        EditedMeanwhile: it is no longer `version`.
        ValidationError: no reason is given.
    """
    entry, mandate = locked_entry(entry, by, "registry.edit", version)
    if isinstance(entry, Document):
        must_open(by, entry)
    unattest(by, entry.talent, entry)
    reason = given(reason)
    tell("registry.entry_removed", by, mandate, entry, before=snapshot(entry, fields_of(type(entry))), reason=reason)
    try:
        entry.delete()
    except ProtectedError:
        raise ValidationError(_("This is evidence in a case; it stays."), code="evidence") from None
    if isinstance(entry, Document):
        transaction.on_commit(partial(entry.file.delete, save=False))
    follow(by, mandate, entry.talent, entry)


@act
def attest_entry(*, by: User, entry: Entry, body: str, version: int | None = None) -> Entry:
    """Notes that `body` (of the policy pack) has confirmed an entry.

    Raises:
        Refused: no mandate to attest, or it is by's own record.
        EditedMeanwhile: it is no longer `version`.
        ValidationError: the pack has no such body.
    """
    entry, mandate = locked_entry(entry, by, "registry.attest", version)
    attest(by, entry.talent, entry, entry.version, body)
    entry.save()
    tell("registry.entry_attested", by, mandate, entry, after={"attested_by": body})
    follow(by, mandate, entry.talent, entry)
    return entry


def _ended_by_now(talent: Talent, fact: str) -> None:
    """What was attested of a fact holds until yesterday: a decision takes its place today."""
    running = Q(valid_until__isnull=True) | Q(valid_until__gte=today())
    earlier = talent.statements.filter(running, fact=fact).exclude(attested_by="")
    earlier.update(valid_until=today() - timedelta(days=1), version=F("version") + 1)


@act
def state_by_decision(
    *, by: User, under: Mandate, talent: Talent, facts: Mapping[str, Any], body: str, until: date | None = None
) -> list[Statement]:
    """Enters facts that were found in deciding a case, attested by `body` (of the policy pack).

    Whoever decides the case has shown the mandate `under` for it, which need not reach the talent's record: a sector's
    authority recognises the staff of employers that it does not see otherwise.

    Args:
        until: the last day on which they hold; None for no end. What was attested of them before does not hold again
            afterwards.

    Raises:
        Refused: it is by's own record, or one of their kin.
        ValidationError: the pack asks for no such fact, or knows no such value or body.
    """
    talent = Talent.objects.select_for_update(of=("self",)).get(pk=talent.pk)
    found = []
    for name, value in facts.items():
        if until is not None:
            _ended_by_now(talent, name)
        entry = Statement(talent=talent, fact=name, value=value, stated_on=today(), valid_until=until)
        attest(by, talent, entry, entry.version, body)
        entry.full_clean()
        entry.save()
        tell("registry.entry_attested", by, under, entry, after={"attested_by": body, "fact": name, "value": value})
        follow(by, under, talent, entry)
        found.append(entry)
    return found
