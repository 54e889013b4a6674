"""What waits for officers because of the talent base: entries to attest, likely duplicates, consents that run out; and
for whoever imports, the rows that were refused. Items come and go with the acts that cause them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rencai.office import pack
from rencai.office.asker import today
from rencai.office.imports.importable import Outcome
from rencai.office.imports.models import ImportRun, State
from rencai.office.inbox import actions as inbox
from rencai.office.inbox import kinds
from rencai.office.inbox.deadlines import working_days
from rencai.office.inbox.models import Item
from rencai.office.jobs import schedule
from rencai.office.registry import actions
from rencai.office.registry.entries import Consent, Entry, Movement, Statement
from rencai.office.registry.imported import IMPORTED, settle
from rencai.office.registry.kinds import KINDS
from rencai.office.registry.models import Talent

ATTEST, DUPLICATE, CONSENT, REFUSED = "attest", "duplicate", "consent", "refused-rows"
DAYS_TO_ATTEST = 5
DAYS_FOR_REFUSED_ROWS = 5


def register() -> None:
    """Called once, when the program starts."""
    from rencai.office.registry import noticing

    kinds.declare(*DECLARED)
    for model in KINDS.values():
        post_save.connect(_entry_saved, sender=model, dispatch_uid=f"inbox {model.__name__}")
        post_delete.connect(_entry_removed, sender=model, dispatch_uid=f"inbox {model.__name__}")
    post_save.connect(_talent_saved, sender=Talent, dispatch_uid="inbox talent")
    post_save.connect(_consent_saved, sender=Consent, dispatch_uid="inbox consent")
    post_save.connect(_import_saved, sender=ImportRun, dispatch_uid="inbox import")
    schedule.every(timedelta(hours=1), noticing.find_duplicates)
    schedule.every(timedelta(days=1), noticing.watch_consents)


def wait_for_attestation(entry: Entry) -> None:
    """Lets an entry wait to be attested; called within an act."""
    talent: Talent = entry.talent
    inbox.put(
        ATTEST,
        about=entry,
        subject=talent,
        deadline=working_days(today(), DAYS_TO_ATTEST),
        place=talent.place_id,
        organisation=talent.organisation_id,
        details={"talent": talent.pk, "name": talent.name, "entry": str(entry)[:120], **_in_no_language(entry)},
    )


def _in_no_language(entry: Entry) -> dict[str, Any]:
    """Of an entry whose words are another language's for another reader: what they are made of."""
    if isinstance(entry, Movement):
        return {"movement": entry.kind, "entry": f"{entry.on}"}
    if isinstance(entry, Statement):
        return {"fact": entry.fact, "value": entry.value}
    return {}


def _entry_saved(instance: Entry, raw: bool = False, **_more: Any) -> None:
    if instance.attested_by:
        _entry_removed(instance)
    elif not raw:
        wait_for_attestation(instance)


def _entry_removed(instance: Entry, **_more: Any) -> None:
    inbox.done(ATTEST, about=instance)
    settle(instance)


def _talent_saved(instance: Talent, created: bool, **_more: Any) -> None:
    """What waits follows the talent: to another place or employer, or into the record that it was merged with."""
    if created:
        return
    if instance.merged_into is None:
        inbox.move(instance, place=instance.place_id, organisation=instance.organisation_id)
        return
    kept = instance.merged_into
    inbox.done(DUPLICATE, about=instance)
    if Item.objects.open().about(kept).filter(kind=DUPLICATE, details__other=instance.pk).exists():
        inbox.done(DUPLICATE, about=kept)
    inbox.move(instance, to=kept, place=kept.place_id, organisation=kept.organisation_id)


def _consent_saved(instance: Consent, created: bool, **_more: Any) -> None:
    """A consent that was withdrawn runs out no more; one that was given anew takes the place of those before it."""
    if instance.withdrawn_on:
        inbox.done(CONSENT, about=instance)
    elif created:
        for earlier in Consent.objects.filter(
            talent=instance.talent_id, source=instance.source, until__lt=instance.until
        ):
            inbox.done(CONSENT, about=earlier)


