"""Two records of one person made one, and two again: nothing is lost on either way."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.duties import must_be_impartial
from rencai.office.accounts.models import Mandate, User
from rencai.office.audit.acts import act, record
from rencai.office.audit.differences import Values, differences, snapshot
from rencai.office.registry import below
from rencai.office.registry.entries import Employment, Entry
from rencai.office.registry.identity import DocumentKind
from rencai.office.registry.in_step import FOLLOWING, bring_in_step
from rencai.office.registry.keeping import given, locked_talent, parties_of
from rencai.office.registry.kinds import KINDS
from rencai.office.registry.models import Consent, Document, Merge, Talent

Contents = dict[str, dict[str, int]]
"""What a record holds, by model: number and version."""
MOVING: tuple[type[models.Model], ...] = (*KINDS.values(), Document, Consent)
"""What goes with a record into the other, beside what apps below hang on it."""
FILLED = ("latin_name", "gender", "birth_date", "phone", "mailbox")
"""What the kept record takes from the other where it says nothing itself; and the identity document."""
DOCUMENT = ("document_kind", "document_number")
IDENTITY = ("latin_name", "gender", "birth_date", *DOCUMENT)
REMEMBERED = (*FILLED, *DOCUMENT, "attested_by", "attested_on", "account", *FOLLOWING)


@act
def merge(*, by: User, kept: Talent, absorbed: Talent, reason: str) -> Merge:
    """Makes two records of one person one: `absorbed` goes into `kept`, which fills its gaps from it.

    Raises:
        Refused: no mandate to merge over one of them, or one is by's own or their kin's.
        ValidationError: these are not two records of one person that can be merged, or no reason is given.
    """
    if kept.pk == absorbed.pk:
        raise ValidationError(_("These are not two records."), code="same")
    kept, absorbed, mandate = _both(by, kept, absorbed)
    must_be_impartial(by, parties_of(kept, absorbed))
    _could_be_one(kept, absorbed)
    below.merging.send(Merge, kept=kept, absorbed=absorbed)
    old, moved, stayed = snapshot(kept, REMEMBERED), _contents(absorbed), _contents(kept)
    _move(moved, absorbed, kept)
    absorbed.merged_into = kept
    _share_accounts(kept, absorbed)
    _save(absorbed)
    _fill(kept, absorbed)
    _follow(kept, absorbed, moved)
    _save(kept)
    before, after = map(_plain, differences(old, snapshot(kept, REMEMBERED)))
    done = Merge(kept=kept, absorbed=absorbed, moved=moved, stayed=stayed, before=before, after=after, by=by)
    done.reason = given(reason)
    done.save()
    _tell("registry.talents_merged", by, mandate, done, reason)
    return done


@act
def split(*, by: User, merge: Merge, reason: str) -> Merge:
    """Makes two records again of one that were two. What was changed or added since stays: on the kept record, or with
    the entry that goes back.

    Raises:
        Refused: no mandate to merge over the kept record, or one is by's own or their kin's.
        ValidationError: it was split before, a later merge has to be split first, a third record has the same identity
            document by now, or no reason is given.
    """
    kept, mandate = locked_talent(merge.kept, by, "registry.merge")
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    _is_the_latest(merge)
    absorbed = Talent.objects.select_for_update(of=("self",)).get(pk=merge.absorbed_id)
    must_be_impartial(by, parties_of(kept, absorbed))
    _take_back(kept, absorbed, merge)
    _move(merge.moved, kept, absorbed)
    absorbed.merged_into = None
    below.parted.send(Merge, kept=kept, absorbed=absorbed)
    went = _changed(absorbed, merge.moved)
    _catch_up(absorbed, merge.moved, went)
    _catch_up(kept, merge.stayed, went | _changed(kept, merge.stayed), left=_employers(merge.moved))
    _save(kept)
    absorbed.validate_constraints()
    _save(absorbed)
    merge.split_at, merge.split_by, merge.split_reason = timezone.now(), by, given(reason)
    merge.save(update_fields=["split_at", "split_by", "split_reason"])
    _tell("registry.talents_split", by, mandate, merge, reason)
    return merge


def _both(by: User, kept: Talent, absorbed: Talent) -> tuple[Talent, Talent, Mandate | None]:
    """Both rows, locked in the order of their numbers, so that two merges never wait for each other."""
    first, second = sorted((kept, absorbed), key=lambda talent: talent.pk)
    rows = {talent.pk: locked_talent(talent, by, "registry.merge") for talent in (first, second)}
    return rows[kept.pk][0], rows[absorbed.pk][0], rows[kept.pk][1]


def _could_be_one(kept: Talent, absorbed: Talent) -> None:
    if kept.birth_date and absorbed.birth_date and kept.birth_date != absorbed.birth_date:
        raise ValidationError(_("The two records name different birth dates. Correct one of them first."), code="born")
    numbers = {one.document_number for one in (kept, absorbed) if one.document_kind == DocumentKind.RESIDENT} - {""}
    if len(numbers) > 1:
        raise ValidationError(
            _("Two resident identity numbers belong to two people. Correct one of them first."), code="identity"
        )
    if _signs_in(kept) and _signs_in(absorbed):
        raise ValidationError(_("Both records have an account that signs in. Close one of the two."), code="account")


def _is_the_latest(merge: Merge) -> None:
    if merge.split_at:
        raise ValidationError(_("These records were split before."), code="split")
    if Merge.objects.filter(kept=merge.kept_id, pk__gt=merge.pk, split_at=None).exists():
        raise ValidationError(_("Another record was merged in later. Split that one first."), code="order")


def _moving() -> tuple[type[models.Model], ...]:
    return (*MOVING, *below.rows())


def _contents(talent: Talent) -> Contents:
    return {
        model._meta.label_lower: {
            str(row.pk): getattr(row, "version", 0) for row in model._default_manager.filter(talent=talent)
        }
        for model in _moving()
    }


def _move(contents: Contents, source: Talent, target: Talent) -> None:
    for model in _moving():
        numbers = contents.get(model._meta.label_lower, ())  # merged before the app was there
        model._default_manager.filter(pk__in=numbers, talent=source).update(talent=target)


def _employers(contents: Contents) -> set[int | None]:
    numbers = contents[Employment._meta.label_lower]
    return set(Employment.objects.filter(pk__in=numbers).values_list("organisation", flat=True))


def _changed(talent: Talent, known: Contents) -> set[type[Entry]]:
    """The kinds of entries of `talent` of which one was added, changed or removed since `known` was written."""
    now = _contents(talent)
    return {model for model in KINDS.values() if known[model._meta.label_lower] != now[model._meta.label_lower]}


def _catch_up(
    talent: Talent, known: Contents, changed: Collection[type[Entry]], left: Collection[int | None] = ()
) -> None:
    """Lets `talent` follow what changed. An employer whose entry was removed since is known by the talent alone."""
    works = {str(number) for number in talent.employments.values_list("pk", flat=True)}
    removed = known[Employment._meta.label_lower].keys() - works
    own = set(talent.employments.values_list("organisation", flat=True))
    bring_in_step(talent, changed, {*left, *own, *([talent.organisation_id] if removed else [])})


def _signs_in(talent: Talent) -> bool:
    account = talent.account
    return account is not None and account.is_active and not account.expired


def _share_accounts(kept: Talent, absorbed: Talent) -> None:
    """The person signs in by the one account that is open. A closed one gives nothing, wherever it is."""
    if absorbed.account and (kept.account is None or _signs_in(absorbed)):
        _swap_accounts(kept, absorbed)


def _swap_accounts(kept: Talent, absorbed: Talent) -> None:
    """An account stands on one record at a time, so both are cleared first."""
    Talent.objects.filter(pk__in=(kept.pk, absorbed.pk)).update(account=None)
    kept.account, absorbed.account = absorbed.account, kept.account


def _fill(kept: Talent, absorbed: Talent) -> None:
    names = [name for name in FILLED if not getattr(kept, name) and getattr(absorbed, name)]
    if not kept.document_number and absorbed.document_number:
        names += DOCUMENT
    for name in names:
        setattr(kept, name, getattr(absorbed, name))
    if set(IDENTITY) & set(names):
        kept.attested_by, kept.attested_on = "", None


def _follow(kept: Talent, absorbed: Talent, moved: Contents) -> None:
    """The entries that came decide; where neither record has entries, a gap is filled."""
    came = {model for model in KINDS.values() if moved[model._meta.label_lower]}
    bring_in_step(kept, came, _employers(moved))
    if kept.organisation is None and absorbed.organisation:
        kept.organisation, kept.place = absorbed.organisation, absorbed.place
    for name in ("occupation", "degree", "recognised_category"):
        setattr(kept, name, getattr(kept, name) or getattr(absorbed, name))


def _save(talent: Talent) -> None:
    talent.version += 1
    talent.save()


def _take_back(kept: Talent, absorbed: Talent, merge: Merge) -> None:
    """The kept record's fields as before the merge, but for those that were changed since."""
    now = _plain(snapshot(kept, REMEMBERED))
    for name, value in merge.before.items():
        if now[name] != merge.after[name]:
            continue
        if name == "account":
            _swap_accounts(kept, absorbed)
        else:
            field: Any = Talent._meta.get_field(name)
            setattr(kept, field.attname, field.to_python(value))


def _plain(values: Values) -> Values:
    """As the database gives JSON back."""
    plain: Values = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return plain


def _tell(name: str, by: User, mandate: Mandate | None, merge: Merge, reason: str) -> None:
    """On both records: each has its own history."""
    told = {"kept": merge.kept_id, "absorbed": merge.absorbed_id, "moved": merge.moved}
    for talent in (merge.kept, merge.absorbed):
        record(name, by=by, under=mandate, on=talent, for_whom=talent.name, after=told, reason=reason)