def _import_saved(instance: ImportRun, **_more: Any) -> None:
    refused = instance.counts.get(Outcome.REFUSED, 0)
    if instance.removed_at:
        inbox.done(REFUSED, about=instance)
    elif instance.state == State.DONE and refused:
        inbox.put(
            REFUSED,
            about=instance,
            user=instance.owner_id,
            deadline=working_days(today(), DAYS_FOR_REFUSED_ROWS),
            details={"name": instance.name, "count": refused},
        )


def _attest(*, by: Any, item: Item, choice: str) -> None:
    model: Any = apps.get_model(item.about_kind)
    entry = model.objects.filter(pk=item.about_id).first()
    if entry is None:
        raise ValidationError(_("This entry is there no more."), code="gone")
    actions.attest_entry(by=by, entry=entry, body=choice, version=entry.version)


def _entry_words(item: Item) -> str:
    told = {"kind": apps.get_model(item.about_kind)._meta.verbose_name, **item.details}
    if "movement" in told:
        told["kind"] = Movement.Kind(told["movement"]).label
    if "fact" in told:
        told["entry"] = f"{pack.fact_word(told['fact'])} {pack.value_word(told['fact'], told['value'])}"
    return str(_("%(name)s: %(kind)s, %(entry)s") % told)


def _imported_words(item: Item) -> str:
    return str(_("What was imported since %(day)s") % {"day": date_format(localtime(item.made_at), "DATE_FORMAT")})


def _duplicate_words(item: Item) -> str:
    return str(_("%(name)s (no. %(talent)s) and %(other_name)s (no. %(other)s)") % item.details)


def _consent_words(item: Item) -> str:
    source = str(Consent.Source(item.details["source"]).label)
    return _("%(name)s: consent to look up: %(source)s") % {**item.details, "source": source}


def _refused_words(item: Item) -> str:
    count = item.details["count"]
    text = ngettext("%(name)s: %(count)s row was refused", "%(name)s: %(count)s rows were refused", count)
    return str(text % item.details)


def _talent_page(item: Item) -> str:
    return reverse("talent", args=[item.details["talent"]])


def _list_page(item: Item) -> str:
    return reverse("to_attest", args=[item.pk])


def _merge_page(item: Item) -> str:
    return reverse("merge_talents", args=[item.details["talent"]])


def _import_page(item: Item) -> str:
    return reverse("import", args=[item.about_id])


DECLARED = (
    kinds.Kind(
        ATTEST,
        gettext_lazy("Entries to attest"),
        _entry_words,
        _talent_page,
        "registry.attest",
        decisions=(
            kinds.Decision(
                "attest",
                gettext_lazy("Attest"),
                gettext_lazy("attested."),
                _attest,
                choices=pack.bodies,
                choice_label=gettext_lazy("Who attests it"),
            ),
        ),
    ),
    kinds.Kind(
        IMPORTED,
        gettext_lazy("Imported entries to attest"),
        _imported_words,
        _list_page,
        "registry.attest",
        decisions=(
            kinds.Decision(
                "leave-stated",
                gettext_lazy("Leave the rest as stated"),
                gettext_lazy("what nobody has attested counts as stated only."),
            ),
        ),
    ),
    kinds.Kind(
        DUPLICATE,
        gettext_lazy("Likely duplicates"),
        _duplicate_words,
        _merge_page,
        "registry.merge",
        decisions=(
            kinds.Decision(
                "not-same", gettext_lazy("Not the same person"), gettext_lazy("noted as two different people.")
            ),
        ),
    ),
    kinds.Kind(
        CONSENT,
        gettext_lazy("Consents that run out"),
        _consent_words,
        _talent_page,
        "registry.view_sensitive",
        decisions=(
            kinds.Decision("let-end", gettext_lazy("Let it run out"), gettext_lazy("it will run out on its day.")),
        ),
    ),
    kinds.Kind(
        REFUSED,
        gettext_lazy("Imports with refused rows"),
        _refused_words,
        _import_page,
        "registry.import",
        personal=True,
        decisions=(
            kinds.Decision("leave-out", gettext_lazy("Leave them out"), gettext_lazy("these rows are left out.")),
        ),
    ),
)
